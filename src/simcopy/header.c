/* header.c - the answer to SELECT, in its two forms.
 * Pure. Sources: TS 102.221 11.1.1.3 and 11.1.1.4 (FCP template and its objects), 9.5.2 (PIN status); TS 51.011 9.2.1.
 * Errors: what is neither form is refused; an object of a wrong length is passed over. */
#include "simcopy/header.h"

#define FCP 0x62
enum { TAG_SIZE = 0x80, TAG_DESCRIPTOR = 0x82, TAG_LIFE = 0x8a, TAG_PINS = 0xc6, TAG_PIN_BITS = 0x90, TAG_KEY = 0x83 };
#define PIN1 0x01			/* its key reference in an application */

#define GSM_SIZE_MIN     14u		/* bytes of a 2G response up to the structure of a file */
#define GSM_FOLDER_MIN   20u		/* up to the tries left of PIN and PUK */

static uint8_t
at(struct str s, size_t i)
{
	assert(i < s.n);
	return (uint8_t)s.p[i];
}

static size_t
within(size_t n, size_t max)
{
	return n <= max ? n : 0;
}

/* The object at the beginning of *REST, whose length is of the definite form; *REST is what follows. False: none, or cut off. */
static bool
next_object(struct str *rest, uint8_t *tag_out, struct str *value_out)
{
	size_t head = 2, n;

	if (rest->n < 2)
		return false;
	*tag_out = at(*rest, 0);
	n = at(*rest, 1);
	if (n == 0x81 && rest->n > 2)
		n = at(*rest, 2), head = 3;
	else if (n > 0x7f)
		return false;
	if (n > rest->n - head)
		return false;
	*value_out = (struct str){ rest->p + head, n };
	*rest = (struct str){ rest->p + head + n, rest->n - head - n };
	return true;
}

static void
take_descriptor(struct str v, struct header *h)
{
	static const enum image_structure STRUCTURE[8] = { [1] = IMAGE_TRANSPARENT, [2] = IMAGE_LINEAR, [6] = IMAGE_CYCLIC };

	if (v.n < 1)
		return;
	h->is_folder = (at(v, 0) & 0x3f) == 0x38;
	if (!h->is_folder)
		h->structure = STRUCTURE[at(v, 0) & 0x07];
	if (v.n >= 5) {
		h->record_size = within((size_t)at(v, 2) << 8 | at(v, 3), IMAGE_RECORD_MAX);
		h->record_count = at(v, 4);
	}
}

static size_t
number(struct str v, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < v.n && n <= max; i++)
		n = n << 8 | at(v, i);
	return within(n, max);
}

/* PIN status: one bit for each of the keys that are then named, in their order, the first bit for the first key. */
static void
take_pins(struct str v, struct header *h)
{
	uint8_t tag, bits = 0;
	struct str value;
	unsigned key = 0;

	while (next_object(&v, &tag, &value)) {
		if (tag == TAG_PIN_BITS && value.n >= 1)
			bits = at(value, 0);
		if (tag != TAG_KEY || value.n != 1 || key >= 8)
			continue;
		if (at(value, 0) == PIN1) {
			h->pin_is_known = true;
			h->pin_is_on = bits & 0x80 >> key;
		}
		key++;
	}
}

static void
take_fcp(struct str v, struct header *h)
{
	struct str value;
	uint8_t tag;

	while (next_object(&v, &tag, &value)) {
		if (tag == TAG_DESCRIPTOR)
			take_descriptor(value, h);
		else if (tag == TAG_SIZE)
			h->size = number(value, IMAGE_BINARY_MAX);
		else if (tag == TAG_LIFE && value.n == 1)
			h->is_blocked = (at(value, 0) & 0xfd) == 0x04;	/* operational, deactivated */
		else if (tag == TAG_PINS)
			take_pins(value, h);
	}
	if (!h->record_count && h->record_size && h->size)
		h->record_count = within(h->size / h->record_size, IMAGE_FILE_RECORDS_MAX);
}

static void
take_gsm_folder(struct str v, struct header *h)
{
	h->is_folder = true;
	if (v.n < GSM_FOLDER_MIN)
		return;
	h->pin_is_known = true;
	h->pin_is_on = !(at(v, 13) & 0x80);
	if (at(v, 18) & 0x80)
		h->pin_tries = at(v, 18) & 0x0f;
	if (at(v, 19) & 0x80)
		h->puk_tries = at(v, 19) & 0x0f;
}

static bool
take_gsm(struct str v, struct header *h)
{
	uint8_t type = at(v, 6);

	if (type == 1 || type == 2) {
		take_gsm_folder(v, h);
		return true;
	}
	if (type != 4)
		return false;
	h->size = within((size_t)at(v, 2) << 8 | at(v, 3), IMAGE_BINARY_MAX);
	h->is_blocked = !(at(v, 11) & 0x01);
	switch (at(v, 13)) {
	case 0:
		h->structure = IMAGE_TRANSPARENT;
		return true;
	case 1:
		h->structure = IMAGE_LINEAR;
		break;
	case 3:
		h->structure = IMAGE_CYCLIC;
		break;
	}
	h->record_size = v.n > GSM_SIZE_MIN ? at(v, 14) : 0;
	if (h->record_size)
		h->record_count = within(h->size / h->record_size, IMAGE_FILE_RECORDS_MAX);
	return true;
}

bool
header_parse(struct str bytes, struct header *out)
{
	struct str rest = bytes, value;
	uint8_t tag;

	*out = (struct header){ .pin_tries = HEADER_TRIES_UNKNOWN, .puk_tries = HEADER_TRIES_UNKNOWN };
	if (next_object(&rest, &tag, &value) && tag == FCP) {
		take_fcp(value, out);
		return true;
	}
	return bytes.n >= GSM_SIZE_MIN && take_gsm(bytes, out);
}
