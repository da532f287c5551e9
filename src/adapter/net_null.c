/* net_null.c - a network of its own in memory, for trying simoff out and for tests: every line exists and matches until it
 * is deleted here. It remembers by IMSI, for the life of its process, and forgets a line when another takes its slot.
 * Errors: none. */
#include "adapter/adapter.h"

#include <stdlib.h>

#define LINES_MAX 4096u

struct line { char imsi[16]; bool off, deleted; };
struct world { struct line line[LINES_MAX]; };

static void *
world_new(const struct adapter_conf *conf)
{
	struct world *w = calloc(1, sizeof *w);

	(void)conf;
	if (!w)
		abort();
	return w;
}

/* The line of IMSI: as remembered, or as new: on, not deleted. */
static struct line *
line_get(struct world *w, struct str imsi)
{
	uint32_t hash = 2166136261u;		/* FNV-1a */

	assert(imsi.n < sizeof w->line[0].imsi);
	for (size_t i = 0; i < imsi.n; i++)
		hash = (hash ^ (unsigned char)imsi.p[i]) * 16777619u;
	struct line *l = &w->line[hash % LINES_MAX];
	if (!str_is(imsi, l->imsi)) {
		*l = (struct line){ 0 };
		memcpy(l->imsi, imsi.p, imsi.n);
	}
	return l;
}

static void
say_absent(const struct effect_task *t, struct effect_outcome *out)
{
	bool ours = t->kind == EFFECT_net_delete && (t->attempts > 1 || t->uncertain);

	if (ours)
		adapter_say(out, EFFECT_RESULT_done, EFFECT_FINDING_gone, "null: deleted earlier");
	else if (t->kind == EFFECT_net_read)
		adapter_say(out, EFFECT_RESULT_done, EFFECT_FINDING_absent, "null: no such subscriber");
	else
		adapter_say(out, EFFECT_RESULT_never, EFFECT_FINDING_absent, "null: no such subscriber");
}

static void
run(void *self, const struct effect_task *t, const struct adapter_message *message, struct effect_outcome *out)
{
	struct line *l = line_get(self, t->imsi);

	(void)message;
	assert(effect_family_of(t->kind) == EFFECT_FAMILY_net);
	if (l->deleted) {
		say_absent(t, out);
		return;
	}
	if (t->kind == EFFECT_net_delete) {
		l->deleted = true;
		adapter_say(out, EFFECT_RESULT_done, EFFECT_FINDING_gone, "null: deleted");
		return;
	}
	if (t->kind != EFFECT_net_read)
		l->off = t->kind != EFFECT_net_unblock;
	adapter_say(out, EFFECT_RESULT_done, EFFECT_FINDING_match, "null: the line is %s", l->off ? "off" : "on");
}

static void
ask(void *self, const struct effect_task *t, struct effect_outcome *out)
{
	const struct line *l = line_get(self, t->imsi);
	bool wants_off = t->kind == EFFECT_net_off || t->kind == EFFECT_net_block;

	if (l->deleted && t->kind == EFFECT_net_delete)
		adapter_say(out, EFFECT_RESULT_done, EFFECT_FINDING_gone, "null: deleted");
	else if (!l->deleted && t->kind != EFFECT_net_delete && (t->kind == EFFECT_net_read || l->off == wants_off))
		adapter_say(out, EFFECT_RESULT_done, EFFECT_FINDING_match, "null: the line is %s", l->off ? "off" : "on");
	else
		adapter_say(out, EFFECT_RESULT_later, EFFECT_FINDING_none, "null: not done yet");
}

static enum err
check(void *self, char why_out[200])
{
	(void)self;
	why_out[0] = '\0';
	return ERR_OK;
}

const struct adapter net_null_adapter = {
	.name = "null", .family = EFFECT_FAMILY_net,
	.open = world_new, .close = free, .run = run, .ask = ask, .check = check,
};
