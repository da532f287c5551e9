/* pass_role_test.c - the process that hashes passwords, with a web, a desk and a parent played by the test: what the desk is told and
 * what it is not, too much work, a desk that dies, a web that dies, and what its memory still holds. */
#include "app/pass_role.h"
#include "app/pass_queue.h"
#include "app/pending.h"
#include "app/wire.h"
#include "base/clock.h"
#include "base/rng.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#define SOON_MS  20000
#define QUIET_MS 300			/* nothing comes: waited for so long */

struct play { int pid, control; struct chan *desk, *web; struct arena *arena; char secret[33]; struct str hash; };

static void
connect_as(struct play *p, enum role who, struct chan **end)
{
	int fd[2];

	chan_free(*end);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd), 0);
	*end = chan_new(fd[0]);
	assert_true(control_send(p->control, &(struct control_message){ .kind = CONTROL_channel, .who = who, .fd = fd[1] }));
	close(fd[1]);
}

static void
play_begin(struct play *p)
{
	char hash[PASSWORD_HASH_SIZE];
	uint8_t random[16];
	int pair[2];

	*p = (struct play){ .arena = arena_new(4 << 20) };
	control_pair(pair);
	p->control = pair[0];
	p->pid = fork();
	assert_true(p->pid >= 0);
	if (p->pid == 0) {
		struct role_self self = { .role = ROLE_pass };

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (pair[1] != ROLE_CONTROL_FD && dup2(pair[1], ROLE_CONTROL_FD) < 0)
			_exit(99);
		(void)close_range(ROLE_CONTROL_FD + 1, ~0u, 0);
		_exit(pass_role_run(&self, &(struct role_pass_conf){ .found = true }));
	}
	close(pair[1]);
	rng_bytes(random, sizeof random);		/* after the fork: it can have it from its channel only */
	for (size_t i = 0; i < sizeof random; i++)
		snprintf(p->secret + 2 * i, 3, "%02x", random[i]);
	assert_int_equal(password_hash(str_of(p->secret), hash), ERR_OK);
	p->hash = arena_str(p->arena, str_of(hash));
	connect_as(p, ROLE_desk, &p->desk);
	connect_as(p, ROLE_web, &p->web);
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
	chan_free(p->web);
	arena_free(p->arena);
}

static void
hear_parent(struct play *p)
{
	struct control_message m;

	while (control_receive(p->control, &m) == CONTROL_GOT)
		if (m.fd >= 0)
			close(m.fd);
}

/* The next message, its body kept; false after WAIT_MS, or when C is closed. */
static bool
next_message(struct play *p, struct chan *c, struct chan_message *m, int wait_ms)
{
	int64_t end = clock_monotonic().ms + wait_ms;

	while (!chan_next(c, m)) {
		struct pollfd fd = { chan_fd(c), POLLIN, 0 };
		int64_t left = end - clock_monotonic().ms;

		hear_parent(p);
		chan_flush(p->desk);
		if (left <= 0 || chan_is_gone(c))
			return false;
		if (poll(&fd, 1, left > 500 ? 500 : (int)left) == 1)
			chan_receive(c);
	}
	m->body = arena_str(p->arena, m->body);
	return true;
}

/* ---- as the web ---- */

static void
ask(struct play *p, uint64_t tag, enum desk_op op, const char *network, const char *key, const void *in)
{
	struct desk_caller caller = { .found = true, .channel = STR("web"), .network = str_of(network), .key = str_of(key), .agent = STR("Browser") };
	AUTO(buf_done) struct buf b;

	buf_init(&b, WIRE_BODY_MAX);
	wire_request(&b, op, &caller, in);
	chan_send(p->web, &(struct chan_message){ .op = (uint16_t)op, .tag = tag, .body = buf_str(&b) });
	chan_flush(p->web);
}

static void
sign_in(struct play *p, uint64_t tag, const char *network, const char *key, const char *password)
{
	ask(p, tag, DESK_OP_sign_in, network, key, &(struct desk_sign_in_in){ .found = true, .login = STR("an@example.org"), .password = str_of(password) });
}

