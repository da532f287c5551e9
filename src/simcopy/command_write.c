/* command_write.c - restore and erase: the card is read, what would be written is shown, a typed yes, the writing, the reading back.
 * Touches everything. Errors: a sentence and an exit code; nothing is written before the yes. */
#include "simcopy/command_write.h"

#include "simcopy/ask.h"
#include "simcopy/backup.h"
#include "simcopy/erase.h"
#include "simcopy/phonebook.h"
#include "simcopy/restore.h"
#include "simcopy/session.h"

#include <stdio.h>

#define ARENA_BYTES 67108864u		/* contacts of a file and of the card, and the plan; touched only as used */

/* A card that was read and may be written to. */
struct work {
	struct session session;
	struct image *card;
	struct pin pin;
	struct card wire;
	struct update update;
	struct arena *arena;
	struct keep keep;
};

static void
work_done(struct work *w)
{
	image_free(&w->card);
	session_done(&w->session);
	keep_done(&w->keep);
	arena_free(w->arena);
}

static void
work_start(struct work *w, const struct command_args *args)
{
	*w = (struct work){ .arena = arena_new(ARENA_BYTES), .pin = { .last_try = args->last_try } };
	keep_init(&w->keep, w->arena);
}

/* Reads the groups of the card now. Only a card that could be read to the end is written to. */
static enum command_exit
read_card(struct work *w, const struct command_args *args, const bool group[FILES_GROUP_COUNT], struct progress *p)
{
	struct backup_options options = { .extensions = true, .stop = &session_stop };
	char why[PCSC_WHY_SIZE] = "";
	unsigned exchanges;

	memcpy(options.group, group, sizeof options.group);
	enum err e = session_open(&w->session, args->reader, p, why);
	session_watch();
	if (!e)
		e = backup_run(w->session.card, &w->session.reader, &options, p, &w->pin, &w->card, &exchanges, why);
	if (e)
		return command_fail(p, COMMAND_FAILED, str_of(why[0] ? why : err_text(e)));
	if (!w->card->is_whole)
		return command_fail(p, COMMAND_REFUSED, catalog_text(p->cat,
			CATALOG_TEXT("the card could not be read to the end; nothing is written to it")));
	card_start(&w->wire, w->session.card, w->card->cls);
	w->update = (struct update){ .card = &w->wire, .pin = &w->pin, .progress = p };
	return COMMAND_OK;
}

/* COMMAND_OK: a person has read what will be done and typed yes. */
static enum command_exit
agree(const struct command_args *args, struct progress *p, const char *question)
{
	if (args->dry_run) {
		progress_say(p, "dry_run", CATALOG_TEXT("Nothing was written: --dry-run only shows."), NULL, 0);
		return COMMAND_REFUSED;
	}
	if (!ask_is_possible())
		return command_fail(p, COMMAND_REFUSED, catalog_text(p->cat,
			CATALOG_TEXT("nothing is written without a person who types yes on a terminal")));
	if (!ask_yes(p, question, NULL, 0)) {
		progress_say(p, "refused_by_person", CATALOG_TEXT("Nothing was written."), NULL, 0);
		return COMMAND_REFUSED;
	}
	return COMMAND_OK;
}

static enum command_exit
say_end(const struct work *w, enum err e, struct progress *p)
{
	char number[24];

	snprintf(number, sizeof number, "%zu", w->update.written);
	PROGRESS_SAY(p, "written", CATALOG_TEXT("Records written and read back: {n}."), { "n", str_of(number) });
	if (!e)
		return COMMAND_OK;
	if (e == ERR_TEMP && session_stop)
		return command_fail(p, COMMAND_FAILED, catalog_text(p->cat, CATALOG_TEXT("stopped")));
	return command_fail(p, COMMAND_FAILED, str_of(w->wire.why[0] ? w->wire.why : err_text(e)));
}

static size_t
not_fitting(const struct plan *plan)
{
	return plan->n + plan->left_out - plan->count[PLAN_WRITE] - plan->count[PLAN_DUPLICATE];
}

enum command_exit
command_write_restore(const struct command_args *args, struct progress *p)
{
	static const bool GROUP[FILES_GROUP_COUNT] = { [FILES_CONTACTS] = true };
	AUTO(work_done) struct work w;
	struct contact_list wanted, existing;
	struct plan plan;
	char why[IMAGE_WHY_SIZE];

	work_start(&w, args);
	if (restore_source(args->word[0], &w.keep, &wanted, why))
		return command_fail(p, COMMAND_FAILED, str_of(why));
	enum command_exit code = read_card(&w, args, GROUP, p);
	if (code)
		return code;
	phonebook_read(w.card, &w.keep, &existing);
	enum err e = plan_make(w.card, &existing, &wanted, args->cut_names, w.arena, &plan);
	if (e || w.keep.over)
		return command_fail(p, COMMAND_FAILED, e == ERR_NOENT
			? catalog_text(p->cat, CATALOG_TEXT("this card has no phonebook that can be written to")) : str_of(err_text(ERR_LIMIT)));
	restore_show(&plan, p);
	code = not_fitting(&plan) ? COMMAND_PARTLY : COMMAND_OK;
	if (!plan.count[PLAN_WRITE])
		return code;
	enum command_exit agreed = agree(args, p, CATALOG_TEXT("Write this to the card? Type yes:"));
	if (agreed)
		return args->dry_run ? code : agreed;
	enum command_exit end = say_end(&w, restore_run(&plan, &w.update, &session_stop), p);
	return end ? end : code;
}

/* The backup that makes erasing harmless: whole, and of this very card. */
static enum command_exit
check_backup(const struct image *backup, const struct image *card, struct progress *p)
{
	if (!backup->is_whole)
		return command_fail(p, COMMAND_REFUSED, catalog_text(p->cat,
			CATALOG_TEXT("that backup is not complete; complete it first with `simcopy backup --continue`")));
	if (card && (!card->iccid.n || !str_eq(card->iccid, backup->iccid)))
		return command_fail(p, COMMAND_REFUSED, catalog_text(p->cat, CATALOG_TEXT("that backup is of another card; nothing was written")));
	return COMMAND_OK;
}

enum command_exit
command_write_erase(const struct command_args *args, struct progress *p)
{
	AUTO(image_free) struct image *backup = NULL;
	AUTO(work_done) struct work w;
	bool group[FILES_GROUP_COUNT] = { false };
	enum command_exit code;
	char why[IMAGE_WHY_SIZE];
	size_t records;

	work_start(&w, args);
	if (!files_groups(args->only ? args->only : "contacts,messages", group) || group[FILES_OTHER])
		return command_fail(p, COMMAND_USAGE, catalog_text(p->cat, CATALOG_TEXT("--only takes contacts and messages here, with a comma between them")));
	if (image_read(args->word[0], &backup, why))
		return command_fail(p, COMMAND_FAILED, str_of(why));
	if ((code = check_backup(backup, NULL, p)) || (code = read_card(&w, args, group, p)) || (code = check_backup(backup, w.card, p)))
		return code;
	if (erase_show(w.card, backup, group, p, &records))
		return COMMAND_REFUSED;
	if (!records) {
		progress_say(p, "empty", CATALOG_TEXT("There is nothing on the card to erase."), NULL, 0);
		return COMMAND_OK;
	}
	code = agree(args, p, CATALOG_TEXT("Erase this from the card? It stays in the backup. Type yes:"));
	if (code)
		return args->dry_run ? COMMAND_OK : code;
	progress_file(p, "erase", STR(""), records);
	return say_end(&w, erase_run(w.card, group, &w.update, &session_stop), p);
}
