/* world.c - the false world of the desk's tests. */
#include "world.h"

#include "base/clock.h"
#include "desk/batch.h"
#include "domain/calendar.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct utc_ms
world_now(void *self)
{
	struct world *w = self;

	return w->now;
}

const char *
world_number(int i)
{
	static char text[WORLD_LINES + 1][16];

	snprintf(text[i], sizeof text[i], "32470%06u", (unsigned)(i + 1) % 1000000u);
	return text[i];
}

static void
open_desk(struct world *w)
{
	char why[300];

	w->desk = desk_open(&w->conf, NULL, NULL, why);
	if (!w->desk) {
		fprintf(stderr, "desk_open: %s\n", why);
		abort();
	}
}

static void
add_line(struct world *w, int i)
{
	struct desk_caller admin = { .role = DESK_ROLE_admin, .name = STR("test"), .channel = STR("cli") };
	struct desk_import_in in;
	struct desk_import_out out;
	char mail[64];

	record_init(&desk_import_in_record, &in);
	snprintf(w->line[i].imsi, sizeof w->line[i].imsi, "20601%010u", (unsigned)(i + 1) % 10000u);
	snprintf(mail, sizeof mail, "holder%d@example.org", i);
	in.row.found = true;
	in.row.row = i + 1;
	in.row.msisdn = str_of(world_number(i));
	in.row.imsi = str_of(w->line[i].imsi);
	in.row.email = str_of(mail);
	in.row.phone = str_of(w->line[i].phone);
	in.row.name = STR("Test Holder");
	in.row.credit = STR("12.00");
	if (world_call(w, DESK_OP_line_import, &admin, &in, &out) != DESK_ok || !str_is(out.result, "new")) {
		fprintf(stderr, "import: %.*s\n", STR_ARG(out.what));
		abort();
	}
	w->line[i].present = w->line[i].enabled = true;
	w->line[i].credit_cents = 1200;
}

void
world_open_with(struct world *w, int lines, uint32_t phones)
{
	char why[300];

	*w = (struct world){ .now.ms = INT64_C(1795000000000), .finding = EFFECT_FINDING_COUNT };
	snprintf(w->dir, sizeof w->dir, "/dev/shm/simoff-test-XXXXXX");
	if (!mkdtemp(w->dir))
		abort();
	snprintf(w->path, sizeof w->path, "%s/simoff.db", w->dir);
	w->conf = (struct desk_conf){ .path = w->path, .policy = policy_default(), .operator_name = STR("Testel"),
		.public_url = STR("https://testel.example"), .complain = STR("write to us"), .key = { 1, 2, 3 }, .now = world_now, .now_self = w };
	w->conf.policy.review = POLICY_REVIEW_clean;
	w->conf.policy.stop_window_s = 0;
	w->conf.policy.drain_s = 2;
	w->conf.policy.refund = POLICY_REFUND_always;
	if (store_migrate(w->path, w->now, why))
		abort();
	w->arena = arena_new(UINT64_C(256) << 20);
	open_desk(w);
	for (int i = 0; i < lines; i++) {
		if (phones >> i & 1)
			snprintf(w->line[i].phone, sizeof w->line[i].phone, "32471%06u", (unsigned)(i + 1) % 1000000u);
		add_line(w, i);
	}
}

void
world_open(struct world *w, int lines)
{
	world_open_with(w, lines, 0);
}

void
world_reopen(struct world *w)
{
	desk_close(w->desk);
	open_desk(w);
	for (int i = 0; i < EFFECT_FAMILY_COUNT; i++) {		/* the workers died too: their successors say so */
		struct desk_caller worker = { .role = DESK_ROLE_worker, .name = str_of(effect_family_names.name[i]) };
		struct desk_claim_in in = { .family = (enum effect_family)i, .fresh = true };
		struct desk_claim_out out;
		world_call(w, DESK_OP_effect_claim, &worker, &in, &out);
	}
}

void
world_with_billing(struct world *w, int64_t late_s)
{
	w->conf.balance_late_s = late_s;
	world_reopen(w);
}

void
world_close(struct world *w)
{
	char cmd[120];

	desk_close(w->desk);
	arena_free(w->arena);
	snprintf(cmd, sizeof cmd, "rm -rf %s", w->dir);
	if (system(cmd))
		abort();
}

