/* export.c - the formats of a backup. Writes through folder_write only.  Errors: export.h. */
#include "simcopy/export.h"
#include "simcopy/android.h"
#include "simcopy/folder.h"
#include "simcopy/messages_json.h"
#include "simcopy/page.h"
#include "simcopy/report.h"
#include "simcopy/table.h"
#include "simcopy/vcard.h"

static void
write_vcards(struct buf *b, const struct content *c, const struct export_options *o)
{
	vcard_list(b, &c->contacts, o->vcard4 ? VCARD_4 : VCARD_3);
}

static void
write_contacts(struct buf *b, const struct content *c, const struct export_options *o)
{
	(void)o;
	table_contacts(b, &c->contacts);
}

static void
write_android(struct buf *b, const struct content *c, const struct export_options *o)
{
	(void)o;
	android_write(b, c);
}

static void
write_messages(struct buf *b, const struct content *c, const struct export_options *o)
{
	(void)o;
	table_messages(b, c);
}

static void
write_json(struct buf *b, const struct content *c, const struct export_options *o)
{
	(void)o;
	messages_json_write(b, c);
}

static void
write_page(struct buf *b, const struct content *c, const struct export_options *o)
{
	page_write(b, c, o->cat);
}

static void
write_report(struct buf *b, const struct content *c, const struct export_options *o)
{
	report_write(b, c, o->cat);
}

const struct export_format export_formats[] = {
	{ "vcf",          "contacts.vcf",  write_vcards,   CATALOG_TEXT("contacts as vCards 3.0, or 4.0 with --vcard4") },
	{ "csv",          "contacts.csv",  write_contacts, CATALOG_TEXT("contacts as a table") },
	{ "xml",          "messages.xml",  write_android,  CATALOG_TEXT("messages for SMS Backup & Restore on Android") },
	{ "messages-csv", "messages.csv",  write_messages, CATALOG_TEXT("messages as a table") },
	{ "json",         "messages.json", write_json,     CATALOG_TEXT("messages with all their details") },
	{ "html",         "index.html",    write_page,     CATALOG_TEXT("a page to read and print") },
	{ "report",       "report.txt",    write_report,   CATALOG_TEXT("what was read, and what was not and why") },
};
const size_t export_format_count = COUNT(export_formats);

const struct export_format *
export_find(const char *word)
{
	for (size_t i = 0; i < COUNT(export_formats); i++)
		if (strcmp(export_formats[i].word, word) == 0)
			return &export_formats[i];
	return NULL;
}

enum err
export_one(const struct image *im, const struct export_format *f, const struct export_options *o, struct buf *out)
{
	AUTO(content_free) struct content *c = NULL;
	enum err e = content_new(im, &c);

	buf_init(out, EXPORT_BYTES_MAX);
	if (e)
		return e;
	f->write(out, c, o);
	return out->over ? ERR_LIMIT : ERR_OK;
}

enum err
export_folder(const struct image *im, int dirfd, const struct export_options *o)
{
	AUTO(content_free) struct content *c = NULL;
	AUTO(buf_done) struct buf b = { .max_bytes = EXPORT_BYTES_MAX };
	enum err e = content_new(im, &c);

	for (size_t i = 0; !e && i < COUNT(export_formats); i++) {
		buf_reset(&b);
		export_formats[i].write(&b, c, o);
		e = b.over ? ERR_LIMIT : folder_write(dirfd, export_formats[i].file, buf_str(&b));
	}
	return e;
}
