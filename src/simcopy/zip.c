/* zip.c - a .zip of stored files. Pure. Source: APPNOTE.TXT 6.3.10: 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (its end),
 * 4.4.6 (time).  Errors: the buffer's limit. */
#include "simcopy/zip.h"

#include "base/clock.h"

#define VERSION_MADE   0x0314u		/* Unix, 2.0 */
#define VERSION_NEEDED 20u
#define MODE_600       (0100600u << 16)
#define CRC_POLYNOMIAL 0xedb88320u

uint32_t
zip_crc(struct str s)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < s.n; i++) {
		crc ^= (unsigned char)s.p[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? CRC_POLYNOMIAL : 0);
	}
	return ~crc;
}

static void
add16(struct buf *b, uint32_t v)
{
	buf_addc(b, (char)(v & 0xff));
	buf_addc(b, (char)(v >> 8 & 0xff));
}

static void
add32(struct buf *b, uint32_t v)
{
	add16(b, v & 0xffff);
	add16(b, v >> 16);
}

/* What local header and directory have in common: from the version needed to the length of the extra field. */
static void
add_about(const struct zip *z, size_t i)
{
	struct buf *b = z->out;

	add16(b, VERSION_NEEDED);
	add16(b, 0);			/* flags */
	add16(b, 0);			/* stored */
	add16(b, z->time);
	add16(b, z->date);
	add32(b, z->file[i].crc);
	add32(b, z->file[i].size);
	add32(b, z->file[i].size);
	add16(b, (uint32_t)strlen(z->file[i].name));
	add16(b, 0);			/* extra field */
}

void
zip_begin(struct zip *z, struct buf *out, struct utc_ms now)
{
	struct clock_fields t = clock_fields_of(now);

	*z = (struct zip){ .out = out };
	z->time = (uint16_t)(t.hour << 11 | t.minute << 5 | t.second / 2);
	z->date = (uint16_t)((t.year < 1980 ? 0 : t.year - 1980) << 9 | t.month << 5 | t.day);
}

void
zip_add(struct zip *z, const char *name, struct str bytes)
{
	assert(z->n < ZIP_FILES_MAX && bytes.n < UINT32_MAX && z->out->max_bytes < UINT32_MAX);
	size_t i = z->n++;

	z->file[i].name = name;
	z->file[i].crc = zip_crc(bytes);
	z->file[i].size = (uint32_t)bytes.n;
	z->file[i].at = (uint32_t)z->out->n;
	add32(z->out, 0x04034b50);
	add_about(z, i);
	buf_addz(z->out, name);
	buf_add(z->out, bytes);
}

void
zip_end(struct zip *z)
{
	struct buf *b = z->out;
	uint32_t at = (uint32_t)b->n;

	for (size_t i = 0; i < z->n; i++) {
		add32(b, 0x02014b50);
		add16(b, VERSION_MADE);
		add_about(z, i);
		add16(b, 0);		/* comment */
		add16(b, 0);		/* disk */
		add16(b, 0);		/* internal attributes */
		add32(b, MODE_600);
		add32(b, z->file[i].at);
		buf_addz(b, z->file[i].name);
	}
	uint32_t size = (uint32_t)b->n - at;
	add32(b, 0x06054b50);
	add32(b, 0);			/* disks */
	add16(b, (uint32_t)z->n);
	add16(b, (uint32_t)z->n);
	add32(b, size);
	add32(b, at);
	add16(b, 0);			/* comment */
}
