/* simcopy_name_fuzz.c - any bytes as a name, as septets with national tables, as a TPDU, as an address, as EF_PBR: the result is clean UTF-8,
 * and a name that lost nothing can be written again and reads as the same. */
#include "simcopy/alphabet.h"
#include "simcopy/number.h"
#include "simcopy/pbr.h"
#include "simcopy/tpdu.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
name_again(struct str field)
{
	AUTO(buf_done) struct buf one = { .max_bytes = KEEP_TEXT_MAX }, two = { .max_bytes = KEEP_TEXT_MAX };
	uint8_t out[ALPHABET_NAME_MAX];
	size_t n;

	alphabet_name(&one, field);
	assert(str_is_utf8(buf_str(&one)));
	if (!alphabet_name_encode(buf_str(&one), out, sizeof out, &n))
		return;				/* longer than a card's name can be */
	alphabet_name(&two, (struct str){ (const char *)out, sizeof out });
	assert(str_eq(buf_str(&one), buf_str(&two)));
}

static void
message(struct str bytes, bool from_network)
{
	struct arena *a = arena_new(1 << 20);
	AUTO(keep_done) struct keep k;
	struct tpdu t;

	keep_init(&k, a);
	tpdu_parse(&k, bytes, from_network, &t);
	assert(!k.over && str_is_utf8(t.text) && str_is_utf8(t.number));
	assert(t.concat.part <= t.concat.parts && t.data.n <= 140);
	arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	AUTO(buf_done) struct buf b = { .max_bytes = 1 << 24 };
	struct str bytes = { (const char *)data, n };
	struct pbr p;

	if (n > 255)
		return 0;			/* no record is longer */
	name_again(bytes);
	if (n > 2)
		alphabet_septets(&b, (struct str){ bytes.p + 2, n - 2 }, (struct alphabet_shift){ data[0], data[1] });
	number_address(&b, bytes);
	assert(str_is_utf8(buf_str(&b)));
	message(bytes, true);
	message(bytes, false);
	if (pbr_parse(bytes, &p))
		assert(p.n > 0 && p.n <= PBR_OBJECTS_MAX);
	return 0;
}
