/* pass_queue_test.c - how much work is taken on, whose turn it is, what is too late, and that nothing typed stays. */
#include "app/pass_queue.h"
#include "app/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define COST_US 20000			/* so that 100 hashes are two seconds */
#define TYPED   "kerk fiets gisteren"

static enum err
add_op(struct pass_queue *q, enum desk_op op, const char *network, const char *key, const void *in, struct pass_queue_item **out)
{
	struct desk_caller caller = { .found = true, .network = str_of(network), .key = str_of(key) };
	AUTO(buf_done) struct buf b;

	buf_init(&b, WIRE_BODY_MAX);
	wire_request(&b, op, &caller, in);
	return pass_queue_add(q, 7, op, buf_str(&b), 1000, out);
}

static enum err
sign_in(struct pass_queue *q, const char *network, struct pass_queue_item **out)
{
	return add_op(q, DESK_OP_sign_in, network, "", &(struct desk_sign_in_in){ .found = true, .login = STR("32470000001"), .password = STR(TYPED) }, out);
}

static enum err
password_set(struct pass_queue *q, struct str old, struct pass_queue_item **out)
{
	return add_op(q, DESK_OP_password_set, "a", "given", &(struct desk_password_in){ .found = true, .old = old, .password = STR(TYPED) }, out);
}

static void
takes_two_seconds(void **state)
{
	struct pass_queue *q = pass_queue_new(COST_US);
	struct pass_queue_item *i, *last = NULL;
	int n = 0;

	(void)state;
	while (sign_in(q, "a", &i) == ERR_OK) {
		last = i;
		n++;
	}
	assert_int_equal(n, PASS_QUEUE_WORK_MS * 1000 / COST_US);
	assert_int_equal(pass_queue_work_ms(q), PASS_QUEUE_WORK_MS);
	last->step = PASS_QUEUE_tell;				/* hashed: its work is done, its place is not free */
	assert_int_equal(sign_in(q, "a", &i), ERR_OK);
	assert_int_equal(sign_in(q, "a", &i), ERR_LIMIT);
	assert_int_equal(pass_queue_count(q), n + 1);
	pass_queue_drop(q, last);
	assert_int_equal(pass_queue_count(q), n);
	pass_queue_free(q);
}

static void
a_change_is_two(void **state)
{
	struct pass_queue *q = pass_queue_new(COST_US);
	struct pass_queue_item *i;

	(void)state;
	assert_int_equal(password_set(q, STR("old"), &i), ERR_OK);
	assert_int_equal(pass_queue_work_ms(q), 40);
	i->step = PASS_QUEUE_make;
	assert_int_equal(pass_queue_work_ms(q), 20);
	i->step = PASS_QUEUE_tell;
	assert_int_equal(pass_queue_work_ms(q), 0);
	assert_int_equal(password_set(q, STR(""), &i), ERR_OK);
	assert_int_equal(pass_queue_work_ms(q), 20);
	pass_queue_free(q);
}

/* A machine on which one hash takes longer than the whole queue may: one at a time. A fast one: as many as there are places. */
static void
any_machine(void **state)
{
	struct pass_queue *slow = pass_queue_new(3000000), *fast = pass_queue_new(1);
	struct pass_queue_item *i;
	size_t n = 0;

	(void)state;
	assert_int_equal(sign_in(slow, "a", &i), ERR_OK);
	assert_int_equal(sign_in(slow, "b", &i), ERR_LIMIT);
	while (sign_in(fast, "a", &i) == ERR_OK)
		n++;
	assert_int_equal(n, PASS_QUEUE_MAX);
	for (int k = 0; k < 200; k++)
		pass_queue_took(slow, 20000);			/* it was only busy */
	assert_int_equal(sign_in(slow, "b", &i), ERR_OK);
	pass_queue_free(slow);
	pass_queue_free(fast);
}

static void
networks_take_turns(void **state)
{
	static const char ORDER[] = "abcabcabdaaa";
	struct pass_queue *q = pass_queue_new(COST_US);
	struct pass_queue_item *i;

	(void)state;
	for (const char *from = "aaaaaabbcc"; *from; from++) {
		assert_int_equal(sign_in(q, (char[]){ *from, '\0' }, &i), ERR_OK);
		i->step = PASS_QUEUE_check;
	}
	for (size_t n = 0; n < sizeof ORDER - 1; n++) {
		if (n == 6) {					/* who comes later is not later than those who wait */
			assert_int_equal(sign_in(q, "b", &i), ERR_OK);
			i->step = PASS_QUEUE_check;
			assert_int_equal(sign_in(q, "d", &i), ERR_OK);
			i->step = PASS_QUEUE_make;
		}
		i = pass_queue_next(q);
		assert_non_null(i);
		assert_ptr_equal(i, pass_queue_next(q));
		assert_int_equal(i->caller.network.p[0], ORDER[n]);
		pass_queue_drop(q, i);
	}
	assert_null(pass_queue_next(q));
	pass_queue_free(q);
}

