/* gsup_test.c - attaching and cancelling, byte for byte, against a far end that is slow, wrong, or gone.
 * The bytes were seen between osmo-hlr 1.5 and a client of its own library. */
#include "adapter/gsup.h"
#include "fakepeer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define SOON peer_in(5000)
#define NOW  peer_in(200)
#define IMSI STR("216010000000001")

#define ID_GET  SEND("\0\x11\xfe\4\1\x08\1\7\1\2\1\3\1\4\1\5\1\1\1\0")
#define ID_RESP TAKE("\5\0\7\x08" "0/0/0\0" "\0\x09\1TERMSYS\0" "\0\x09\0TERMSYS\0")
#define ID_ACK  TAKE("\6"), SEND("\0\1\xfe\6")
#define ATTACH  ID_GET, ID_RESP, ID_ACK
#define CANCEL(domain) \
	TAKE("\5\x1c\1\x08\x12\6\1\0\0\0\0\xf1\6\1\1\x28\1" domain "\x0a\1\1\x60\x08TERMSYS\0\x61\7SGSN-1\0")
#define ROUTING_ERROR "\0\x22\xee\5\x4e\1\x08\x12\6\1\0\0\0\0\xf1\x0a\1\1\x60\7SGSN-1\0\x61\x08TERMSYS\0"
#define PING   TAKE("\0")
#define PONG   SEND("\0\1\xfe\1")

static struct gsup g;

static pid_t
play(const struct peer_step *script)
{
	pid_t peer = peer_start(GSUP_PORT_HLR, script);

	gsup_init(&g, str_of(peer_address()), STR("TERMSYS"));
	return peer;
}

static void
finish(pid_t peer)
{
	gsup_close(&g);
	assert_true(peer_end(peer));
}

static enum err
cancel(enum gsup_domain domain)
{
	return gsup_cancel(&g, IMSI, STR("SGSN-1"), domain, SOON);
}

static void
attaches_once_and_cancels(void **state)
{
	static const struct peer_step script[] = {
		ATTACH, CANCEL("\1"), PING, PONG, PING, PONG,
		CANCEL("\2"), PING, PONG, PING, PONG, { 0 },
	};
	pid_t peer = play(script);

	(void)state;
	assert_int_equal(cancel(GSUP_DOMAIN_PS), ERR_OK);
	assert_int_equal(cancel(GSUP_DOMAIN_CS), ERR_OK);
	finish(peer);
}

static void
imsi_of_even_length(void **state)
{
	static const struct peer_step script[] = {
		ATTACH, TAKE("\5\x1c\1\7\x12\6\1\0\0\0\x10\6\1\1\x28\1\1\x0a\1\1\x60\x08TERMSYS\0\x61\7SGSN-1\0"),
		PING, PONG, PING, PONG, { 0 },
	};
	pid_t peer = play(script);

	(void)state;
	assert_int_equal(gsup_cancel(&g, STR("21601000000001"), STR("SGSN-1"), GSUP_DOMAIN_PS, SOON), ERR_OK);
	finish(peer);
}

/* osmo-hlr writes the first pong before the routing error. */
static void
node_not_attached(void **state)
{
	static const struct peer_step script[] = {
		ATTACH,
		CANCEL("\1"), PING, PONG, SEND(ROUTING_ERROR), PING, PONG,
		CANCEL("\1"), PING, SEND(ROUTING_ERROR), PONG,
		/* of another subscriber, of another node, cut short, with a length that lies: none of our business */
		CANCEL("\1"), PING,
		SEND("\0\x22\xee\5\x4e\1\x08\x12\6\1\0\0\0\0\xf2\x0a\1\1\x60\7SGSN-1\0\x61\x08TERMSYS\0"),
		SEND("\0\x22\xee\5\x4e\1\x08\x12\6\1\0\0\0\0\xf1\x0a\1\1\x60\7SGSN-2\0\x61\x08TERMSYS\0"),
		SEND("\0\2\xee\5\x4e"), SEND("\0\3\xee\5\x4e\1"), SEND("\0\4\xee\5\x4e\1\xff"), SEND("\0\1\xee\5"), SEND("\0\0\xee"),
		PONG, PING, PONG, { 0 },
	};
	pid_t peer = play(script);

	(void)state;
	assert_int_equal(cancel(GSUP_DOMAIN_PS), ERR_NOENT);
	assert_int_equal(cancel(GSUP_DOMAIN_PS), ERR_NOENT);
	assert_int_equal(cancel(GSUP_DOMAIN_PS), ERR_OK);
	finish(peer);
}

