/* worker_role_test.c - one worker with a desk and a parent played by the test: what it claims, what it sends again when a desk
 * goes away, when it wakes, and how it ends. */
#include "app/worker_role.h"
#include "app/wire.h"
#include "base/clock.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#define SOON_MS 10000

struct play { int pid, control; struct chan *desk; struct arena *arena; };
struct claim { struct chan_message m; struct desk_claim_in in; };
struct settle { struct chan_message m; struct effect_outcome in; };

static void
new_desk(struct play *p)
{
	int fd[2];

	chan_free(p->desk);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd), 0);
	p->desk = chan_new(fd[0]);
	assert_true(control_send(p->control, &(struct control_message){ .kind = CONTROL_channel, .who = ROLE_desk, .fd = fd[1] }));
	close(fd[1]);
}

static void
play_with(struct play *p, const struct adapter_net_conf *net)
{
	int pair[2];

	*p = (struct play){ .arena = arena_new(1 << 20) };
	control_pair(pair);
	p->control = pair[0];
	p->pid = fork();
	assert_true(p->pid >= 0);
	if (p->pid == 0) {
		struct role_worker_conf conf;
		struct role_self self = { .role = ROLE_net };

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (pair[1] != ROLE_CONTROL_FD && dup2(pair[1], ROLE_CONTROL_FD) < 0)
			_exit(99);
		(void)close_range(ROLE_CONTROL_FD + 1, ~0u, 0);
		record_init(&role_worker_conf_record, &conf);
		conf.family = EFFECT_FAMILY_net;
		conf.net = *net;
		_exit(worker_role_run(&self, &conf));
	}
	close(pair[1]);
	new_desk(p);
}

static void
play_begin(struct play *p)
{
	play_with(p, &(struct adapter_net_conf){ .adapter = STR("null") });
}

static void
play_end(struct play *p)
{
	int status;

	assert_true(control_send(p->control, CONTROL_MESSAGE(.kind = CONTROL_stop)));
	assert_int_equal(waitpid(p->pid, &status, 0), p->pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == ROLE_EXIT_OK);
	close(p->control);
	chan_free(p->desk);
	arena_free(p->arena);
}

/* The next message, or false after WAIT_MS. */
static bool
next_message(struct play *p, struct chan_message *m, int wait_ms)
{
	int64_t end = clock_monotonic().ms + wait_ms;

	while (!chan_next(p->desk, m)) {
		struct pollfd fd = { chan_fd(p->desk), POLLIN, 0 };
		int64_t left = end - clock_monotonic().ms;

		assert_false(chan_is_gone(p->desk));
		if (left <= 0)
			return false;
		if (poll(&fd, 1, (int)left) == 1)
			chan_receive(p->desk);
	}
	return true;
}

/* The in record of the next message, which must ask for OP. */
static struct chan_message
expect(struct play *p, enum desk_op op, void *in)
{
	struct chan_message m;
	uint32_t n;

	assert_true(next_message(p, &m, SOON_MS));
	assert_int_equal(m.op, op);
	memcpy(&n, m.body.p, sizeof n);
	struct str bytes = arena_str(p->arena, (struct str){ m.body.p + 4 + n, m.body.n - 4 - n });
	assert_int_equal(record_decode(desk_operations[op].in, bytes, in, p->arena), ERR_OK);
	return m;
}

static void
reply(struct play *p, const struct chan_message *to, enum desk_code code, const void *out)
{
	AUTO(buf_done) struct buf b;

	buf_init(&b, WIRE_BODY_MAX);
	assert_true(wire_answer(&b, (enum desk_op)to->op, STR(""), out));
	chan_send(p->desk, &(struct chan_message){ to->op, (uint16_t)code, to->tag, buf_str(&b) });
	chan_flush(p->desk);
}

static const struct effect_task TASKS[] = {
	{ .found = true, .kind = EFFECT_net_read, .generation = 1, .fence = 11, .imsi = { "206010000000001", 15 } },
	{ .found = true, .kind = EFFECT_net_off,  .generation = 1, .fence = 12, .imsi = { "206010000000002", 15 } },
	{ .found = true, .kind = EFFECT_net_read, .generation = 1, .fence = 13, .imsi = { "206010000000003", 15 } },
};

