/* chan_test.c - messages cut anywhere, a reader that stops, a peer that leaves with answers on the way, and nonsense. */
#include "base/chan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

struct pair { struct chan *a; int b; };

static struct pair
pair_new(void)
{
	int fd[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	return (struct pair){ chan_new(fd[0]), fd[1] };
}

static void
sent_is_received(void **state)
{
	struct pair p = pair_new();
	struct chan *b = chan_new(p.b);
	struct chan_message m;
	char body[700];

	(void)state;
	memset(body, 'x', sizeof body);
	for (uint16_t i = 0; i < 700; i++)
		chan_send(p.a, &(struct chan_message){ i, (uint16_t)(i * 3), UINT64_C(1) << 63 | i, { body, i } });
	assert_true(chan_has_output(p.a));
	chan_receive(b);
	assert_false(chan_next(b, &m));		/* nothing leaves before the flush */
	for (uint16_t i = 0; i < 700;) {
		chan_flush(p.a);
		chan_receive(b);
		for (; chan_next(b, &m); i++) {
			assert_int_equal(m.op, i);
			assert_int_equal(m.code, i * 3);
			assert_int_equal(m.tag, UINT64_C(1) << 63 | i);
			assert_int_equal(m.body.n, i);
			assert_memory_equal(m.body.p, body, i);
		}
	}
	assert_false(chan_has_output(p.a));
	assert_false(chan_is_gone(b));
	chan_free(p.a);
	chan_free(b);
}

/* Byte by byte: a message appears exactly with its last byte. */
static void
cut_anywhere(void **state)
{
	struct pair p = pair_new();
	struct { uint32_t size; uint16_t op, code; uint64_t tag; char body[5]; } m = { 21, 7, 9, 42, "hello" };
	struct chan_message got;

	(void)state;
	for (int round = 0; round < 3; round++)
		for (size_t i = 0; i < 21; i++) {
			assert_int_equal(write(p.b, (const char *)&m + i, 1), 1);
			chan_receive(p.a);
			assert_int_equal(chan_next(p.a, &got), i == 20);
		}
	assert_int_equal(got.tag, 42);
	assert_true(str_is(got.body, "hello"));
	chan_free(p.a);
	close(p.b);
}

/* Three messages in two pieces, cut at every byte: what is complete is there after the first, all after the second. */
static void
cut_at_every_byte(void **state)
{
	static const char *const BODY[] = { "", "hello", "x" };
	char stream[3 * CHAN_HEADER_BYTES + 6];
	size_t end[COUNT(BODY)], n = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(BODY); i++) {
		struct { uint32_t size; uint16_t op, code; uint64_t tag; } h = { (uint32_t)(CHAN_HEADER_BYTES + strlen(BODY[i])), 1, 2, i };

		memcpy(stream + n, &h, sizeof h);
		memcpy(stream + n + sizeof h, BODY[i], strlen(BODY[i]));
		end[i] = n += h.size;
	}
	for (size_t cut = 0; cut <= n; cut++) {
		struct pair p = pair_new();
		struct chan_message got;
		size_t i = 0;

		for (int part = 0; part < 2; part++) {
			size_t size = part ? n - cut : cut;

			assert_int_equal(write(p.b, stream + (part ? cut : 0), size), size);
			chan_receive(p.a);
			for (; chan_next(p.a, &got); i++)
				assert_true(got.tag == i && str_is(got.body, BODY[i]));
			assert_true(part ? i == COUNT(BODY) : (i == COUNT(BODY) || end[i] > cut) && (i == 0 || end[i - 1] <= cut));
		}
		chan_free(p.a);
		close(p.b);
	}
}

static void
the_largest(void **state)
{
	struct pair p = pair_new();
	struct chan *b = chan_new(p.b);
	struct str body = { calloc(1, CHAN_MESSAGE_MAX), CHAN_MESSAGE_MAX - CHAN_HEADER_BYTES };
	struct chan_message m;
	int got = 0;

	(void)state;
	for (uint64_t i = 0; i < 3; i++)
		chan_send(p.a, &(struct chan_message){ .op = 1, .tag = i, .body = body });
	while (got < 3) {
		chan_flush(p.a);
		chan_receive(b);
		while (chan_next(b, &m)) {
			assert_int_equal(m.tag, got++);
			assert_int_equal(m.body.n, body.n);
		}
		assert_false(chan_is_gone(b));
	}
	free((void *)(uintptr_t)body.p);
	chan_free(p.a);
	chan_free(b);
}

