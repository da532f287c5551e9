/* faulty.c - faults drawn from a seed, in front of another adapter.
 * Owns the inner adapter's self. Errors: as outcomes only, that is what it is for. */
#include "adapter/faulty.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct faulty {
	const struct adapter *inner;
	void    *inner_self;
	uint64_t rng;
	unsigned percent[FAULTY_FAULT_COUNT];
	char     noise[64];		/* the detail of a garbage outcome */
};

#define X(n, ...) #n,
static const char *const FAULT_NAME[] = { FAULTY_FAULTS(X) };
#undef X

/* SplitMix64: a few lines, full period, and the same numbers for the same seed everywhere. */
static uint64_t
draw(struct faulty *f)
{
	uint64_t z = f->rng += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* One "name=number"; false when there is no such name or the number is none. */
static bool
set_option(struct faulty *f, struct str option)
{
	struct str name, number;
	int64_t v;

	if (!str_split(option, '=', &name, &number) || !str_to_i64(number, &v) || v < 0)
		return false;
	if (str_is(name, "seed")) {
		f->rng = (uint64_t)v;
		return true;
	}
	for (size_t i = 0; i < FAULTY_FAULT_COUNT; i++) {
		if (!str_is(name, FAULT_NAME[i]))
			continue;
		f->percent[i] = (unsigned)v;
		return v <= 100;
	}
	return false;
}

static void
set_options(struct faulty *f, struct str options)
{
	struct str option;

	while (options.n) {
		str_split(options, ' ', &option, &options);
		if (!option.n || set_option(f, option))
			continue;
		fprintf(stderr, "SIMOFF_FAULTY: \"%.*s\" is not understood\n", STR_ARG(option));
		exit(1);
	}
}

struct faulty *
faulty_open(const struct adapter *inner, const struct adapter_conf *conf)
{
	struct faulty *f = calloc(1, sizeof *f);
	const char *options = getenv("SIMOFF_FAULTY");

	if (!f)
		abort();
	set_options(f, str_of(options ? options : FAULTY_DEFAULT));
	f->inner = inner;
	f->inner_self = inner->open(conf);
	return f;
}

void
faulty_close(void *self)
{
	struct faulty *f = self;

	f->inner->close(f->inner_self);
	free(f);
}

enum faulty_fault
faulty_draw(struct faulty *f)
{
	uint64_t left = draw(f) % 100;
	size_t i = 0;

	for (; i < FAULTY_FAULT_COUNT && left >= f->percent[i]; i++)
		left -= f->percent[i];
	return (enum faulty_fault)i;
}

static void
say_garbage(struct faulty *f, struct effect_outcome *out)
{
	adapter_say(out, EFFECT_RESULT_unknown, (enum effect_finding)(draw(f) % EFFECT_FINDING_COUNT), "%s", "");
	for (size_t i = 0; i < sizeof f->noise; i++)
		f->noise[i] = (char)draw(f);
	out->detail = (struct str){ f->noise, sizeof f->noise };
}

static NORETURN void
hang(void)
{
	for (;;)
		pause();
}

void
faulty_run(void *self, const struct effect_task *t, const struct adapter_message *message, struct effect_outcome *out)
{
	struct faulty *f = self;

	switch (faulty_draw(f)) {
	case FAULTY_lost:
		adapter_say(out, EFFECT_RESULT_unknown, EFFECT_FINDING_none, "faulty: no answer");
		return;
	case FAULTY_answer_lost:
		f->inner->run(f->inner_self, t, message, out);
		adapter_say(out, EFFECT_RESULT_unknown, EFFECT_FINDING_none, "faulty: no answer");
		return;
	case FAULTY_later:
		adapter_say(out, EFFECT_RESULT_later, EFFECT_FINDING_none, "faulty: refused for now");
		return;
	case FAULTY_never:
		adapter_say(out, EFFECT_RESULT_never, EFFECT_FINDING_none, "faulty: refused for good");
		return;
	case FAULTY_garbage:
		say_garbage(f, out);
		return;
	case FAULTY_hang:
		hang();
	case FAULTY_FAULT_COUNT:
		f->inner->run(f->inner_self, t, message, out);
		return;
	}
}

/* A question that fails in whatever way leaves things as unknown as they were. */
void
faulty_ask(void *self, const struct effect_task *t, struct effect_outcome *out)
{
	struct faulty *f = self;

	switch (faulty_draw(f)) {
	case FAULTY_lost:
	case FAULTY_answer_lost:
	case FAULTY_later:
	case FAULTY_never:
		adapter_say(out, EFFECT_RESULT_unknown, EFFECT_FINDING_none, "faulty: no answer");
		return;
	case FAULTY_garbage:
		say_garbage(f, out);
		return;
	case FAULTY_hang:
		hang();
	case FAULTY_FAULT_COUNT:
		f->inner->ask(f->inner_self, t, out);
		return;
	}
}

enum err
faulty_check(void *self, char why_out[200])
{
	const struct faulty *f = self;
	enum err e = f->inner->check(f->inner_self, why_out);

	if (!e)
		snprintf(why_out, 200, "it fails on purpose: never use it in production");
	return e;
}