static void
give(struct play *p, const struct chan_message *to, size_t n, struct utc_ms next)
{
	union { const struct effect_task *in; void *out; } tasks = { TASKS };

	reply(p, to, DESK_ok, &(struct desk_claim_out){ .found = true, .tasks = { tasks.out, n }, .next = next });
}

/* The next claim, FRESH or not; N tasks are given. */
static void
claim(struct play *p, bool fresh, size_t n, struct utc_ms next)
{
	struct desk_claim_in in;
	struct chan_message m = expect(p, DESK_OP_effect_claim, &in);

	assert_int_equal(in.family, EFFECT_FAMILY_net);
	assert_int_equal(in.fresh, fresh);
	assert_true(in.limit >= 1 && in.limit <= 64);
	give(p, &m, n, next);
}

static struct chan_message
settle(struct play *p, int64_t fence)
{
	struct effect_outcome o;
	struct chan_message m = expect(p, DESK_OP_effect_settle, &o);

	assert_int_equal(o.fence, fence);
	assert_int_equal(o.result, EFFECT_RESULT_done);
	m.body = STR("");
	return m;
}

static void
claims_and_reports(void **state)
{
	struct play p;
	struct chan_message m[3], extra;

	(void)state;
	play_begin(&p);
	claim(&p, true, 0, (struct utc_ms){ 0 });	/* a new worker says so first */
	claim(&p, false, 3, (struct utc_ms){ 0 });
	for (int i = 0; i < 3; i++)
		m[i] = settle(&p, 11 + i);
	assert_false(next_message(&p, &extra, 100));	/* nothing more is claimed before all are acknowledged */
	for (int i = 0; i < 3; i++)
		reply(&p, &m[i], DESK_ok, &(struct desk_empty){ .found = true });
	claim(&p, false, 0, (struct utc_ms){ 0 });	/* once more, while there is work */
	assert_false(next_message(&p, &extra, 1500));	/* then it rests, */
	chan_send(p.desk, &(struct chan_message){ .op = WIRE_WAKE });
	chan_flush(p.desk);
	claim(&p, false, 0, (struct utc_ms){ clock_now().ms + 300 });	/* until woken, */
	int64_t since = clock_monotonic().ms;
	claim(&p, false, 0, (struct utc_ms){ 0 });	/* or the next is due */
	assert_true(clock_monotonic().ms - since >= 250);
	play_end(&p);
}

static void
reports_again_to_a_new_desk(void **state)
{
	struct play p;
	struct chan_message m;

	(void)state;
	play_begin(&p);
	claim(&p, true, 0, (struct utc_ms){ 0 });
	claim(&p, false, 3, (struct utc_ms){ 0 });
	m = settle(&p, 11);
	settle(&p, 12);
	settle(&p, 13);
	reply(&p, &m, DESK_ok, &(struct desk_empty){ .found = true });	/* one was acknowledged, by its last word */
	new_desk(&p);
	m = settle(&p, 12);
	reply(&p, &m, DESK_busy, NULL);			/* not now: asked again after a pause */
	m = settle(&p, 13);
	reply(&p, &m, DESK_ok, &(struct desk_empty){ .found = true });
	m = settle(&p, 12);
	reply(&p, &m, DESK_ok, &(struct desk_empty){ .found = true });
	claim(&p, false, 0, (struct utc_ms){ 0 });
	play_end(&p);
}

/* The desk took the claim and died before it answered: the tasks are nobody's, so the next claim is that of a new worker. */
static void
a_claim_without_answer(void **state)
{
	struct play p;
	struct desk_claim_in in;

	(void)state;
	play_begin(&p);
	claim(&p, true, 0, (struct utc_ms){ 0 });
	(void)expect(&p, DESK_OP_effect_claim, &in);
	new_desk(&p);
	claim(&p, true, 0, (struct utc_ms){ 0 });
	claim(&p, false, 0, (struct utc_ms){ 0 });
	play_end(&p);
}

static void
a_busy_desk_is_asked_again(void **state)
{
	struct play p;
	struct desk_claim_in in;

	(void)state;
	play_begin(&p);
	for (int i = 0; i < 3; i++) {
		struct chan_message m = expect(&p, DESK_OP_effect_claim, &in);

		reply(&p, &m, DESK_busy, NULL);
	}
	claim(&p, true, 0, (struct utc_ms){ 0 });
	play_end(&p);
}