static void
expect_answer(struct play *p, uint64_t tag, enum desk_code code, struct str *why_out)
{
	struct desk_session_view out;
	struct chan_message m;
	bool has_out;

	assert_true(next_message(p, p->web, &m, SOON_MS));
	assert_int_equal(m.tag, tag);
	assert_int_equal(m.code, code);
	assert_int_equal(wire_answer_parse(&m, why_out, &has_out, &out, p->arena), ERR_OK);
	assert_int_equal(has_out, code == DESK_ok);
	if (has_out)
		assert_true(str_is(out.session, "a session"));
}

/* ---- as the desk ---- */

struct asked { struct chan_message m; struct desk_caller caller; };

/* The next request, which must be for OP, with its IN; what was typed must not be in it. */
static struct asked
expect(struct play *p, enum desk_op op, void *in)
{
	struct asked a;
	uint32_t n;

	assert_true(next_message(p, p->desk, &a.m, SOON_MS));
	assert_int_equal(a.m.op, op);
	memcpy(&n, a.m.body.p, sizeof n);
	assert_int_equal(record_decode(&desk_caller_record, (struct str){ a.m.body.p + 4, n }, &a.caller, p->arena), ERR_OK);
	assert_int_equal(record_decode(desk_operations[op].in, (struct str){ a.m.body.p + 4 + n, a.m.body.n - 4 - n }, in, p->arena), ERR_OK);
	assert_null(memmem(a.m.body.p, a.m.body.n, p->secret, strlen(p->secret)));
	assert_null(memmem(a.m.body.p, a.m.body.n, "guessed", 7));
	return a;
}

/* On its way when the test next waits for something. */
static void
reply(struct play *p, const struct asked *to, enum desk_code code, struct str why, const void *out)
{
	AUTO(buf_done) struct buf b;

	buf_init(&b, WIRE_BODY_MAX);
	assert_true(wire_answer(&b, (enum desk_op)to->m.op, why, out));
	chan_send(p->desk, &(struct chan_message){ to->m.op, (uint16_t)code, to->m.tag, buf_str(&b) });
}

static struct asked
expect_look(struct play *p, const char *login)
{
	struct desk_password_look_in in;
	struct asked a = expect(p, DESK_OP_password_look, &in);

	assert_true(str_is(in.login, login));
	return a;
}

static void
give_hash(struct play *p, const struct asked *look, struct str hash)
{
	reply(p, look, DESK_ok, STR(""), &(struct desk_password_look_out){ .found = true, .hash = hash });
}

static void
give_session(struct play *p, const struct asked *a)
{
	reply(p, a, DESK_ok, STR(""), &(struct desk_session_view){ .found = true, .session = STR("a session") });
}

/* ---- what it does ---- */

static void
judges(void **state)
{
	struct desk_sign_in_in in;
	struct asked look, told;
	struct play p;
	struct str why;

	(void)state;
	play_begin(&p);
	sign_in(&p, 1, "n", "", p.secret);
	look = expect_look(&p, "an@example.org");
	assert_true(str_is(look.caller.channel, "web") && str_is(look.caller.network, "n") && str_is(look.caller.agent, "Browser"));
	assert_true(look.caller.key.n > 30);		/* made up: what is sent twice counts once */
	give_hash(&p, &look, p.hash);
	told = expect(&p, DESK_OP_sign_in, &in);
	assert_true(in.right && str_is(in.login, "an@example.org") && !in.password.n);
	assert_true(str_eq(told.caller.key, look.caller.key));
	give_session(&p, &told);
	expect_answer(&p, 1, DESK_ok, &why);

	sign_in(&p, 2, "n", "my own", "guessed");
	look = expect_look(&p, "an@example.org");
	assert_true(str_is(look.caller.key, "my own"));
	give_hash(&p, &look, p.hash);
	told = expect(&p, DESK_OP_sign_in, &in);
	assert_false(in.right);
	reply(&p, &told, DESK_denied, STR("Not this one."), NULL);
	expect_answer(&p, 2, DESK_denied, &why);
	assert_true(str_is(why, "Not this one."));

	sign_in(&p, 3, "n", "", "guessed");
	look = expect_look(&p, "an@example.org");
	reply(&p, &look, DESK_throttled, STR("Too many."), NULL);
	expect_answer(&p, 3, DESK_throttled, &why);		/* nothing was hashed, the desk is not told */
	assert_true(str_is(why, "Too many."));
	assert_false(next_message(&p, p.desk, &told.m, QUIET_MS));

	sign_in(&p, 4, "n", "", "");				/* nothing typed costs the same, and is wrong */
	look = expect_look(&p, "an@example.org");
	give_hash(&p, &look, password_nobody());
	(void)expect(&p, DESK_OP_sign_in, &in);
	assert_false(in.right);
	play_end(&p);
}

