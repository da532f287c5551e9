/* ctrl_test.c - the control port's client against a far end that is slow, wrong, or gone. */
#include "adapter/hlr_subscriber.h"
#include "fakepeer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <fcntl.h>

#define PORT 4259
#define SOON peer_in(5000)
#define NOW  peer_in(200)

static struct ctrl c;
static struct str value;

static pid_t
play(const struct peer_step *script)
{
	pid_t peer = peer_start(PORT, script);

	ctrl_init(&c, str_of(peer_address()), PORT);
	return peer;
}

static void
finish(pid_t peer)
{
	ctrl_close(&c);
	assert_true(peer_end(peer));
}

static void
answers(void **state)
{
	static const struct peer_step script[] = {
		TAKE("\0GET 1 a.b"), REPLY("GET_REPLY 1 a.b one two"),
		TAKE("\0SET 2 a.b 0"), REPLY("SET_REPLY 2 a.b OK"),
		TAKE_ANY, REPLY("ERROR 3 No such subscriber."),
		TAKE_ANY, REPLY("ERROR 4 Subscriber doesn't exist."),
		TAKE_ANY, REPLY("ERROR 5 Cannot delete subscriber."),
		TAKE_ANY, REPLY("ERROR 6 No 36301234567\x01\xff."),
		TAKE_ANY, REPLY("GET_REPLY 7 a.b"),
		{ 0 },
	};
	pid_t peer = play(script);

	(void)state;
	assert_int_equal(ctrl_get(&c, "a.b", SOON, &value), ERR_OK);
	assert_true(str_is(value, "one two"));
	assert_int_equal(ctrl_set(&c, "a.b", "0", SOON, &value), ERR_OK);
	assert_true(str_is(value, "OK"));
	assert_int_equal(ctrl_get(&c, "a", SOON, &value), ERR_NOENT);
	assert_int_equal(ctrl_set(&c, "a", "x", SOON, &value), ERR_NOENT);
	assert_int_equal(ctrl_set(&c, "a", "x", SOON, &value), ERR_DENIED);
	assert_string_equal(c.why, "Cannot delete subscriber.");
	assert_int_equal(ctrl_set(&c, "a", "x", SOON, &value), ERR_DENIED);
	assert_string_equal(c.why, "No ###########??.");
	assert_int_equal(ctrl_get(&c, "a.b", SOON, &value), ERR_OK);
	assert_int_equal(value.n, 0);
	finish(peer);
}

static void
skips_what_is_not_the_answer(void **state)
{
	static const struct peer_step script[] = {
		TAKE_ANY,
		REPLY("TRAP 0 net.state up"), REPLY("GET_REPLY 0 a old"), REPLY("GET_REPLY 2 a new"), REPLY("GET_REPLY 1 b other"),
		REPLY("SET_REPLY 1 a OK"), REPLY("ERROR err Command parser error."), REPLY("ERROR"), REPLY(""),
		REPLY("GET_REPLY 99999999999999999999 a x"), REPLY("GET_REPLY -1 a x"), REPLY("GET_REPLY"),
		SEND("\0\1\xfe\0"), SEND("\0\0\xee"), SEND("\0\2\xee\x05x"), SEND("\0\x10\xdd\0GET_REPLY 1 a x"),
		DRIP("\0\x10\xee\0GET_REPLY 1 a y"),
		{ 0 },
	};
	pid_t peer = play(script);

	(void)state;
	assert_int_equal(ctrl_get(&c, "a", SOON, &value), ERR_OK);
	assert_true(str_is(value, "y"));
	finish(peer);
}

static void
silence_keeps_the_connection_in_order(void **state)
{
	static const struct peer_step script[] = {
		TAKE_ANY, TAKE_ANY, REPLY("SET_REPLY 1 a OK"), REPLY("GET_REPLY 2 a 1"), { 0 },
	};
	pid_t peer = play(script);

	(void)state;
	assert_int_equal(ctrl_set(&c, "a", "1", NOW, &value), ERR_UNSURE);
	assert_string_equal(c.why, "no answer in time");
	assert_true(ipa_is_open(&c.link));
	assert_int_equal(ctrl_get(&c, "a", SOON, &value), ERR_OK);
	assert_true(str_is(value, "1"));
	finish(peer);
}

