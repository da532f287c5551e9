/* worker_role.c - the loop of a worker: claim, carry out one by one, report, and once more while there is work; then rest until
 * the desk wakes us or the next effect is due. Blocking and plain: one call of the adapter at a time.
 * A desk that goes away: the parent sends a new channel, and what was not acknowledged is sent again; the fence makes that
 * harmless. Sources: DESIGN 3 and 7. Errors: as outcomes; an adapter never ends this process but by hanging or crashing.
 * For that case: an outcome leaves before the next call begins, so that one call cannot undo what is known of another (a mail
 * would be sent twice); and a new process claims one task, then two, then four, so that a task that ends every worker is soon
 * alone, backs off by itself (sql/effect.sql, effects_release), and holds up no other.
 * It is also the one who calls, so it keeps the far end's pace and lets it rest (doc/adr/0008). */
#include "app/worker_role.h"

#include "app/sandbox.h"
#include "app/task.h"
#include "app/wire.h"
#include "base/clock.h"
#include "base/log.h"
#include "domain/breaker.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CLAIM_MAX     64
#define WORK_MS       60000		/* a claim asks for what can be done in this time, as calls went lately */
#define HOLD_MS       120000		/* what has not begun so long after its claim goes back; well below the desk's lease */
#define HEAR_MS       20		/* between calls, the desk's answers gather so long before they are read */
#define AGAIN_MS      200		/* the desk was too busy: a pause before asking the same again */
#define REFUSED_MS    1000		/* the desk refused the claim itself */
#define LAST_MS       1500		/* at the end: how long the last outcomes may take */
#define MINUTE_MS     60000
#define ARENA_BYTES   (16u << 20)	/* tasks of one claim, their texts and outcomes */

struct report { struct effect_outcome outcome; bool answered; };

struct worker {
	struct role_self *self;
	enum effect_family family;
	struct task task;		/* the adapter and what it needs */
	struct chan *chan;		/* NULL: no desk now */
	struct arena *arena;		/* of one round: from a claim to its last report */
	struct buf scratch;
	uint32_t round;			/* answers of earlier ones are late */
	bool is_fresh;			/* we hold nothing: whatever the desk takes for ours was our predecessor's, or got lost */
	bool is_asked, is_claimed;	/* the claim of this round: sent, answered */
	bool was_empty;			/* and that was only to tell something: it is followed by another */
	struct desk_claim_out claim;
	struct report report[CLAIM_MAX];
	size_t reports;
	int64_t call_ms;		/* what a call took lately; 0: not known */
	int64_t trusted;		/* so many tasks at once have gone well in this process, and twice as many are claimed next */
	int64_t heard_ms, again_ms;
	struct breaker breaker;		/* by the monotonic clock */
	bool is_told;			/* the desk knows how the far end does */
	char failure[201];		/* the detail of the last one */
	struct effect_outcome failed;	/* which that was; its texts are gone */
	int64_t pace_ms, paced_ms;	/* 0: no limit; else between two calls, and no next one before then */
	bool is_woken, must_stop;
};

/* ---- to the desk ---- */

#define TAG_CLAIM UINT32_MAX

static void
ask(struct worker *w, enum desk_op op, uint32_t what, const void *in)
{
	static const struct desk_caller CALLER = { .role = DESK_ROLE_worker };

	if (!w->chan)
		return;
	buf_reset(&w->scratch);
	wire_request(&w->scratch, op, &CALLER, in);
	chan_send(w->chan, &(struct chan_message){ .op = (uint16_t)op, .tag = (uint64_t)w->round << 32 | what, .body = buf_str(&w->scratch) });
}

static void
send_report(struct worker *w, size_t i)
{
	ask(w, DESK_OP_effect_settle, (uint32_t)i, &w->report[i].outcome);
}

static void
send_reports(struct worker *w)
{
	for (size_t i = 0; i < w->reports; i++)
		if (!w->report[i].answered)
			send_report(w, i);
}