static void
set(struct play *p, uint64_t tag, const char *old, const char *password)
{
	ask(p, tag, DESK_OP_password_set, "n", "", &(struct desk_password_in){ .found = true, .old = str_of(old), .password = str_of(password) });
}

static void
makes(void **state)
{
	struct desk_password_in in;
	struct asked a;
	struct play p;
	struct str why;

	(void)state;
	play_begin(&p);
	set(&p, 1, "guessed", "guessed, but long enough");	/* the old one is wrong */
	a = expect_look(&p, "");
	give_hash(&p, &a, p.hash);
	a = expect(&p, DESK_OP_password_set, &in);
	assert_true(!in.right && !in.hash.n && !in.old.n && !in.password.n);
	reply(&p, &a, DESK_denied, STR("No."), NULL);
	expect_answer(&p, 1, DESK_denied, &why);

	set(&p, 2, p.secret, "guessed, but long enough");	/* right */
	a = expect_look(&p, "");
	give_hash(&p, &a, p.hash);
	a = expect(&p, DESK_OP_password_set, &in);
	assert_true(in.right);
	assert_int_equal(password_check(in.hash, STR("guessed, but long enough")), ERR_OK);
	give_session(&p, &a);
	expect_answer(&p, 2, DESK_ok, &why);

	set(&p, 3, "", p.secret);				/* none is asked for: the desk knows of a code */
	a = expect_look(&p, "");
	give_hash(&p, &a, password_nobody());
	a = expect(&p, DESK_OP_password_set, &in);
	assert_false(in.right);
	assert_int_equal(password_check(in.hash, str_of(p.secret)), ERR_OK);
	give_session(&p, &a);
	expect_answer(&p, 3, DESK_ok, &why);

	set(&p, 4, p.secret, "short");
	expect_answer(&p, 4, DESK_invalid, &why);
	assert_non_null(memmem(why.p, why.n, "10 characters", 13));
	assert_false(next_message(&p, p.desk, &a.m, QUIET_MS));
	play_end(&p);
}

/* ---- too much at once ---- */

/* Three times what two seconds hold: what is too much is told so before anything was hashed; the rest is done, in two seconds of work. */
static void
too_much(void **state)
{
	struct desk_sign_in_in in;
	int busy = 0, looks = 0, told = 0;
	struct chan_message m;
	struct asked *a;
	struct play p;

	(void)state;
	play_begin(&p);
	sign_in(&p, 0, "n", "", "guessed");		/* it is up, and has measured */
	a = arena_must(p.arena, (PASS_QUEUE_MAX + 1) * sizeof *a);
	a[0] = expect_look(&p, "an@example.org");
	give_hash(&p, &a[0], p.hash);
	a[0] = expect(&p, DESK_OP_sign_in, &in);
	for (uint64_t tag = 1; tag <= 3 * PASS_QUEUE_MAX; tag++) {
		sign_in(&p, tag, "n", "", "guessed");
		while (next_message(&p, p.web, &m, 0)) {
			assert_int_equal(m.code, DESK_busy);
			busy++;
		}
	}
	while (next_message(&p, p.web, &m, QUIET_MS)) {
		assert_int_equal(m.code, DESK_busy);
		busy++;
	}
	assert_true(busy > (int)PASS_QUEUE_MAX);
	while (looks < 3 * (int)PASS_QUEUE_MAX - busy)
		a[looks++] = expect_look(&p, "an@example.org");
	assert_false(next_message(&p, p.desk, &m, 0));
	int64_t began = clock_monotonic().ms;
	for (int i = 0; i < looks; i++)
		give_hash(&p, &a[i], p.hash);
	while (told < looks) {
		struct asked one = expect(&p, DESK_OP_sign_in, &in);

		reply(&p, &one, DESK_denied, STR(""), NULL);
		assert_true(next_message(&p, p.web, &m, SOON_MS));
		told += m.code == DESK_denied;
		if (m.code == DESK_busy)
			break;				/* this machine became so slow meanwhile that the rest is too late */
	}
	print_message("%d of %u were refused, %d hashed in %lld ms\n", busy, 3 * PASS_QUEUE_MAX, told, (long long)(clock_monotonic().ms - began));
	play_end(&p);
}