static void
a_broken_connection_is_made_again(void **state)
{
	static const struct peer_step script[] = {
		TAKE_ANY, REPLY("GET_REPLY 1 a 1"), TAKE_ANY, AGAIN,
		TAKE("\0GET 3 a"), REPLY("GET_REPLY 3 a 3"), TAKE("\0SET 4 a 0"), AGAIN,
		TAKE("\0GET 5 a"), SEND("\0\xff\xee\0GET_RE"), AGAIN, { 0 },
	};
	pid_t peer = play(script);

	(void)state;
	assert_int_equal(ctrl_get(&c, "a", SOON, &value), ERR_OK);
	assert_int_equal(ctrl_get(&c, "a", SOON, &value), ERR_OK);	/* asked again */
	assert_true(str_is(value, "3"));
	assert_int_equal(ctrl_set(&c, "a", "0", SOON, &value), ERR_UNSURE);	/* never told again */
	assert_false(ipa_is_open(&c.link));
	assert_int_equal(ctrl_get(&c, "a", SOON, &value), ERR_UNSURE);	/* a new connection that breaks is not tried twice */
	assert_int_equal(ipa_open(&c.link, c.address, PORT, SOON), ERR_OK);
	finish(peer);
}

static void
nobody_there(void **state)
{
	(void)state;
	ctrl_init(&c, str_of(peer_address()), PORT);
	assert_int_equal(ctrl_set(&c, "a", "0", SOON, &value), ERR_TEMP);
	ctrl_init(&c, STR("example"), PORT);
	assert_int_equal(ctrl_get(&c, "a", SOON, &value), ERR_PERM);
	ctrl_init(&c, STR(""), PORT);
	assert_int_equal(ctrl_get(&c, "a", SOON, &value), ERR_PERM);
}