static void
send_claim(struct worker *w)
{
	int64_t fit = w->call_ms > 0 ? WORK_MS / w->call_ms : CLAIM_MAX, most = w->trusted ? 2 * w->trusted : 1;

	most = most < CLAIM_MAX ? most : CLAIM_MAX;
	if (w->pace_ms || breaker_is_tripped(&w->breaker))
		most = 1;
	int64_t rest = w->breaker.until.ms ? w->breaker.until.ms - clock_monotonic().ms : 0;
	bool rests = !w->is_told && rest > 0;
	ask(w, DESK_OP_effect_claim, TAG_CLAIM, &(struct desk_claim_in){
		.family = w->family, .limit = fit < 1 ? 1 : fit < most ? fit : most, .fresh = w->is_fresh, .tells = !w->is_told,
		.failures = w->breaker.failures, .rests_until.ms = rests ? clock_now().ms + rest : 0, .detail = str_of(w->failure) });
	w->was_empty = w->is_fresh || rests;
	w->is_asked = w->chan != NULL;
}

/* ---- from the desk ---- */

static void
claimed(struct worker *w, const struct chan_message *m)
{
	struct chan_message own = *m;
	struct str why;
	bool has_out;

	if (m->code == DESK_busy) {
		w->is_asked = false;
		w->again_ms = clock_monotonic().ms + AGAIN_MS;
		return;
	}
	own.body = arena_str(w->arena, m->body);	/* the tasks' texts outlive the message */
	if (wire_answer_parse(&own, &why, &has_out, &w->claim, w->arena)) {
		chan_break(w->chan);
		return;
	}
	if (m->code != DESK_ok) {
		log_write(LOG_ERROR, "claim.refused", "%s", desk_code_name((enum desk_code)m->code));
		w->again_ms = clock_monotonic().ms + REFUSED_MS;
	} else {
		w->is_fresh = false;
		w->is_told = true;
	}
	w->is_claimed = true;
}

static void
settled(struct worker *w, size_t i, enum desk_code code)
{
	if (i >= w->reports)
		return;
	w->report[i].answered = code != DESK_busy;
	if (code == DESK_busy)
		w->again_ms = clock_monotonic().ms + AGAIN_MS;
	else if (code != DESK_ok && code != DESK_created)
		log_write(LOG_ERROR, "settle.refused", "%s", desk_code_name(code));
}

/* A claim without its answer: the desk may hold for ours what we never saw. */
static void
lose_desk(struct worker *w)
{
	w->is_fresh = w->is_fresh || (w->is_asked && !w->is_claimed);
	w->is_asked = false;
	chan_free(w->chan);
	w->chan = NULL;
}

static void
hear(struct worker *w)
{
	struct chan_message m;

	chan_receive(w->chan);
	while (chan_next(w->chan, &m)) {
		if (m.op == WIRE_WAKE)
			w->is_woken = true;
		else if (!wire_is_answer(&m))
			chan_break(w->chan);
		else if (m.tag >> 32 != w->round)
			continue;		/* of a round that is over: it was sent twice */
		else if (m.op == DESK_OP_effect_claim && !w->is_claimed)
			claimed(w, &m);
		else if (m.op == DESK_OP_effect_settle)
			settled(w, (uint32_t)m.tag, (enum desk_code)m.code);
	}
	if (chan_is_gone(w->chan))
		lose_desk(w);
}

/* ---- from the parent ---- */

/* What the old desk said last may still be there. */
static void
take_desk(struct worker *w, int fd)
{
	if (w->chan)
		hear(w);
	if (w->chan)
		lose_desk(w);
	w->chan = chan_new(fd);
	w->is_woken = true;
	send_reports(w);
}

static void
obey(struct worker *w)
{
	struct control_message m;

	while (!w->must_stop && role_next(&m)) {
		if (m.kind == CONTROL_stop) {
			w->must_stop = true;
		} else if (m.kind == CONTROL_channel && m.fd >= 0) {
			take_desk(w, m.fd);
		} else if (m.fd >= 0) {
			close(m.fd);
		}
	}
}

