/* desk_fuzz.c - requests to a real desk, one per line: operation, caller, key, and the input as JSON, where an at sign stands for the
 * reference of the case that was answered last. Every request gets one answer that can be told; whatever was asked in
 * whatever order, the invariants hold and every audit chain is whole. */
#include "fuzz.h"

#include "../desk/invariants.h"
#include "base/rng.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LINES        4
#define REQUESTS_MAX 12
#define KEYS         4
#define OUT_BYTES    (1u << 20)

static struct world W;
static char reference[20];

static void
copy(const char *from, const char *to)
{
	static char bytes[1u << 20];
	char path[2][120];

	snprintf(path[0], sizeof path[0], "%s/%s", W.dir, from);
	snprintf(path[1], sizeof path[1], "%s/%s", W.dir, to);
	int in = open(path[0], O_RDONLY | O_CLOEXEC), out = open(path[1], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ssize_t n = read(in, bytes, sizeof bytes);
	if (n <= 0 || n == sizeof bytes || write(out, bytes, (size_t)n) != n)
		abort();
	close(in);
	close(out);
}

static void
remove_world(void)
{
	W.desk = NULL;
	world_close(&W);
}

/* The same world before each input: four lines, no case. */
static void
begin(void)
{
	static struct utc_ms start;
	char why[300];

	if (!W.dir[0]) {
		world_open(&W, LINES);
		desk_close(W.desk);
		start = W.now;
		copy("simoff.db", "start");
		atexit(remove_world);
	}
	copy("start", "simoff.db");
	rng_seed(1);
	arena_reset(W.arena);
	W.now = start;
	W.mails = 0;
	W.desk = desk_open(&W.conf, NULL, NULL, why);
	if (!W.desk)
		abort();
	reference[0] = '\0';
	invariants_begin(&W, NULL);
}

/* TEXT with the reference for each at sign. */
static struct str
fill_in(struct str text, struct arena *a)
{
	AUTO(buf_done) struct buf out;

	buf_init(&out, OUT_BYTES);
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '@')
			buf_addz(&out, reference);
		else
			buf_addc(&out, text.p[i]);
	return arena_str(a, buf_str(&out));
}

static void
check_answer(enum desk_op op, enum desk_code code, const void *out)
{
	AUTO(buf_done) struct buf json;

	assert(code < DESK_CODE_COUNT && code != DESK_broken && str_is_utf8(W.why) && W.why.n <= 1000);
	buf_init(&json, OUT_BYTES);
	record_to_json(desk_operations[op].out, out, &json);
	assert(!json.over && str_is_utf8(buf_str(&json)));
	if (desk_operations[op].out != &desk_case_view_record || code >= DESK_invalid)
		return;
	const struct desk_case_view *v = out;
	snprintf(reference, sizeof reference, "%.*s", STR_ARG(v->reference));
	invariants_acknowledged(v->reference);
}

static void
ask(struct str line, struct arena *a)
{
	static const char *const KEY[KEYS] = { "", "k1", "k2", "k3" };
	enum desk_op op = fuzz_byte(&line) % DESK_OP_COUNT;
	struct desk_caller caller = { .role = fuzz_byte(&line) % DESK_ROLE_COUNT, .name = STR("fuzz"), .channel = STR("api") };
	struct str why;

	caller.key = str_of(KEY[fuzz_byte(&line) % KEYS]);
	void *in = arena_must(a, desk_operations[op].in->size), *out = arena_must(a, desk_operations[op].out->size);
	if (caller.role == DESK_ROLE_worker || record_from_json(desk_operations[op].in, fill_in(line, a), in, a, &why))
		return;				/* workers are ours, and say what they were given */
	check_answer(op, world_call(&W, op, &caller, in, out), out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = fuzz_arena();
	struct str rest = fuzz_input(data, n);

	begin();
	for (int i = 0; rest.n && i < REQUESTS_MAX; i++) {
		W.now.ms += INT64_C(1000) * fuzz_byte(&rest) * fuzz_byte(&rest);
		ask(fuzz_line(&rest), a);
		world_round(&W);
		const char *broken = invariants_look(&W);
		if (broken)
			fprintf(stderr, "%s\n", broken);
		assert(!broken);
	}
	assert(!n || world_audit_is_whole(&W));
	desk_close(W.desk);
	return 0;
}