/* As if N bytes P had arrived, and then nothing more, or the end. */
static enum err
set_after(const void *p, size_t n, bool hang_up)
{
	int fd[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
	fcntl(fd[0], F_SETFL, O_NONBLOCK);
	ctrl_init(&c, STR("none"), PORT);
	c.link.fd = fd[0];
	assert_int_equal(send(fd[1], p, n, 0), n);
	if (hang_up)
		shutdown(fd[1], SHUT_WR);
	enum err e = ctrl_set(&c, "a", "0", (struct utc_ms){ 0 }, &value);
	if (ipa_is_open(&c.link))
		ctrl_close(&c);
	close(fd[1]);
	return e;
}

static void
limits(void **state)
{
	static char flood[IPA_FRAMES_MAX * 4 + 20];
	static char big[IPA_HEADER_SIZE + IPA_PAYLOAD_MAX + 1] = "\x10\x00\xee\0SET_REPLY 1 a ";

	(void)state;
	for (size_t i = 0; i < IPA_FRAMES_MAX; i++)
		memcpy(flood + 4 * i, "\0\1\xfe\0", 4);
	memcpy(flood + 4 * IPA_FRAMES_MAX, "\0\x10\xee\0SET_REPLY 1 a x", 19);
	assert_int_equal(set_after(flood + 4, 4 * IPA_FRAMES_MAX + 15, false), ERR_OK);
	assert_int_equal(set_after(flood, 4 * IPA_FRAMES_MAX + 19, false), ERR_UNSURE);
	assert_string_equal(c.why, "a flood of messages without the answer");
	assert_int_equal(set_after(big, IPA_HEADER_SIZE + IPA_PAYLOAD_MAX, false), ERR_OK);
	assert_int_equal(value.n, IPA_PAYLOAD_MAX - 15);
	big[1] = 1;
	assert_int_equal(set_after(big, sizeof big, false), ERR_UNSURE);
}

/* Every cut of a good answer, and a thousand spoilt ones: no crash, and never an answer that was not given. */
static void
garbage(void **state)
{
	static const char good[] = "\0\x1d\xee\0ERROR 1 No such subscriber.\n";
	size_t n = sizeof good - 2;
	uint32_t rng = 1;

	(void)state;
	assert_int_equal(set_after(good, n, false), ERR_UNSURE);	/* its length counts one byte more */
	assert_int_equal(set_after("\0\x1c\xee\0ERROR 1 No such subscriber.", n, false), ERR_NOENT);
	for (size_t cut = 0; cut < n; cut++)
		for (int hang_up = 0; hang_up < 2; hang_up++)
			assert_int_not_equal(set_after(good, cut, hang_up), ERR_NOENT);
	for (int i = 0; i < 1000; i++) {
		char spoilt[300];

		for (size_t k = 0; k < sizeof spoilt; k++)
			spoilt[k] = (char)((rng = rng * 1664525 + 1013904223) >> 24);
		if (i & 1)
			spoilt[0] = 0, spoilt[1] = (char)(i % 200), spoilt[2] = (char)0xee, spoilt[3] = 0;
		if (i & 2)
			memcpy(spoilt + 4, "SET_REPLY 1 ", 12);
		enum err e = set_after(spoilt, sizeof spoilt, i & 4);
		assert_int_equal(e, ERR_UNSURE);
	}
}

static void
subscribers(void **state)
{
	static const char full[] = "\nid\t1\nimsi\t216010000000001\nmsisdn\t36301000001\nnam_cs\t1\nnam_ps\t0\nvlr_number\tMSC-1\n"
				   "sgsn_number\tSGSN-1\nms_purged_cs\t0\nlmsi\t00000000";
	static const char *const WRONG[] = {
		"", "\n", "imsi", "imsi\t1", "imsi\t1\nnam_cs\t1", "nam_cs\t1\nnam_ps\t1", "imsi\t1\nnam_cs\t2\nnam_ps\t1",
		"imsi\t1\nnam_cs\t11\nnam_ps\t1", "imsi\t1234567890123456\nnam_cs\t1\nnam_ps\t1",
		"imsi\t1\nnam_cs\t1\nnam_ps\t1\nvlr_number\tA B", "imsi\t1\nnam_cs\t1\nnam_ps\t1\nimsi\t2",
		"imsi\t1\nnam_cs\t1\nnam_ps\t1\nvlr_number\tA\x7f",
		("imsi\t1\nnam_cs\t1\nnam_ps\t1\nsgsn_number\t"
		 "12345678901234567890123456789012345678901234567890123456789012345"),
	};
	struct hlr_subscriber s;

	(void)state;
	assert_true(hlr_subscriber_parse(str_of(full), &s));
	assert_string_equal(s.imsi, "216010000000001");
	assert_string_equal(s.msisdn, "36301000001");
	assert_string_equal(s.domain[HLR_SUBSCRIBER_CS].enabled, "1");
	assert_string_equal(s.domain[HLR_SUBSCRIBER_PS].enabled, "0");
	assert_string_equal(s.domain[HLR_SUBSCRIBER_CS].node, "MSC-1");
	assert_string_equal(s.domain[HLR_SUBSCRIBER_PS].node, "SGSN-1");
	assert_true(hlr_subscriber_parse(STR("imsi\t1\nnam_cs\t1\nnam_ps\t1"), &s));
	assert_string_equal(s.msisdn, "");
	for (size_t i = 0; i < COUNT(WRONG); i++)
		assert_false(hlr_subscriber_parse(str_of(WRONG[i]), &s));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers),
		cmocka_unit_test(skips_what_is_not_the_answer),
		cmocka_unit_test(silence_keeps_the_connection_in_order),
		cmocka_unit_test(a_broken_connection_is_made_again),
		cmocka_unit_test(nobody_there),
		cmocka_unit_test(limits),
		cmocka_unit_test(garbage),
		cmocka_unit_test(subscribers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
