/* report.c - report.txt: each file with what was read of it, and every status word that was no success. Pure.
 * Lines of the second part are for whoever looks for a fault, and are English.  Errors: the buffer's limit. */
#include "simcopy/report.h"
#include "base/clock.h"
#include "simcopy/card.h"
#include "simcopy/files.h"
#include "simcopy/setting.h"

static void
add_count(struct buf *b, struct str what, size_t n)
{
	buf_add(b, what);
	buf_printf(b, ": %zu\n", n);
}

static void
add_line(struct buf *b, struct str what, struct str value)
{
	buf_add(b, what);
	buf_addz(b, ": ");
	buf_add(b, value.n ? value : STR("-"));
	buf_addc(b, '\n');
}

static void
add_head(struct buf *b, const struct content *c, const struct catalog *cat)
{
	char begun[CLOCK_TEXT_SIZE];

	clock_format(c->im->begun, begun);
	buf_add(b, catalog_text(cat, "What was on your SIM card"));
	buf_addz(b, "\n\n");
	add_line(b, catalog_text(cat, "Card number (ICCID)"), c->im->iccid);
	add_line(b, catalog_text(cat, "Provider"), c->provider);
	add_line(b, catalog_text(cat, "Reader"), c->im->reader);
	add_line(b, catalog_text(cat, "Read on (UTC)"), str_of(begun));
}

/* What the card says of the network's services, where it says it. */
static void
add_settings(struct buf *b, const struct image *im, const struct catalog *cat)
{
	AUTO(buf_done) struct buf text = { .max_bytes = SETTING_TEXT_MAX };

	for (enum setting s = 0; s < SETTING_COUNT; s++) {
		buf_reset(&text);
		setting_add(&text, im, s);
		if (text.n)
			add_line(b, catalog_text(cat, setting_text(s)), buf_str(&text));
	}
	if (setting_is_full(im)) {
		buf_add(b, catalog_text(cat, "A message was refused because the card had no room for it."));
		buf_addc(b, '\n');
	}
}

static void
add_counts(struct buf *b, const struct content *c, const struct catalog *cat)
{
	size_t per_book[CONTACT_BOOK_COUNT] = { 0 }, partial = 0, cut = 0;

	for (size_t i = 0; i < c->contacts.n; i++) {
		per_book[c->contacts.item[i].book]++;
		for (size_t n = 0; n < c->contacts.item[i].numbers; n++)
			cut += c->contacts.item[i].number[n].is_cut;
	}
	for (size_t i = 0; i < c->messages.n; i++)
		partial += c->messages.item[i].there < c->messages.item[i].parts || c->messages.item[i].is_cut;
	buf_addc(b, '\n');
	for (size_t i = 0; i < CONTACT_BOOK_COUNT; i++)
		add_count(b, catalog_text(cat, contact_book_text((enum contact_book)i)), per_book[i]);
	add_count(b, catalog_text(cat, "Messages"), c->messages.n);
	if (partial)
		add_count(b, catalog_text(cat, "Messages of which a part is missing on the card"), partial);
	if (cut)
		add_count(b, catalog_text(cat, "Numbers whose last digits are missing on the card"), cut);
	if (c->messages.odd)
		add_count(b, catalog_text(cat, "Records that are no messages we know (kept in the image)"), c->messages.odd);
	if (c->contacts.left_out)
		add_count(b, catalog_text(cat, "Numbers and addresses too many for one contact (kept in the image)"), c->contacts.left_out);
}

static size_t
count_read(const struct image_file *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->record_count; i++)
		n += image_read_ok(&f->record[i]);
	return n;
}

/* Each status word that was no success, once per file, with the first record that got it. */
static void
add_faults(struct buf *b, const struct image_file *f, const struct catalog *cat)
{
	uint16_t last = 0;

	for (size_t i = 0; i < f->record_count; i++) {
		const struct image_record *r = &f->record[i];

		if (!r->sw || image_read_ok(r) || r->sw == last)
			continue;
		buf_printf(b, "    from record %zu: %04X, %.*s\n", i + 1, r->sw, STR_ARG(catalog_text(cat, card_text(r->sw))));
		last = r->sw;
	}
}

static void
add_file(struct buf *b, const struct content *c, const struct image_file *f, const struct catalog *cat)
{
	struct image_record select = { .sw = f->sw };

	buf_printf(b, "%-24.*s %-8s ", STR_ARG(f->path), files_name(c->im->cls, f->path));
	if (!image_read_ok(&select))
		buf_printf(b, "%04X, %.*s\n", f->sw, STR_ARG(catalog_text(cat, card_text(f->sw))));
	else if (f->structure == IMAGE_NONE)
		buf_addz(b, "found\n");
	else
		buf_printf(b, "%s, %zu of %zu records%s\n", image_structure_name(f->structure), count_read(f), f->record_count,
		    f->is_whole ? "" : ", not finished");
	add_faults(b, f, cat);
}

void
report_write(struct buf *b, const struct content *c, const struct catalog *cat)
{
	add_head(b, c, cat);
	add_settings(b, c->im, cat);
	add_counts(b, c, cat);
	buf_addc(b, '\n');
	buf_add(b, c->im->is_whole ? catalog_text(cat, "The card was read to its end.") :
	    catalog_text(cat, "The card was not read to its end. Run backup --continue with the same card."));
	buf_addz(b, "\n\n");
	for (size_t i = 0; i < c->im->files; i++)
		add_file(b, c, &c->im->file[i], cat);
}