static void
answers_pings(void **state)
{
	static const struct peer_step script[] = {
		SEND("\0\1\xfe\0"), TAKE("\1"), ATTACH, SEND("\0\1\xfe\0\0\1\xfe\0"), TAKE("\1"), TAKE("\1"), CANCEL("\1"), PING, PONG, PING, PONG, { 0 },
	};
	pid_t peer = play(script);

	(void)state;
	assert_int_equal(gsup_attach(&g, SOON), ERR_OK);
	while (recv(g.link.fd, &(char[8]){ 0 }, 8, MSG_PEEK) < 8)
		;					/* both pings have arrived while nobody looked */
	assert_int_equal(cancel(GSUP_DOMAIN_PS), ERR_OK);
	finish(peer);
}

static void
attaches_again(void **state)
{
	static const struct peer_step script[] = {
		ATTACH, AGAIN, ATTACH, CANCEL("\1"), PING, PONG, PING, PONG, { 0 },
	};
	pid_t peer = play(script);
	char byte;

	(void)state;
	assert_int_equal(gsup_attach(&g, SOON), ERR_OK);
	while (recv(g.link.fd, &byte, 1, MSG_PEEK) != 0)
		;					/* the far end has hung up */
	assert_int_equal(cancel(GSUP_DOMAIN_PS), ERR_OK);
	finish(peer);
}

static void
lost_after_sending_is_unsure(void **state)
{
	static const struct peer_step hangs_up[] = { ATTACH, CANCEL("\1"), AGAIN, { 0 } };
	static const struct peer_step silent[] = { ATTACH, CANCEL("\1"), PING, { 0 } };
	pid_t peer = play(hangs_up);

	(void)state;
	assert_int_equal(cancel(GSUP_DOMAIN_PS), ERR_UNSURE);
	assert_int_equal(ipa_open(&g.link, g.address, GSUP_PORT_HLR, SOON), ERR_OK);	/* lets the script end */
	finish(peer);
	peer = play(silent);
	assert_int_equal(gsup_attach(&g, SOON), ERR_OK);
	assert_int_equal(gsup_cancel(&g, IMSI, STR("SGSN-1"), GSUP_DOMAIN_PS, NOW), ERR_UNSURE);
	finish(peer);
}

static void
not_let_in(void **state)
{
	static const struct peer_step refused[] = { ID_GET, ID_RESP, AGAIN, { 0 } };
	static const struct peer_step silent[] = { { 0 } };
	static const struct peer_step garbage[] = { SEND("HTTP/1.0 400 Bad Request\r\n\r\n"), { 0 } };
	static const struct peer_step huge[] = { SEND("\x10\1\xfe\4"), { 0 } };
	pid_t peer = play(refused);

	(void)state;
	assert_int_equal(cancel(GSUP_DOMAIN_PS), ERR_TEMP);
	assert_string_equal(g.why, "it did not let us attach");
	assert_int_equal(ipa_open(&g.link, g.address, GSUP_PORT_HLR, SOON), ERR_OK);
	finish(peer);
	peer = play(silent);
	assert_int_equal(gsup_attach(&g, NOW), ERR_TEMP);
	finish(peer);
	peer = play(garbage);
	assert_int_equal(gsup_attach(&g, NOW), ERR_TEMP);
	finish(peer);
	peer = play(huge);
	assert_int_equal(gsup_attach(&g, SOON), ERR_TEMP);
	finish(peer);
	assert_int_equal(gsup_attach(&g, SOON), ERR_TEMP);	/* nobody there */
	assert_string_equal(g.why, "not reachable");
	gsup_init(&g, STR("example"), STR("X"));
	assert_int_equal(gsup_attach(&g, SOON), ERR_PERM);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(attaches_once_and_cancels),
		cmocka_unit_test(imsi_of_even_length),
		cmocka_unit_test(node_not_attached),
		cmocka_unit_test(answers_pings),
		cmocka_unit_test(attaches_again),
		cmocka_unit_test(lost_after_sending_is_unsure),
		cmocka_unit_test(not_let_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