/* A dozen of one network, then one of another: that one waits for one of them, or two. */
static void
nobody_waits_for_a_crowd(void **state)
{
	struct desk_sign_in_in in;
	struct asked a[13];
	struct play p;
	int before = 0;

	(void)state;
	play_begin(&p);
	for (uint64_t tag = 0; tag <= 12; tag++)
		sign_in(&p, tag, tag < 12 ? "crowd" : "one", "", "guessed");
	for (int i = 0; i <= 12; i++)
		a[i] = expect_look(&p, "an@example.org");
	for (int i = 0; i <= 12; i++)
		give_hash(&p, &a[i], p.hash);
	while (str_is(expect(&p, DESK_OP_sign_in, &in).caller.network, "crowd"))
		before++;
	assert_in_range(before, 0, 2);
	play_end(&p);
}

/* ---- others die ---- */

static void
a_desk_that_dies_takes_nothing(void **state)
{
	struct desk_sign_in_in in;
	struct asked first, again;
	struct play p;
	struct str why;

	(void)state;
	play_begin(&p);
	sign_in(&p, 1, "n", "", p.secret);
	first = expect_look(&p, "an@example.org");
	connect_as(&p, ROLE_desk, &p.desk);
	again = expect_look(&p, "an@example.org");
	assert_int_equal(again.m.code, WIRE_ALONE);
	assert_true(str_eq(first.caller.key, again.caller.key));
	give_hash(&p, &again, p.hash);
	first = expect(&p, DESK_OP_sign_in, &in);
	connect_as(&p, ROLE_desk, &p.desk);
	again = expect(&p, DESK_OP_sign_in, &in);
	assert_true(in.right && str_eq(first.caller.key, again.caller.key));
	give_session(&p, &again);
	expect_answer(&p, 1, DESK_ok, &why);

	sign_in(&p, 2, "n", "", p.secret);			/* whoever kills two desks is told so */
	(void)expect_look(&p, "an@example.org");
	for (int i = 0; i < PENDING_BLAME_MAX; i++) {
		connect_as(&p, ROLE_desk, &p.desk);
		(void)expect_look(&p, "an@example.org");
	}
	connect_as(&p, ROLE_desk, &p.desk);
	expect_answer(&p, 2, DESK_broken, &why);
	play_end(&p);
}

/* Without a desk a request waits, and in time somebody says so. */
static void
too_late(void **state)
{
	struct chan_message m;
	struct asked a;
	struct play p;
	struct str why;

	(void)state;
	play_begin(&p);
	sign_in(&p, 1, "n", "", p.secret);
	a = expect_look(&p, "an@example.org");
	int64_t began = clock_monotonic().ms;
	expect_answer(&p, 1, DESK_busy, &why);
	assert_true(clock_monotonic().ms - began >= PASS_QUEUE_LATE_MS - 1000);
	give_hash(&p, &a, p.hash);				/* the desk at last: nobody waits any more, so nothing is hashed */
	assert_false(next_message(&p, p.desk, &m, QUIET_MS));
	assert_false(next_message(&p, p.web, &m, 0));
	play_end(&p);
}