struct desk_caller
world_client(void)
{
	return (struct desk_caller){ .role = DESK_ROLE_operator, .name = STR("shop"), .channel = STR("api") };
}

struct desk_caller
world_public(struct str token)
{
	static char network[16][24];
	static unsigned n;
	char *text = network[n % 16];

	snprintf(text, sizeof network[0], "10.%u.%u.%u/32", n >> 16 & 255, n >> 8 & 255, n & 255);
	n++;
	return (struct desk_caller){ .role = DESK_ROLE_public, .name = STR("portal"), .channel = STR("web"), .token = token, .network = str_of(text) };
}

enum desk_code
world_call(struct world *w, enum desk_op op, const struct desk_caller *caller, const void *in, void *out)
{
	return desk_call(w->desk, op, caller, in, out, w->arena, &w->why);
}

enum desk_code
world_submit(struct world *w, int line, const char *key, struct desk_case_view *out)
{
	struct desk_caller c = world_client();
	struct desk_submit_in in;

	record_init(&desk_submit_in_record, &in);
	c.key = str_of(key);
	in.msisdn = str_of(world_number(line));
	in.contact = (struct desk_contact){ .found = true, .email = STR("away@example.net") };
	return world_call(w, DESK_OP_case_submit, &c, &in, out);
}

enum desk_code
world_event(struct world *w, const struct desk_caller *c, struct str reference, enum termination_event on, const char *note, struct desk_case_view *out)
{
	struct desk_event_in in = { .reference = reference, .event = on, .note = str_of(note) };

	return world_call(w, DESK_OP_case_event, c, &in, out);
}

struct desk_case_view
world_case(struct world *w, struct str reference)
{
	struct desk_caller c = world_client();
	struct desk_case_view v;

	if (world_call(w, DESK_OP_case_get, &c, &(struct desk_case_in){ .reference = reference }, &v) != DESK_ok)
		abort();
	return v;
}

/* ---- the outside world ---- */

struct world_line *
world_line_of(struct world *w, struct str imsi)
{
	for (int i = 0; i < WORLD_LINES; i++)
		if (str_is(imsi, w->line[i].imsi))
			return &w->line[i];
	return NULL;
}

/* The text after MARK in a message's facts, as far as it fits. */
static void
copy_after(struct str facts, const char *mark, char *out, size_t size)
{
	const char *at = facts.n ? memmem(facts.p, facts.n, mark, strlen(mark)) : NULL;
	size_t n = 0;

	for (at = at ? at + strlen(mark) : NULL; at && n + 1 < size && isalnum((unsigned char)at[n]); n++)
		out[n] = at[n];
	out[n] = '\0';
}

static void
deliver(struct world *w, const struct effect_task *t)
{
	assert(w->mails < WORLD_MAILS);
	struct world_mail *m = &w->mail[w->mails++];

	m->kind = t->kind;
	snprintf(m->address, sizeof m->address, "%.*s", STR_ARG(t->address));
	snprintf(m->reference, sizeof m->reference, "%.*s", STR_ARG(t->reference));
	snprintf(m->about, sizeof m->about, "%.*s", STR_ARG(t->msisdn));
	copy_after(t->facts, "\"code\":\"", m->code, sizeof m->code);
	copy_after(t->facts, "?t=", m->stop, sizeof m->stop);
	copy_after(t->facts, "\"complain\":\"", m->complain, sizeof m->complain);
}

void
world_apply(struct world *w, const struct effect_task *t)
{
	struct world_line *l = world_line_of(w, t->imsi);

	switch ((int)t->kind) {
	case EFFECT_net_off:
		if (l && l->present)
			l->enabled = false, l->offs++;
		return;
	case EFFECT_net_delete:
		if (l && l->present)
			l->present = false, l->deletes++;
		return;
	case EFFECT_net_block:
	case EFFECT_net_unblock:
		if (l)
			l->enabled = t->kind == EFFECT_net_unblock, l->blocks++;
		return;
	case EFFECT_billing_stop:
		if (l && !l->stops)			/* billing drops a repeat: it knows the file's name */
			l->stops++;
		return;
	case EFFECT_net_read:
	case EFFECT_billing_balance:
		return;
	}
	deliver(w, t);
}