static void
what_waits_for_the_desk_has_no_turn(void **state)
{
	struct pass_queue *q = pass_queue_new(COST_US);
	struct pass_queue_item *i;

	(void)state;
	assert_int_equal(sign_in(q, "a", &i), ERR_OK);
	assert_null(pass_queue_next(q));
	i->step = PASS_QUEUE_tell;
	assert_null(pass_queue_next(q));
	assert_ptr_equal(pass_queue_find(q, i->serial), i);
	assert_ptr_equal(pass_queue_any(q), i);
	assert_null(pass_queue_late(q, 1000 + PASS_QUEUE_LATE_MS));
	assert_ptr_equal(pass_queue_late(q, 1001 + PASS_QUEUE_LATE_MS), i);
	uint64_t serial = i->serial;
	pass_queue_drop(q, i);
	assert_null(pass_queue_find(q, serial));
	assert_null(pass_queue_find(q, 0));
	assert_null(pass_queue_any(q));
	pass_queue_free(q);
}

static bool
is_zero(const struct pass_queue_item *i)
{
	const char *p = (const char *)i;

	for (size_t n = 0; n < sizeof *i; n++)
		if (p[n])
			return false;
	return true;
}

static void
nothing_stays(void **state)
{
	struct pass_queue *q = pass_queue_new(COST_US);
	struct pass_queue_item *one, *other;

	(void)state;
	assert_int_equal(sign_in(q, "a", &one), ERR_OK);
	assert_true(str_is(pass_queue_typed(one), TYPED));
	assert_int_equal(one->caller.key.n, PASS_QUEUE_KEY - 1);	/* made up */
	assert_int_equal(password_set(q, STR("old"), &other), ERR_OK);
	assert_true(str_is(pass_queue_typed(other), "old"));
	assert_true(str_is(other->caller.key, "given"));
	pass_queue_drop(q, one);
	pass_queue_drop(q, other);
	assert_true(is_zero(one));
	assert_true(is_zero(other));
	pass_queue_free(q);
}

static void
nonsense(void **state)
{
	static const struct str BAD[] = { STR(""), STR("abc"), STR("\xff\xff\xff\xff" "abc"), STR("\x03\0\0\0" "abc"), STR("\0\0\0\0") };
	struct pass_queue *q = pass_queue_new(COST_US);
	char large[PASS_QUEUE_BYTES + 1] = "";
	struct pass_queue_item *i;

	(void)state;
	for (size_t n = 0; n < COUNT(BAD); n++)
		assert_int_equal(pass_queue_add(q, 1, DESK_OP_sign_in, BAD[n], 0, &i), ERR_INVALID);
	assert_int_equal(pass_queue_add(q, 1, DESK_OP_sign_in, (struct str){ large, sizeof large }, 0, &i), ERR_INVALID);
	assert_int_equal(pass_queue_count(q), 0);
	pass_queue_free(q);
}

/* Every text at its limit fits. */
static void
the_largest(void **state)
{
	char x[256];
	struct desk_caller caller;
	struct pass_queue *q = pass_queue_new(COST_US);
	struct pass_queue_item *i;
	AUTO(buf_done) struct buf b;

	(void)state;
	memset(x, 'x', sizeof x);
	record_init(&desk_caller_record, &caller);
	for (size_t n = 0; n < desk_caller_record.n; n++) {
		const struct field *f = &desk_caller_record.field[n];

		if (f->kind == F_TEXT || f->kind == F_SECRET)
			RECORD_AT(&caller, f, struct str) = (struct str){ x, f->limit };
	}
	buf_init(&b, WIRE_BODY_MAX);
	wire_request(&b, DESK_OP_password_set, &caller, &(struct desk_password_in){ .found = true, .old = { x, 256 }, .password = { x, 256 }, .hash = { x, 128 } });
	assert_int_equal(pass_queue_add(q, 1, DESK_OP_password_set, buf_str(&b), 0, &i), ERR_OK);
	pass_queue_free(q);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_two_seconds), cmocka_unit_test(a_change_is_two), cmocka_unit_test(any_machine),
		cmocka_unit_test(networks_take_turns), cmocka_unit_test(what_waits_for_the_desk_has_no_turn), cmocka_unit_test(nothing_stays),
		cmocka_unit_test(nonsense), cmocka_unit_test(the_largest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