/* Asked to end while nobody acknowledges: it waits a little, not for ever. */
static void
ends_without_a_desk(void **state)
{
	struct play p;

	(void)state;
	play_begin(&p);
	claim(&p, true, 0, (struct utc_ms){ 0 });
	claim(&p, false, 1, (struct utc_ms){ 0 });
	settle(&p, 11);
	int64_t since = clock_monotonic().ms;
	play_end(&p);
	assert_true(clock_monotonic().ms - since < 2500);
}

/* A far end that is down: after two failures what is left of the claim goes back untried, the desk is told, nothing is claimed
 * for a while, then one effect; and again. */
static void
a_far_end_that_fails_is_left_alone(void **state)
{
	static const int64_t REST_MS[] = { 1000, 2000 };
	struct desk_empty done = { .found = true };
	struct desk_claim_in in;
	struct chan_message m;
	struct play p;

	(void)state;
	play_with(&p, &(struct adapter_net_conf){ .adapter = STR("exec"), .command = STR("/nonexistent/program"), .call_ms = 1000, .breaker = 2 });
	claim(&p, true, 0, (struct utc_ms){ 0 });
	claim(&p, false, 3, (struct utc_ms){ 0 });
	int64_t since = clock_monotonic().ms;
	for (int i = 0; i < 3; i++) {
		struct effect_outcome o;

		m = expect(&p, DESK_OP_effect_settle, &o);
		assert_int_equal(o.result, EFFECT_RESULT_later);
		assert_int_equal(o.untried, i == 2);
		reply(&p, &m, DESK_ok, &done);
	}
	for (size_t i = 0; i < COUNT(REST_MS); i++) {
		struct effect_outcome o;

		m = expect(&p, DESK_OP_effect_claim, &in);
		assert_true(in.tells && in.rests_until.ms > clock_now().ms);
		assert_int_equal(in.failures, 2 + (int64_t)i);
		assert_true(in.detail.n > 0);
		give(&p, &m, 0, (struct utc_ms){ 0 });
		m = expect(&p, DESK_OP_effect_claim, &in);
		assert_true(clock_monotonic().ms - since >= REST_MS[i] - 1);
		assert_true(!in.rests_until.ms && !in.fresh);
		assert_int_equal(in.limit, 1);
		since = clock_monotonic().ms;
		give(&p, &m, 1, (struct utc_ms){ 0 });
		m = expect(&p, DESK_OP_effect_settle, &o);
		reply(&p, &m, DESK_ok, &done);
	}
	play_end(&p);
}

/* 300 a minute: one at a time, 200 ms apart, from the first on. */
static void
a_pace_is_kept(void **state)
{
	struct desk_claim_in in;
	struct play p;

	(void)state;
	int64_t since = clock_monotonic().ms;
	play_with(&p, &(struct adapter_net_conf){ .adapter = STR("null"), .pace = 300 });
	claim(&p, true, 0, (struct utc_ms){ 0 });
	for (int i = 0; i < 5; i++) {
		struct chan_message m = expect(&p, DESK_OP_effect_claim, &in);

		assert_int_equal(in.limit, 1);
		give(&p, &m, 1, (struct utc_ms){ 0 });
		m = settle(&p, 11);
		reply(&p, &m, DESK_ok, &(struct desk_empty){ .found = true });
	}
	assert_true(clock_monotonic().ms - since >= 5 * 200 - 5);
	play_end(&p);
}

int
main(void)
{
	static const struct CMUnitTest TESTS[] = {
		cmocka_unit_test(claims_and_reports),
		cmocka_unit_test(reports_again_to_a_new_desk),
		cmocka_unit_test(a_claim_without_answer),
		cmocka_unit_test(a_busy_desk_is_asked_again),
		cmocka_unit_test(ends_without_a_desk),
		cmocka_unit_test(a_far_end_that_fails_is_left_alone),
		cmocka_unit_test(a_pace_is_kept),
	};

	return cmocka_run_group_tests(TESTS, NULL, NULL);
}
