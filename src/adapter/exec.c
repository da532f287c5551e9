/* exec.c - the adapter of every family that hands effects to a program of the operator's own (doc/integrate.md): one line of
 * JSON to it, one line back. The program is kept running; what it costs when it dies, hangs, lies or floods is one outcome.
 * Class: the program's own; it can be asked, so what may have happened is asked about before it is run again.
 * Errors: could not be started: later; anything that is not an answer by the contract: unknown. */
#include "adapter/adapter.h"

#include "adapter/program.h"
#include "adapter/talk.h"
#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>

#define REQUEST_MAX (512u << 10)	/* the longest mail, every byte escaped */
#define ARENA_BYTES (256u << 10)	/* an answer as a document */
#define LINES_MAX   8u			/* late answers passed over in one call */

struct exec {
	struct program program;
	int64_t call_ms;
	struct buf request;
	struct arena *arena;
	char last_key[TALK_KEY_SIZE];	/* of the call before: its answer may come late */
};

static void *
open_it(const struct adapter_conf *conf, enum effect_family family)
{
	struct adapter_common c = adapter_common_of(conf, family);
	struct exec *x = calloc(1, sizeof *x);

	if (!x)
		abort();
	program_init(&x->program, c.command);
	x->call_ms = c.call_ms;
	buf_init(&x->request, REQUEST_MAX);
	x->arena = arena_new(ARENA_BYTES);
	return x;
}

static void
close_it(void *self)
{
	struct exec *x = self;

	program_close(&x->program);
	buf_done(&x->request);
	arena_free(x->arena);
	free(x);
}

static void
say_failed(struct exec *x, enum effect_result result, struct effect_outcome *out)
{
	adapter_say(out, result, EFFECT_FINDING_none, "program: %s", x->program.why);
}

/* Reads lines until one is the answer to KEY; an answer to the call before is passed over. */
static void
read_answer(struct exec *x, struct str key, enum effect_kind kind, struct utc_ms deadline, struct effect_outcome *out)
{
	struct str line, answered;

	for (unsigned i = 0; i < LINES_MAX; i++) {
		enum err e = program_line(&x->program, deadline, &line);

		if (e) {
			say_failed(x, EFFECT_RESULT_unknown, out);
			return;
		}
		arena_reset(x->arena);
		enum talk_verdict v = talk_read(line, key, kind, x->arena, &answered, out);
		if (v == TALK_OTHER_KEY && str_is(answered, x->last_key))
			continue;
		if (v == TALK_FITS)
			program_went_well(&x->program);
		else
			program_end(&x->program, "its answer is not by the contract");
		return;
	}
	program_end(&x->program, "it repeats the answer of an earlier call");
}

static void
call(struct exec *x, enum talk_verb verb, const struct effect_task *t, const struct adapter_message *m, struct effect_outcome *out)
{
	struct utc_ms deadline = { clock_monotonic().ms + x->call_ms };
	char text[TALK_KEY_SIZE];
	struct str key = talk_key(t, text);

	buf_reset(&x->request);
	talk_write(verb, t, m, &x->request);
	if (x->request.over) {
		adapter_say(out, EFFECT_RESULT_never, EFFECT_FINDING_none, "the message is too long for a program");
		return;
	}
	enum err e = program_send(&x->program, buf_str(&x->request), deadline);
	if (e)
		say_failed(x, e == ERR_TEMP ? talk_not_begun(verb) : EFFECT_RESULT_unknown, out);
	else
		read_answer(x, key, t->kind, deadline, out);
	memcpy(x->last_key, text, sizeof text);
}

static void
run(void *self, const struct effect_task *t, const struct adapter_message *m, struct effect_outcome *out)
{
	call(self, TALK_run, t, m, out);
}

static void
ask(void *self, const struct effect_task *t, struct effect_outcome *out)
{
	call(self, TALK_ask, t, NULL, out);
}

static enum err
check(void *self, char why_out[200])
{
	struct exec *x = self;
	struct utc_ms deadline = { clock_monotonic().ms + x->call_ms };
	struct str line;

	buf_reset(&x->request);
	talk_write_check(&x->request);
	enum err e = program_send(&x->program, buf_str(&x->request), deadline);
	if (!e)
		e = program_line(&x->program, deadline, &line);
	if (!e) {
		arena_reset(x->arena);
		return talk_read_check(line, x->arena, why_out);
	}
	snprintf(why_out, 200, "%.130s; try it by hand: echo '{\"do\":\"check\",\"key\":\"check\"}' | ...", x->program.why);
	return ERR_TEMP;
}

#define ADAPTER(family_, ask_) \
static void * \
open_##family_(const struct adapter_conf *conf) \
{ \
	return open_it(conf, EFFECT_FAMILY_##family_); \
} \
const struct adapter exec_##family_##_adapter = { \
	.name = "exec", .family = EFFECT_FAMILY_##family_, .runs_programs = true, \
	.open = open_##family_, .close = close_it, .run = run, .ask = ask_, .check = check, \
};
ADAPTER(net, ask)
ADAPTER(sms, ask)
ADAPTER(mail, ask)
ADAPTER(billing, ask)
ADAPTER(hook, NULL)			/* class A: an event that is repeated is dropped by its key */
