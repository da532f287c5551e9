/* command_image.c - export, show, diff, verify, seal, unseal: what is done with an image when the card is long gone.
 * Errors: a sentence that says what to do, and an exit code of command.h. */
#include "simcopy/command_image.h"
#include "base/seal.h"
#include "simcopy/ask.h"
#include "simcopy/bundle.h"
#include "simcopy/diff.h"
#include "simcopy/export.h"
#include "simcopy/folder.h"
#include "simcopy/report.h"

#include <fcntl.h>
#include <unistd.h>

#define WHY_MAX 512u

/* "PATH: WHY" */
static enum command_exit
fail_at(struct progress *p, const char *path, struct str why)
{
	AUTO(buf_done) struct buf b = { .max_bytes = WHY_MAX };

	buf_printf(&b, "%.300s: ", path);
	buf_add(&b, why);
	return command_fail(p, COMMAND_FAILED, buf_str(&b));
}

static enum command_exit
open_image(const char *path, struct progress *p, struct image **im)
{
	char why[IMAGE_WHY_SIZE];

	return image_read(path, im, why) ? fail_at(p, path, catalog_text(p->cat, why)) : COMMAND_OK;
}

static enum command_exit
open_content(const char *path, struct progress *p, struct image **im, struct content **c)
{
	enum command_exit x = open_image(path, p, im);

	if (x)
		return x;
	enum err e = content_new(*im, c);
	return e ? fail_at(p, path, str_of(err_text(e))) : COMMAND_OK;
}

static struct export_options
options_of(const struct command_args *args, struct progress *p)
{
	return (struct export_options){ .vcard4 = args->vcard4, .cat = p->cat };
}

static enum command_exit
print(struct progress *p, const struct buf *b)
{
	if (b->n && fwrite(b->p, b->n, 1, p->out) != 1)
		return command_fail(p, COMMAND_FAILED, catalog_text(p->cat, CATALOG_TEXT("the output cannot be written")));
	return COMMAND_OK;
}

/* -- export -- */
static enum command_exit
list_formats(struct progress *p)
{
	for (size_t i = 0; i < export_format_count; i++)
		fprintf(p->err, "  %-13s %-14s %.*s\n", export_formats[i].word, export_formats[i].file,
			STR_ARG(catalog_text(p->cat, export_formats[i].what)));
	return command_fail(p, COMMAND_USAGE, catalog_text(p->cat, CATALOG_TEXT("--as needs one of these words; or name a folder for all of them")));
}

enum command_exit
command_image_export(const struct command_args *args, struct progress *p)
{
	const struct export_format *f = args->as ? export_find(args->as) : NULL;
	struct export_options o = options_of(args, p);
	AUTO(image_free) struct image *im = NULL;
	AUTO(buf_done) struct buf b = { 0 };
	AUTO(folder_close) int fd = -1;
	enum command_exit x;
	enum err e;

	if (!f && (args->as || args->words < 2))
		return list_formats(p);
	if ((x = open_image(args->word[0], p, &im)))
		return x;
	if (f && args->words < 2)
		return export_one(im, f, &o, &b) ? command_fail(p, COMMAND_FAILED, str_of(err_text(ERR_LIMIT))) : print(p, &b);
	e = folder_open(args->word[1], &fd);
	if (!e)
		e = f ? export_one(im, f, &o, &b) : export_folder(im, fd, &o);
	if (!e && f)
		e = folder_write(fd, f->file, buf_str(&b));
	return e ? fail_at(p, args->word[1], str_of(err_text(e))) : COMMAND_OK;
}

/* -- show, diff, verify -- */
enum command_exit
command_image_show(const struct command_args *args, struct progress *p)
{
	AUTO(image_free) struct image *im = NULL;
	AUTO(content_free) struct content *c = NULL;
	AUTO(buf_done) struct buf b = { .max_bytes = EXPORT_BYTES_MAX };
	enum command_exit x = open_content(args->word[0], p, &im, &c);

	if (x)
		return x;
	report_write(&b, c, p->cat);
	buf_addc(&b, '\n');
	for (size_t i = 0; i < c->contacts.n; i++) {
		diff_contact(&b, &c->contacts.item[i]);
		buf_addc(&b, '\n');
	}
	for (size_t i = 0; i < c->messages.n; i++) {
		diff_message(&b, &c->messages.item[i]);
		buf_addc(&b, '\n');
	}
	return print(p, &b);
}