enum effect_finding
world_find(struct world *w, const struct effect_task *t)
{
	struct world_line *l = world_line_of(w, t->imsi);

	switch ((int)t->kind) {
	case EFFECT_net_read:
	case EFFECT_net_off:
		if (l && l->present && l->foreign)
			return EFFECT_FINDING_differs;
		return l && l->present ? EFFECT_FINDING_match : EFFECT_FINDING_absent;
	case EFFECT_net_delete:
		return EFFECT_FINDING_gone;
	case EFFECT_net_block:
	case EFFECT_net_unblock:
	case EFFECT_billing_balance:
		return EFFECT_FINDING_match;
	}
	return EFFECT_FINDING_accepted;
}

/* By IMSI, as billing knows a line; its figures may differ from what simoff was told at the import. */
static struct effect_balance
balance_of(struct world *w, const struct effect_task *t)
{
	const struct world_line *l = world_line_of(w, t->imsi);

	return (struct effect_balance){ .found = l != NULL, .credit_cents = l ? l->credit_cents : 0, .debt_cents = l ? l->debt_cents : 0,
		.as_of.ms = w->now.ms - w->balance_age_ms };
}

static void
carry_out(struct world *w, const struct effect_task *t)
{
	struct desk_caller worker = { .role = DESK_ROLE_worker, .name = str_of(effect_family_names.name[effect_family_of(t->kind)]) };
	struct effect_outcome o = { .line_id = t->line_id, .case_id = t->case_id, .kind = t->kind, .generation = t->generation, .fence = t->fence };
	struct desk_empty out;
	bool happens = true;

	o.result = w->fault ? w->fault(w, t, &happens) : EFFECT_RESULT_done;
	if (o.result == EFFECT_RESULT_done || o.result == EFFECT_RESULT_never)
		o.finding = w->finding == EFFECT_FINDING_COUNT ? world_find(w, t) : w->finding;
	w->finding = EFFECT_FINDING_COUNT;
	if (happens && o.finding != EFFECT_FINDING_absent)
		world_apply(w, t);
	if (t->kind == EFFECT_billing_balance && o.result == EFFECT_RESULT_done)
		o.balance = balance_of(w, t);
	if (o.finding == EFFECT_FINDING_absent)
		o.result = t->kind == EFFECT_net_read ? EFFECT_RESULT_done : EFFECT_RESULT_never;
	o.detail = STR("by the false world");
	if (world_call(w, DESK_OP_effect_settle, &worker, &o, &out) != DESK_ok)
		abort();
}

int
world_round(struct world *w)
{
	int n = 0;

	while (desk_tick(w->desk) == 0)
		desk_run(w->desk);
	for (int i = 0; i < EFFECT_FAMILY_COUNT; i++) {
		struct desk_caller worker = { .role = DESK_ROLE_worker, .name = str_of(effect_family_names.name[i]) };
		struct desk_claim_in in = { .family = (enum effect_family)i };
		struct desk_claim_out out;

		if (world_call(w, DESK_OP_effect_claim, &worker, &in, &out) != DESK_ok)
			abort();
		const struct effect_task *t = out.tasks.items;
		for (size_t k = 0; k < out.tasks.n; k++, n++)
			carry_out(w, &t[k]);
	}
	return n;
}

bool
world_until(struct world *w, struct str reference, enum termination_state state, int rounds)
{
	for (int i = 0; i < rounds; i++) {
		if (world_case(w, reference).state == state)
			return true;
		if (!world_round(w))
			w->now.ms += 1000;
	}
	return world_case(w, reference).state == state;
}

int
world_mails(const struct world *w, enum effect_kind k)
{
	int n = 0;

	for (int i = 0; i < w->mails; i++)
		n += w->mail[i].kind == k;
	return n;
}

static void
bad(void *self, struct id line, int64_t seq, const char *what)
{
	(void)self, (void)line;
	fprintf(stderr, "audit row %lld: %s\n", (long long)seq, what);
}

bool
world_audit_is_whole(struct world *w)
{
	int64_t lines, rows;

	return desk_audit_verify(w->desk, bad, NULL, &lines, &rows) == 0 && rows > 0;
}