/* A peer that reads nothing is full at the soft limit, still takes what was in hand, and is no more full once it has read. */
static void
a_reader_that_stops(void **state)
{
	struct pair p = pair_new();
	struct chan *b = chan_new(p.b);
	char body[4096] = { 0 };
	struct chan_message m;
	uint64_t sent = 0, got = 0;

	(void)state;
	while (!chan_is_full(p.a)) {
		chan_send(p.a, &(struct chan_message){ .tag = sent++, .body = { body, sizeof body } });
		chan_flush(p.a);
	}
	assert_true(sent > CHAN_OUT_SOFT / sizeof body);
	chan_send(p.a, &(struct chan_message){ .tag = sent++ });
	while (got < sent) {
		chan_receive(b);
		while (chan_next(b, &m))
			assert_int_equal(m.tag, got++);
		chan_flush(p.a);
	}
	assert_false(chan_is_full(p.a));
	assert_false(chan_has_output(p.a));
	chan_free(p.a);
	chan_free(b);
}

static void
never_reading_has_an_end(void **state)
{
	struct pair p = pair_new();
	struct str body = { calloc(1, CHAN_MESSAGE_MAX), CHAN_MESSAGE_MAX - CHAN_HEADER_BYTES };
	size_t sent = 0;

	(void)state;
	for (; !chan_is_gone(p.a); sent += CHAN_MESSAGE_MAX) {
		assert_true(sent <= CHAN_OUT_MAX + CHAN_MESSAGE_MAX);
		chan_send(p.a, &(struct chan_message){ .body = body });
	}
	assert_true(chan_is_broken(p.a));
	chan_send(p.a, &(struct chan_message){ .tag = 1 });
	assert_false(chan_has_output(p.a));
	free((void *)(uintptr_t)body.p);
	chan_free(p.a);
	close(p.b);
}

/* What was answered before the end still arrives. */
static void
gone_with_answers_on_the_way(void **state)
{
	struct pair p = pair_new();
	struct chan *b = chan_new(p.b);
	struct chan_message m;

	(void)state;
	chan_send(b, &(struct chan_message){ .tag = 1, .body = STR("one") });
	chan_send(b, &(struct chan_message){ .tag = 2, .body = STR("two") });
	chan_flush(b);
	chan_free(b);
	chan_receive(p.a);
	chan_receive(p.a);
	assert_true(chan_is_gone(p.a));
	assert_false(chan_is_broken(p.a));
	assert_true(chan_next(p.a, &m) && m.tag == 1);
	assert_true(chan_next(p.a, &m) && str_is(m.body, "two"));
	assert_false(chan_next(p.a, &m));
	chan_send(p.a, &(struct chan_message){ .tag = 3 });
	chan_flush(p.a);		/* no signal, no output that waits for ever */
	assert_false(chan_has_output(p.a));
	chan_free(p.a);
}

static void
nonsense_is_the_end(void **state)
{
	static const uint32_t SIZE[] = { 0, 1, 15, CHAN_MESSAGE_MAX + 1, UINT32_MAX };

	(void)state;
	for (size_t i = 0; i < COUNT(SIZE); i++) {
		struct pair p = pair_new();
		struct { uint32_t size; uint16_t op, code; uint64_t tag; } good = { 16, 1, 0, 0 }, bad = { SIZE[i], 1, 0, 0 };
		struct chan_message m;

		assert_int_equal(write(p.b, &good, sizeof good), sizeof good);
		assert_int_equal(write(p.b, &bad, sizeof bad), sizeof bad);
		assert_int_equal(write(p.b, &good, sizeof good), sizeof good);
		chan_receive(p.a);
		assert_true(chan_next(p.a, &m));
		assert_false(chan_next(p.a, &m));
		assert_true(chan_is_gone(p.a) && chan_is_broken(p.a));
		assert_false(chan_next(p.a, &m));
		chan_free(p.a);
		close(p.b);
	}
}

int
main(void)
{
	static const struct CMUnitTest TESTS[] = {
		cmocka_unit_test(sent_is_received),
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(cut_at_every_byte),
		cmocka_unit_test(the_largest),
		cmocka_unit_test(a_reader_that_stops),
		cmocka_unit_test(never_reading_has_an_end),
		cmocka_unit_test(gone_with_answers_on_the_way),
		cmocka_unit_test(nonsense_is_the_end),
	};

	return cmocka_run_group_tests(TESTS, NULL, NULL);
}
