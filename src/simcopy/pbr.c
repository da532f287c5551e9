/* pbr.c - EF_PBR, a list of lists of file identifiers in BER-TLV. Pure. Source: TS 31.102 4.4.2.1.  Errors: what cannot be read is left out. */
#include "simcopy/pbr.h"

#include <stdio.h>

#define TYPE_1 0xa8u
#define TYPE_3 0xaau

/* One TLV with a length of one byte, or of two (81 xx); false at the end, at padding, or when it is cut off. */
static bool
take_tlv(struct str *s, uint8_t *tag, struct str *value)
{
	const uint8_t *p = (const uint8_t *)s->p;
	size_t head = s->n > 1 && p[1] == 0x81 ? 3 : 2;

	if (s->n < head || p[0] == 0xff || p[0] == 0x00 || (head == 2 && p[1] > 0x7f))
		return false;
	size_t n = p[head - 1];
	if (n > s->n - head)
		return false;
	*tag = p[0];
	*value = (struct str){ s->p + head, n };
	*s = (struct str){ s->p + head + n, s->n - head - n };
	return true;
}

static void
add_objects(struct pbr *out, struct str list, uint8_t type)
{
	struct str v;
	uint8_t tag;

	for (uint8_t place = 0; take_tlv(&list, &tag, &v); place++) {
		if (tag < PBR_ADN || tag > PBR_CCP1 || v.n < 2 || out->n == PBR_OBJECTS_MAX)
			continue;
		struct pbr_object *o = &out->object[out->n++];
		*o = (struct pbr_object){ .tag = (enum pbr_tag)tag, .type = type, .place = place, .sfi = v.n > 2 ? (uint8_t)v.p[2] : PBR_NO_SFI };
		snprintf(o->id, sizeof o->id, "%02X%02X", (uint8_t)v.p[0], (uint8_t)v.p[1]);
	}
}

bool
pbr_parse(struct str record, struct pbr *out)
{
	struct str list;
	uint8_t tag;

	*out = (struct pbr){ .n = 0 };
	while (take_tlv(&record, &tag, &list))
		if (tag >= TYPE_1 && tag <= TYPE_3)
			add_objects(out, list, (uint8_t)(tag - TYPE_1 + 1));
	return pbr_find(out, PBR_ADN, 0) != NULL;
}

const struct pbr_object *
pbr_find(const struct pbr *p, enum pbr_tag tag, size_t nth)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->object[i].tag == tag && nth-- == 0)
			return &p->object[i];
	return NULL;
}