enum command_exit
command_image_diff(const struct command_args *args, struct progress *p)
{
	AUTO(image_free) struct image *old = NULL, *new = NULL;
	AUTO(content_free) struct content *was = NULL, *is = NULL;
	AUTO(buf_done) struct buf b = { .max_bytes = EXPORT_BYTES_MAX };
	enum command_exit x;

	if ((x = open_content(args->word[0], p, &old, &was)) || (x = open_content(args->word[1], p, &new, &is)))
		return x;
	size_t n = diff_write(&b, was, is);
	if ((x = print(p, &b)))
		return x;
	return n ? COMMAND_PARTLY : COMMAND_OK;
}

enum command_exit
command_image_verify(const struct command_args *args, struct progress *p)
{
	AUTO(image_free) struct image *im = NULL;
	AUTO(content_free) struct content *c = NULL;
	char contacts[24], messages[24];
	enum command_exit x = open_content(args->word[0], p, &im, &c);

	if (x)
		return x;
	snprintf(contacts, sizeof contacts, "%zu", c->contacts.n);
	snprintf(messages, sizeof messages, "%zu", c->messages.n);
	PROGRESS_SAY(p, "verified", im->is_whole
		? CATALOG_TEXT("The image of card {iccid} is as it was written, and complete. Contacts: {contacts}, messages: {messages}.")
		: CATALOG_TEXT("The image of card {iccid} is as it was written; the backup was broken off: `simcopy backup --continue` completes it. Contacts: {contacts}, messages: {messages}."),
		{ "iccid", im->iccid }, { "contacts", str_of(contacts) }, { "messages", str_of(messages) });
	return im->is_whole ? COMMAND_OK : COMMAND_PARTLY;
}

/* -- seal, unseal -- */

/* The passphrase, typed on the terminal; twice when it is a new one. The caller wipes OUT. */
static enum command_exit
ask_passphrase(struct progress *p, bool is_new, char out[ASK_MAX])
{
	char again[ASK_MAX] = "";
	bool same;

	if (!ask_secret(p, CATALOG_TEXT("Passphrase: "), NULL, 0, out))
		return command_fail(p, COMMAND_USAGE, catalog_text(p->cat, CATALOG_TEXT("a passphrase is typed on a terminal, and there is none")));
	if (!is_new)
		return COMMAND_OK;
	if (strlen(out) < SEAL_PASSPHRASE_MIN)
		return command_fail(p, COMMAND_REFUSED, catalog_text(p->cat, CATALOG_TEXT("the passphrase needs 12 characters at least; four words are easy to remember")));
	same = ask_secret(p, CATALOG_TEXT("The same again: "), NULL, 0, again) && strcmp(out, again) == 0;
	explicit_bzero(again, sizeof again);
	return same ? COMMAND_OK : command_fail(p, COMMAND_REFUSED, catalog_text(p->cat, CATALOG_TEXT("the two passphrases are not the same; nothing was written")));
}

enum command_exit
command_image_seal(const struct command_args *args, struct progress *p)
{
	struct export_options o = options_of(args, p);
	AUTO(image_free) struct image *im = NULL;
	AUTO(buf_done) struct buf sealed = { 0 };
	AUTO(folder_close) int fd = -1;
	char passphrase[ASK_MAX] = "";
	enum command_exit x = open_image(args->word[0], p, &im);
	enum err e;

	if (!x)
		x = ask_passphrase(p, true, passphrase);
	if (x)
		return x;
	e = bundle_make(im, &o, str_of(passphrase), &sealed);
	explicit_bzero(passphrase, sizeof passphrase);
	if (!e)
		e = folder_open(args->word[1], &fd);
	if (!e)
		e = folder_write(fd, BUNDLE_NAME, buf_str(&sealed));
	return e ? fail_at(p, args->word[1], str_of(err_text(e))) : COMMAND_OK;
}

enum command_exit
command_image_unseal(const struct command_args *args, struct progress *p)
{
	AUTO(buf_done) struct buf sealed = { 0 };
	AUTO(folder_close) int fd = -1;
	char passphrase[ASK_MAX] = "", why[IMAGE_WHY_SIZE] = "";
	enum err e = folder_read(AT_FDCWD, args->word[0], BUNDLE_BYTES_MAX, &sealed);
	enum command_exit x;

	if (e)
		return fail_at(p, args->word[0], str_of(err_text(e)));
	if (!seal_is(buf_str(&sealed)))
		return fail_at(p, args->word[0], catalog_text(p->cat, CATALOG_TEXT("this is no sealed backup, or it is cut off")));
	if ((x = ask_passphrase(p, false, passphrase)))
		return x;
	e = folder_open(args->word[1], &fd);
	if (e)
		return fail_at(p, args->word[1], str_of(err_text(e)));
	e = bundle_open(buf_str(&sealed), str_of(passphrase), fd, why);
	explicit_bzero(passphrase, sizeof passphrase);
	return e ? fail_at(p, args->word[0], catalog_text(p->cat, why)) : COMMAND_OK;
}
