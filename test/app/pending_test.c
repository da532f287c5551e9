/* pending_test.c - in flight, answered once, sent again in order and alone, and the one that kills desks. */
#include "app/pending.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <cmocka.h>

struct desk_end { struct chan *web, *desk; };

static struct desk_end
desk_end_new(void)
{
	int fd[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	return (struct desk_end){ chan_new(fd[0]), chan_new(fd[1]) };
}

static void
desk_end_done(struct desk_end *e)
{
	chan_free(e->web);
	chan_free(e->desk);
}

static uint64_t
add(struct pending *p, uint64_t tag, int64_t since_ms)
{
	struct chan_message m;

	assert_true(pending_add(p, &(struct pending_item){ tag, DESK_OP_metrics, since_ms }, STR("body"), &m));
	assert_int_equal(m.code, 0);
	assert_true(str_is(m.body, "body"));
	return m.tag;
}

static void
answered_once(void **state)
{
	struct pending *p = pending_new();
	struct pending_item item;
	uint64_t tag = add(p, 1234, 0);

	(void)state;
	assert_false(pending_take(p, tag + 1, &item));
	assert_false(pending_take(p, tag + (UINT64_C(1) << 32), &item));
	assert_false(pending_take(p, UINT64_MAX, &item));
	assert_true(pending_take(p, tag, &item));
	assert_int_equal(item.tag, 1234);
	assert_false(pending_take(p, tag, &item));
	uint64_t second = add(p, 5678, 0);
	assert_true(second != tag);
	assert_false(pending_take(p, tag, &item));		/* a late answer finds nobody in the slot's next life */
	assert_true(pending_take(p, second, &item) && item.tag == 5678);
	pending_free(p);
}

static void
has_a_limit(void **state)
{
	struct pending *p = pending_new();
	struct pending_item item;
	struct chan_message m;
	uint64_t last = 0;

	(void)state;
	for (uint64_t i = 0; i < PENDING_MAX; i++)
		last = add(p, i, 0);
	assert_int_equal(pending_count(p), PENDING_MAX);
	assert_false(pending_add(p, &(struct pending_item){ .tag = 9999 }, STR(""), &m));
	assert_true(pending_take(p, last, &item));
	assert_true(pending_add(p, &(struct pending_item){ .tag = 9999 }, STR(""), &m));
	pending_free(p);
}

/* In the order of first sending, whatever slots were free; what is old is forgotten; what was answered is not sent. */
static void
sent_again_in_order(void **state)
{
	struct pending *p = pending_new();
	struct desk_end e = desk_end_new();
	struct pending_item item;
	struct chan_message m;
	uint64_t first[20], got = 0;

	(void)state;
	for (uint64_t i = 0; i < 20; i++)
		first[i] = add(p, i, 0);
	for (uint64_t i = 0; i < 20; i += 2)
		assert_true(pending_take(p, first[19 - i], &item));
	for (uint64_t i = 100; i < 105; i++)
		add(p, i, 1000);
	assert_int_equal(pending_resend(p, e.web, 1500, 1200), 5);
	assert_int_equal(pending_count(p), 5);
	chan_flush(e.web);
	chan_receive(e.desk);
	for (; chan_next(e.desk, &m); got++) {
		assert_int_equal(m.code, WIRE_ALONE);
		assert_int_equal(m.op, DESK_OP_metrics);
		assert_true(pending_take(p, m.tag, &item));
		assert_int_equal(item.tag, 100 + got);
	}
	assert_int_equal(got, 5);
	desk_end_done(&e);
	pending_free(p);
}

static void
the_one_that_kills(void **state)
{
	struct pending *p = pending_new();
	struct desk_end e = desk_end_new();
	struct pending_item item;

	(void)state;
	add(p, 1, 0);
	add(p, 2, 0);
	assert_false(pending_blame(p, &item));		/* it was one of a batch: nobody knows */
	assert_int_equal(pending_resend(p, e.web, 0, 10), 2);
	assert_false(pending_blame(p, &item));		/* alone once: may have been chance */
	assert_int_equal(pending_resend(p, e.web, 0, 10), 2);
	assert_true(pending_blame(p, &item));
	assert_int_equal(item.tag, 1);
	assert_int_equal(pending_resend(p, e.web, 0, 10), 1);
	assert_false(pending_blame(p, &item));		/* the next has its own chances */
	assert_int_equal(pending_count(p), 1);
	desk_end_done(&e);
	pending_free(p);
}

int
main(void)
{
	static const struct CMUnitTest TESTS[] = {
		cmocka_unit_test(answered_once),
		cmocka_unit_test(has_a_limit),
		cmocka_unit_test(sent_again_in_order),
		cmocka_unit_test(the_one_that_kills),
	};

	return cmocka_run_group_tests(TESTS, NULL, NULL);
}