/* Sleeps until something comes, at most WAIT_MS, and takes it. */
static void
attend(struct worker *w, int64_t wait_ms)
{
	if (w->chan)
		chan_flush(w->chan);
	w->heard_ms = clock_monotonic().ms;
	role_wait(w->self, w->chan ? chan_fd(w->chan) : -1, w->chan && chan_has_output(w->chan), wait_ms);
	obey(w);
	if (w->chan)
		hear(w);
}

/* ---- the far end ---- */

/* Until it may be called again: its pace, and its rest; what the desk must be told comes first. */
static void
hold_off(struct worker *w)
{
	while (!w->must_stop && !w->is_fresh && w->is_told) {
		int64_t until = w->paced_ms > w->breaker.until.ms ? w->paced_ms : w->breaker.until.ms;
		int64_t wait = until - clock_monotonic().ms;

		if (wait <= 0)
			return;
		attend(w, wait);
	}
}

static bool
is_same_effect(const struct effect_outcome *a, const struct effect_outcome *b)
{
	return id_eq(a->line_id, b->line_id) && id_eq(a->case_id, b->case_id) && a->kind == b->kind && a->generation == b->generation;
}

static void
note_outcome(struct worker *w, const struct effect_outcome *o)
{
	const char *family = effect_family_names.name[w->family];
	bool failed = o->result == EFFECT_RESULT_later || o->result == EFFECT_RESULT_unknown;

	w->paced_ms = w->pace_ms ? clock_monotonic().ms + w->pace_ms : 0;
	bool is_news = breaker_note(&w->breaker, o->result, !is_same_effect(o, &w->failed), clock_monotonic());
	if (failed) {
		w->failed = *o;
		w->failed.detail = STR("");
		snprintf(w->failure, sizeof w->failure, "%.*s", STR_ARG(o->detail));
	} else {
		w->failure[0] = '\0';
	}
	if (!is_news)
		return;
	w->is_told = false;
	if (failed)
		log_write(LOG_WARN, "far_end.rests", "%s: %lld failures in a row, the next try in %lld ms: %s", family,
		    (long long)w->breaker.failures, (long long)w->breaker.rest_ms, w->failure);
	else
		log_write(LOG_INFO, "far_end.back", "%s: it answers again", family);
}

/* Why task I of a claim is not begun now; NULL: it is. */
static const char *
reason_to_put_back(const struct worker *w, int64_t since)
{
	int64_t now = clock_monotonic().ms;

	if (w->must_stop)
		return "not tried: the worker was asked to end";
	if (now - since > HOLD_MS)
		return "not tried: those before took too long";
	if (w->breaker.until.ms > now)
		return "not tried: the far end fails, and is left alone for a while";
	return NULL;
}

/* ---- a round ---- */

static void
round_begin(struct worker *w)
{
	arena_reset(w->arena);
	w->round++;
	w->reports = 0;
	w->is_asked = w->is_claimed = w->is_woken = false;
	w->claim = (struct desk_claim_out){ 0 };
	while (!w->is_claimed && !w->must_stop) {
		int64_t pause = w->again_ms - clock_monotonic().ms;

		if (!w->is_asked && pause <= 0)
			send_claim(w);
		attend(w, !w->is_asked && pause > 0 ? pause : ROLE_BEAT_MS);
	}
}

static void
carry_out_all(struct worker *w)
{
	const struct effect_task *t = w->claim.tasks.items;
	int64_t since = clock_monotonic().ms;

	for (size_t i = 0; i < w->claim.tasks.n && i < CLAIM_MAX; i++) {
		struct effect_outcome *o = &w->report[i].outcome;

		obey(w);
		w->report[i].answered = false;
		const char *why = reason_to_put_back(w, since);
		if (why) {
			task_put_back(&t[i], why, o);
		} else {
			task_run(&w->task, &t[i], w->arena, o);
			w->call_ms = (w->call_ms * 3 + o->took_ms) / 4;
			note_outcome(w, o);
		}
		w->reports = i + 1;
		send_report(w, i);
		if (w->chan)
			chan_flush(w->chan);
		if (clock_monotonic().ms - w->heard_ms >= HEAR_MS)
			attend(w, 0);
	}
	if (w->trusted < (int64_t)w->reports)
		w->trusted = (int64_t)w->reports;
}