static void
a_web_that_dies(void **state)
{
	struct desk_sign_in_in in;
	struct chan_message m;
	struct asked a;
	struct play p;
	struct str why;

	(void)state;
	play_begin(&p);
	sign_in(&p, 1, "n", "", p.secret);
	a = expect_look(&p, "an@example.org");
	connect_as(&p, ROLE_web, &p.web);
	sign_in(&p, 1, "n", "", "guessed");			/* the same tag, another request */
	struct asked b = expect_look(&p, "an@example.org");
	give_hash(&p, &a, p.hash);
	give_hash(&p, &b, p.hash);
	b = expect(&p, DESK_OP_sign_in, &in);
	assert_false(in.right);
	give_session(&p, &b);
	expect_answer(&p, 1, DESK_ok, &why);
	assert_false(next_message(&p, p.desk, &m, 0));

	chan_send(p.web, &(struct chan_message){ .op = DESK_OP_metrics, .tag = 9 });	/* not its business */
	chan_flush(p.web);
	assert_false(next_message(&p, p.web, &m, SOON_MS));
	assert_true(chan_is_gone(p.web));
	connect_as(&p, ROLE_web, &p.web);
	sign_in(&p, 2, "n", "", "guessed");
	(void)expect_look(&p, "an@example.org");
	play_end(&p);
}

/* ---- what stays ---- */

/* How often its memory has TEXT. */
static int
found_in_memory(int pid, const char *text)
{
	static char piece[1 << 20];
	char path[64], line[512];
	size_t n = strlen(text);
	int found = 0;

	snprintf(path, sizeof path, "/proc/%d/mem", pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	snprintf(path, sizeof path, "/proc/%d/maps", pid);
	FILE *maps = fopen(path, "r");
	assert_true(fd >= 0 && maps);
	while (fgets(line, sizeof line, maps)) {
		unsigned long from, to;
		char rights[8];

		if (sscanf(line, "%lx-%lx %7s", &from, &to, rights) != 3 || strncmp(rights, "rw", 2) != 0 || to - from > (256ul << 20))
			continue;
		for (unsigned long at = from; at < to; at += sizeof piece - 64) {
			ssize_t got = pread(fd, piece, sizeof piece < to - at ? sizeof piece : to - at, (off_t)at);

			for (const char *s = piece; got > 0 && (s = memmem(s, (size_t)(piece + got - s), text, n)); s += n)
				found++;
		}
	}
	fclose(maps);
	close(fd);
	return found;
}

static void
nothing_stays(void **state)
{
	int64_t end = clock_monotonic().ms + SOON_MS;
	struct desk_password_in set_in;
	struct desk_sign_in_in in;
	struct asked a;
	struct play p;
	struct str why;

	(void)state;
	play_begin(&p);
	sign_in(&p, 1, "n", "", p.secret);
	a = expect_look(&p, "an@example.org");
	assert_true(found_in_memory(p.pid, p.secret) > 0);	/* it would be found */
	give_hash(&p, &a, p.hash);
	a = expect(&p, DESK_OP_sign_in, &in);
	give_session(&p, &a);
	expect_answer(&p, 1, DESK_ok, &why);
	set(&p, 2, p.secret, p.secret);
	a = expect_look(&p, "");
	give_hash(&p, &a, p.hash);
	a = expect(&p, DESK_OP_password_set, &set_in);
	give_session(&p, &a);
	expect_answer(&p, 2, DESK_ok, &why);
	while (found_in_memory(p.pid, p.secret)) {		/* the channel's buffer is wiped when it is read again: within a beat */
		assert_true(clock_monotonic().ms < end);
		hear_parent(&p);
		(void)poll(NULL, 0, 50);
	}
	play_end(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judges), cmocka_unit_test(makes), cmocka_unit_test(too_much), cmocka_unit_test(nobody_waits_for_a_crowd),
		cmocka_unit_test(a_desk_that_dies_takes_nothing), cmocka_unit_test(too_late), cmocka_unit_test(a_web_that_dies),
		cmocka_unit_test(nothing_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
