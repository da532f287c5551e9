/* restore.c - where contacts come from, the view before, and the writing. Touches files and the card. Errors: restore.h. */
#include "simcopy/restore.h"

#include "simcopy/folder.h"
#include "simcopy/phonebook.h"
#include "simcopy/table.h"
#include "simcopy/vcard.h"

#include <fcntl.h>
#include <stdio.h>

/* ---- the source ---- */

static bool
ends_in(const char *path, const char *end)
{
	size_t n = strlen(path), m = strlen(end);

	return n >= m && !strcasecmp(path + n - m, end);
}

static enum err
read_text(const char *path, struct keep *k, struct contact_list *out, char why[IMAGE_WHY_SIZE])
{
	AUTO(buf_done) struct buf text = { 0 };
	enum err e = folder_read(AT_FDCWD, path, VCARD_TEXT_MAX, &text);

	if (e) {
		snprintf(why, IMAGE_WHY_SIZE, "%s", err_text(e));
		return e;
	}
	return ends_in(path, ".vcf") ? vcard_read(buf_str(&text), k, out, why) : table_read(buf_str(&text), k, out, why);
}

/* The texts of contacts are copies in K's arena, so the image may go. */
static enum err
read_image(const char *path, struct keep *k, struct contact_list *out, char why[IMAGE_WHY_SIZE])
{
	AUTO(image_free) struct image *im = NULL;
	enum err e = image_read(path, &im, why);

	if (e)
		return e;
	phonebook_read(im, k, out);
	for (size_t i = 0; i < out->n; i++)
		out->item[i].file = NULL;
	return ERR_OK;
}

enum err
restore_source(const char *path, struct keep *k, struct contact_list *out, char why[IMAGE_WHY_SIZE])
{
	bool is_text = ends_in(path, ".vcf") || ends_in(path, ".csv");
	enum err e = is_text ? read_text(path, k, out, why) : read_image(path, k, out, why);

	if (!e && k->over) {
		snprintf(why, IMAGE_WHY_SIZE, "more contacts than this program can hold");
		return ERR_LIMIT;
	}
	return e;
}

/* ---- the view before ---- */

static void
show_entry(const struct plan_entry *e, struct progress *p)
{
	struct str fate = catalog_text(p->cat, plan_fate_text(e->fate));
	const char *msgid = e->is_cut && e->fate == PLAN_WRITE ? CATALOG_TEXT("{name} {number}: {what}, with a shortened name")
		: CATALOG_TEXT("{name} {number}: {what}");

	if (e->fate == PLAN_DUPLICATE && !p->json)
		return;				/* the sum says how many */
	PROGRESS_SAY(p, plan_fate_word(e->fate), msgid, { "name", e->name }, { "number", e->number }, { "what", fate });
}

static void
show_loss(const struct plan_loss *l, struct progress *p)
{
	PROGRESS_SAY(p, "without", plan_part_text(l->part), { "name", l->name }, { "detail", l->text },
		{ "what", str_of(plan_part_word(l->part)) }, { "why", catalog_text(p->cat, entry_fit_text(l->why)) });
}

void
restore_show(const struct plan *plan, struct progress *p)
{
	char number[4][24];
	size_t not_fitting = plan->left_out;

	for (size_t i = 0; i < plan->n; i++)
		show_entry(&plan->entry[i], p);
	for (size_t i = 0; i < plan->losses && i < PLAN_LOSSES_MAX; i++)
		show_loss(&plan->loss[i], p);
	for (size_t f = PLAN_NO_ROOM; f < PLAN_FATE_COUNT; f++)
		not_fitting += plan->count[f];
	snprintf(number[0], sizeof number[0], "%zu", plan->count[PLAN_WRITE]);
	snprintf(number[1], sizeof number[1], "%zu", plan->count[PLAN_DUPLICATE]);
	snprintf(number[2], sizeof number[2], "%zu", not_fitting);
	snprintf(number[3], sizeof number[3], "%zu", plan->losses);
	PROGRESS_SAY(p, "plan", CATALOG_TEXT("To be written: {write}. On the card already: {there}. Do not fit: {not}. What is on the card stays."),
		{ "write", str_of(number[0]) }, { "there", str_of(number[1]) }, { "not", str_of(number[2]) });
	if (plan->losses)
		PROGRESS_SAY(p, "details", CATALOG_TEXT("Mail addresses, second names, groups and labels that do not fit: {n}. Their contacts are written without them."),
			{ "n", str_of(number[3]) });
}

/* ---- the writing ---- */

static size_t
count_writes(const struct plan *plan)
{
	size_t n = 0;

	for (size_t i = 0; i < COUNT(plan->before); i++)
		n += plan->before[i].n;
	for (size_t i = 0; i < plan->n; i++)
		n += plan->entry[i].writes;
	return n;
}

static enum err
write_all(const struct entry_write *w, size_t n, struct update *u)
{
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < n; i++)
		e = w[i].file->structure == IMAGE_TRANSPARENT ? update_binary(u, w[i].file, w[i].bytes)
		    : update_record(u, w[i].file, w[i].record, w[i].bytes);
	return e;
}

enum err
restore_run(const struct plan *plan, struct update *u, const volatile int *stop)
{
	enum err e = ERR_OK;

	progress_file(u->progress, "ADN", STR(""), count_writes(plan));
	for (size_t i = 0; !e && i < COUNT(plan->before); i++)
		e = write_all(plan->before[i].write, plan->before[i].n, u);
	for (size_t i = 0; !e && i < plan->n; i++) {
		if (*stop)
			return ERR_TEMP;
		e = write_all(plan->entry[i].write, plan->entry[i].writes, u);
	}
	progress_clear(u->progress);
	return e;
}