static bool
all_answered(const struct worker *w)
{
	for (size_t i = 0; i < w->reports; i++)
		if (!w->report[i].answered)
			return false;
	return true;
}

/* Until the desk has all of them; when asked to stop, only so long. */
static void
report_all(struct worker *w)
{
	int64_t stop = 0;

	w->again_ms = 0;
	while (!all_answered(w)) {
		int64_t now = clock_monotonic().ms;

		if (w->must_stop && !stop)
			stop = now + LAST_MS;
		if (stop && now >= stop)
			return;
		attend(w, w->again_ms ? w->again_ms - now : stop ? stop - now : ROLE_BEAT_MS);
		if (!w->again_ms || clock_monotonic().ms < w->again_ms)
			continue;
		w->again_ms = 0;
		send_reports(w);
	}
}

static void
rest(struct worker *w)
{
	struct utc_ms next = w->claim.next;

	while (!w->is_woken && !w->must_stop && !(next.ms && next.ms <= clock_now().ms))
		attend(w, next.ms ? next.ms - clock_now().ms : ROLE_BEAT_MS);
}

/* What of the operator's this adapter works with: its folder, or a file of certificates; empty: none. */
static struct str
own_of(const struct worker *w, const struct role_worker_conf *conf)
{
	if (w->task.adapter->works_in_folder)
		return conf->billing.folder;
	if (w->task.adapter == &mail_smtp_adapter)
		return conf->mail.ca_file;
	if (w->task.adapter == &sms_kannel_adapter)
		return conf->sms.ca_file;
	return adapter_common_of(&w->task.conf, w->family).webhook_ca;
}

/* A program of the operator's may need anything. */
static bool
enter_sandbox(const struct worker *w, const struct role_worker_conf *conf)
{
	const struct adapter *a = w->task.adapter;
	enum sandbox_kind kind = a->runs_programs ? SANDBOX_runner : a->works_in_folder ? SANDBOX_folder : SANDBOX_worker;
	struct str path = own_of(w, conf);
	char own[ADAPTER_PATH_MAX + 1];

	snprintf(own, sizeof own, "%.*s", STR_ARG(path));
	return sandbox_enter(kind, &(struct sandbox_conf){ conf->sandbox, role_names.name[w->self->role], path.n ? own : NULL });
}

int
worker_role_run(struct role_self *self, const struct role_worker_conf *conf)
{
	struct worker *w = calloc(1, sizeof *w);
	const struct adapter_conf adapters = {
#define X(family) .family = conf->family,
		EFFECT_FAMILIES(X)
#undef X
	};

	if (!w)
		abort();
	*w = (struct worker){ .self = self, .family = conf->family, .is_fresh = true, .arena = arena_new(ARENA_BYTES) };
	buf_init(&w->scratch, WIRE_BODY_MAX);
	struct adapter_common common = adapter_common_of(&adapters, conf->family);
	w->breaker.limit = common.breaker;
	w->pace_ms = common.pace ? MINUTE_MS / common.pace : 0;
	w->paced_ms = w->pace_ms ? clock_monotonic().ms + w->pace_ms : 0;	/* a process that is started again brings no burst */
	if (!task_open(&w->task, self, conf->family, &adapters)) {
		log_write(LOG_ERROR, "worker.adapter", "there is no such adapter");
		return ROLE_EXIT_WRONG;
	}
	if (!enter_sandbox(w, conf))
		return ROLE_EXIT_WRONG;
	role_up(self);
	while (!w->must_stop) {
		hold_off(w);
		round_begin(w);
		carry_out_all(w);
		report_all(w);
		if (!w->was_empty && !w->claim.tasks.n)
			rest(w);
	}
	task_close(&w->task);
	chan_free(w->chan);
	buf_done(&w->scratch);
	arena_free(w->arena);
	free(w);
	log_write(LOG_INFO, "role.end", "asked to");
	return ROLE_EXIT_OK;
}
