/* command_card.c - backup and readers: reader, card, image, folder, in this order, and what is said at the end.
 * Touches everything. Errors: a sentence and an exit code. */
#include "simcopy/command_card.h"

#include "simcopy/backup.h"
#include "simcopy/export.h"
#include "simcopy/folder.h"
#include "simcopy/reader.h"
#include "simcopy/session.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define DIR_MAX 4096u

/* ---- backup ---- */

/* The image to go on with; *IM stays NULL for a new backup. */
static enum command_exit
find_image(const struct command_args *args, struct progress *p, struct image **im)
{
	char why[IMAGE_WHY_SIZE];

	if (args->go_on && !args->words)
		return command_fail(p, COMMAND_USAGE, catalog_text(p->cat, CATALOG_TEXT("--continue needs the folder to go on with")));
	if (!args->words)
		return COMMAND_OK;
	enum err e = image_read(args->word[0], im, why);
	if (args->go_on)
		return e ? command_fail(p, COMMAND_FAILED, str_of(why)) : COMMAND_OK;
	if (e == ERR_NOENT)
		return COMMAND_OK;
	return command_fail(p, COMMAND_USAGE, catalog_text(p->cat,
		CATALOG_TEXT("the folder has a backup already; choose another one, or complete that one with --continue")));
}

/* Without a name from the user the folder is named after the card. */
static const char *
folder_name(const struct command_args *args, const struct image *im, char buffer[DIR_MAX])
{
	if (args->words)
		return args->word[0];
	snprintf(buffer, DIR_MAX, "simcopy-%.*s", STR_ARG(im->iccid.n ? im->iccid : STR("card")));
	return buffer;
}

static enum command_exit
keep(const struct command_args *args, struct progress *p, const struct image *im, unsigned exchanges)
{
	AUTO(folder_close) int fd = -1;
	char buffer[DIR_MAX], files[24], commands[24], refused[24];
	size_t refused_count = backup_refused(im);
	const char *name = folder_name(args, im, buffer);
	enum err e = folder_open(name, &fd);

	if (!e)
		e = image_write(im, fd);
	if (!e)
		e = export_folder(im, fd, &(struct export_options){ .vcard4 = args->vcard4, .cat = p->cat });
	if (e) {
		AUTO(buf_done) struct buf why;

		buf_init(&why, DIR_MAX + 200);
		buf_printf(&why, "%s: %s", name, err_text(e));
		return command_fail(p, COMMAND_FAILED, buf_str(&why));
	}
	snprintf(files, sizeof files, "%zu", im->files);
	snprintf(refused, sizeof refused, "%zu", refused_count);
	snprintf(commands, sizeof commands, "%u", exchanges);
	PROGRESS_SAY(p, "end", im->is_whole
		? CATALOG_TEXT("{files} files in {folder}; complete. Refused by the card: {refused}. Exchanges with the card: {exchanges}.")
		: CATALOG_TEXT("{files} files in {folder}; not complete: `simcopy backup --continue {folder}` goes on. Refused by the card: {refused}. Exchanges with the card: {exchanges}."),
		{ "files", str_of(files) }, { "folder", str_of(name) }, { "exchanges", str_of(commands) },
		{ "refused", str_of(refused) },		{ "whole", im->is_whole ? STR("yes") : STR("no") });
	return im->is_whole && !refused_count ? COMMAND_OK : COMMAND_PARTLY;
}

static enum command_exit
explain(struct progress *p, enum err e, const char *why)
{
	struct str text = str_of(why);

	if (e == ERR_CLASH)
		text = catalog_text(p->cat, CATALOG_TEXT("the folder is of another card; nothing was read"));
	else if (e == ERR_TEMP && session_stop)
		text = catalog_text(p->cat, CATALOG_TEXT("stopped"));
	else if (!text.n)
		text = str_of(err_text(e));
	return command_fail(p, e == ERR_CLASH ? COMMAND_REFUSED : COMMAND_FAILED, text);
}

enum command_exit
command_card_backup(const struct command_args *args, struct progress *p)
{
	AUTO(session_done) struct session s = { 0 };
	AUTO(image_free) struct image *im = NULL;
	struct backup_options options = { .all = args->all, .search = args->search, .stop = &session_stop };
	struct pin pin = { .last_try = args->last_try };
	char why[PCSC_WHY_SIZE] = "";
	unsigned exchanges;

	if (!files_groups(args->only ? args->only : "other,contacts,messages", options.group))
		return command_fail(p, COMMAND_USAGE, catalog_text(p->cat, CATALOG_TEXT("--only takes contacts, messages and other, with commas between them")));
	enum command_exit found = find_image(args, p, &im);
	if (found)
		return found;
	enum err e = session_open(&s, args->reader, p, why);
	if (e)
		return command_fail(p, COMMAND_FAILED, str_of(why));
	session_watch();
	e = backup_run(s.card, &s.reader, &options, p, &pin, &im, &exchanges, why);
	if (e)
		explain(p, e, why);
	if (!im)
		return COMMAND_FAILED;
	if (e == ERR_CLASH)
		return COMMAND_REFUSED;
	enum command_exit code = keep(args, p, im, exchanges);
	return e ? COMMAND_FAILED : code;
}

enum command_exit
command_card_readers(const struct command_args *args, struct progress *p)
{
	AUTO(pcsc_close) struct pcsc *pcsc = NULL;
	char why[PCSC_WHY_SIZE];
	enum err e;

	(void)args;
	if ((e = pcsc_open(&pcsc, why)) || (e = reader_list(pcsc, p, why)))
		return command_fail(p, COMMAND_FAILED, str_of(why));
	return COMMAND_OK;
}
