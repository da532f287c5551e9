/* httpd_check_test.c - the rules on requests and addresses, one by one, without a server. */
#include "base/httpd_address.h"
#include "base/httpd_check.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

static struct arena *arena;

static int
up(void **state)
{
	(void)state;
	arena = arena_new(1 << 20);
	return 0;
}

static int
down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

#define assert_str(s, z) assert_true(str_is((s), (z)))

static void
targets(void **state)
{
	static const struct { const char *target; int status; const char *path; size_t parameters; } ROW[] = {
		{ "/", 0, "/", 0 },
		{ "/a/b.c", 0, "/a/b.c", 0 },
		{ "/?", 0, "/", 0 },
		{ "/a+b", 0, "/a+b", 0 },
		{ "/caf%C3%A9", 0, "/caf\xc3\xa9", 0 },
		{ "/%2541", 0, "/%41", 0 },			/* once, not twice */
		{ "/a?x=1&y=%2f&&z", 0, "/a", 3 },
		{ "/...", 0, "/...", 0 },
		{ "", 400, NULL, 0 },
		{ "*", 400, NULL, 0 },
		{ "a", 400, NULL, 0 },
		{ "http://h/a", 400, NULL, 0 },
		{ "h:443", 400, NULL, 0 },
		{ "/%", 400, NULL, 0 },
		{ "/%4", 400, NULL, 0 },
		{ "/%zz", 400, NULL, 0 },
		{ "/%00", 400, NULL, 0 },
		{ "/%0a", 400, NULL, 0 },
		{ "/%7f", 400, NULL, 0 },
		{ "/%c3", 400, NULL, 0 },
		{ "/%c0%af", 400, NULL, 0 },
		{ "/caf\xc3\xa9", 400, NULL, 0 },
		{ "/a b", 400, NULL, 0 },
		{ "/a\tb", 400, NULL, 0 },
		{ "/a#b", 400, NULL, 0 },
		{ "/a%2fb", 400, NULL, 0 },
		{ "/a%2Fb", 400, NULL, 0 },
		{ "/a/../b", 400, NULL, 0 },
		{ "/a/%2e%2e/b", 400, NULL, 0 },
		{ "/..", 400, NULL, 0 },
		{ "/./a", 400, NULL, 0 },
		{ "/?a=%zz", 400, NULL, 0 },
		{ "/?a=%00", 400, NULL, 0 },
		{ "/?%ff=a", 400, NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROW); i++) {
		struct str path = STR("");
		struct httpd_pairs query;
		int status = httpd_check_target(str_of(ROW[i].target), arena, &path, &query).status;

		if (status != ROW[i].status || (!status && (!str_is(path, ROW[i].path) || query.n != ROW[i].parameters)))
			fail_msg("%s: %d %.*s %zu", ROW[i].target, status, STR_ARG(path), query.n);
	}
}

static void
forms(void **state)
{
	struct httpd_pairs p;
	char many[2 * HTTPD_PAIRS_MAX + 2] = "";

	(void)state;
	assert_int_equal(httpd_check_form(STR("a=1+2&b=%26%3D&a=3&c&=d&e=="), arena, &p).status, 0);
	assert_int_equal(p.n, 6);
	assert_str(httpd_check_find(p, "a"), "1 2");
	assert_str(httpd_check_find(p, "b"), "&=");
	assert_str(httpd_check_find(p, "c"), "");
	assert_str(httpd_check_find(p, ""), "d");
	assert_str(httpd_check_find(p, "e"), "=");
	assert_str(httpd_check_find(p, "A"), "");
	assert_str(p.item[2].value, "3");
	assert_int_equal(httpd_check_form(STR(""), arena, &p).status, 0);
	assert_int_equal(p.n, 0);
	assert_int_equal(httpd_check_form(STR("a=\0"), arena, &p).status, 400);
	memset(many, '&', HTTPD_PAIRS_MAX - 1);
	assert_int_equal(httpd_check_form(str_of(many), arena, &p).status, 0);
	many[HTTPD_PAIRS_MAX - 1] = '&';
	assert_int_equal(httpd_check_form(str_of(many), arena, &p).status, 400);
	struct arena *small = arena_new(4096);
	assert_int_equal(httpd_check_form(str_of(many + 1), small, &p).status, 413);
	arena_free(small);
}

static void
cookies(void **state)
{
	(void)state;
	assert_str(httpd_check_cookie(STR("a=1; b=2;c=3"), "b"), "2");
	assert_str(httpd_check_cookie(STR("a=1; b=2;c=3"), "c"), "3");
	assert_str(httpd_check_cookie(STR("__Host-s=x=y"), "__Host-s"), "x=y");
	assert_str(httpd_check_cookie(STR("aa=1"), "a"), "");
	assert_str(httpd_check_cookie(STR("A=1"), "a"), "");
	assert_str(httpd_check_cookie(STR("a=1; a=2"), "a"), "");	/* who is right? nobody */
	assert_str(httpd_check_cookie(STR("a; ;;=;"), "a"), "");
	assert_str(httpd_check_cookie(STR(""), "a"), "");
}

static struct httpd_fault
headers(const char *version, size_t n, const char *const text[], struct httpd_framing *out)
{
	struct httpd_pair item[8];

	for (size_t i = 0; i < n; i++)
		item[i] = (struct httpd_pair){ str_of(text[2 * i]), str_of(text[2 * i + 1]) };
	return httpd_check_headers((struct httpd_pairs){ item, n }, str_of(version), out);
}

static void
framing(void **state)
{
	struct httpd_framing f;
#define HEADERS(version, ...) headers(version, sizeof((const char *[]){ __VA_ARGS__ }) / (2 * sizeof(char *)), \
	(const char *[]){ __VA_ARGS__ }, &f).status

	(void)state;
	assert_int_equal(HEADERS("HTTP/1.1", "Host", "h", "content-LENGTH", "12"), 0);
	assert_int_equal(f.length, 12);
	assert_false(f.is_chunked);
	assert_int_equal(HEADERS("HTTP/1.1", "Host", "h", "Transfer-Encoding", "Chunked"), 0);
	assert_true(f.is_chunked);
	assert_int_equal(HEADERS("HTTP/1.1", "Host", "h", "Content-Length", "999999999999999"), 0);
	assert_int_equal(HEADERS("HTTP/1.1", "Host", "h", "Content-Length", "1000000000000000"), 400);
	static const char *const BAD[] = { "", "+1", "-1", "1 ", "0x1", "1,1", "1;", "99999999999999999999" };
	for (size_t i = 0; i < COUNT(BAD); i++)
		assert_int_equal(HEADERS("HTTP/1.1", "Host", "h", "Content-Length", BAD[i]), 400);
	static const char *const ODD[] = { "", "chunked ", "chunked, chunked", "gzip, chunked", "identity", "xchunked" };
	for (size_t i = 0; i < COUNT(ODD); i++)
		assert_int_equal(HEADERS("HTTP/1.1", "Host", "h", "Transfer-Encoding", ODD[i]), 400);
	assert_int_equal(HEADERS("HTTP/1.0", "Host", "h", "Transfer-Encoding", "chunked"), 400);
	assert_int_equal(HEADERS("HTTP/1.0", "Accept", "a"), 0);
	assert_int_equal(HEADERS("HTTP/1.1", "Accept", "a"), 400);
	static const char *const HOSTS[] = { "", "a b", "a/b", "a@b", "a,b", "a%2f" };
	for (size_t i = 0; i < COUNT(HOSTS); i++)
		assert_int_equal(HEADERS("HTTP/1.1", "Host", HOSTS[i]), 400);
	assert_int_equal(HEADERS("HTTP/1.1", "Host", "[2001:db8::1]:8443"), 0);
	assert_int_equal(HEADERS("HTTP/1.1", "Host", "h", "Expect", "200-ok"), 417);
	assert_int_equal(HEADERS("HTTP/1.2", "Host", "h"), 505);
	assert_int_equal(HEADERS("HTTP/1.1", "Host", "h", "", "x"), 400);
	assert_int_equal(HEADERS("HTTP/1.1", "Host", "h", "X Y", "x"), 400);
	assert_int_equal(HEADERS("HTTP/1.1", "Host", "h", "X\x80", "x"), 400);
	assert_int_equal(HEADERS("HTTP/1.1", "Host", "h", "X", "a\rb"), 400);
	assert_int_equal(HEADERS("HTTP/1.1", "Host", "h", "X", "a\tb\x80"), 0);
}

/* A head as the library leaves it behind; each single byte of it that changes kind must be noticed. */
static void
block(void **state)
{
	char text[] = "GET\0/x\0HTTP/1.1\0\0Host\0 h\0\0A\0\0\0\0\0";
	struct httpd_pair item[] = { { { text + 17, 4 }, { text + 23, 1 } }, { { text + 26, 1 }, { text + 28, 0 } } };
	struct httpd_block b = {
		.block = { text, 32 }, .method = { text, 3 }, .version = { text + 7, 8 }, .target_n = 2, .headers = { item, 2 },
	};

	(void)state;
	assert_int_equal(sizeof text, 33);
	assert_true(httpd_check_block(&b));
	for (size_t i = 0; i < 32; i++) {
		if (text[i] != '\0')
			continue;
		text[i] = 'x';
		assert_false(httpd_check_block(&b));
		text[i] = '\0';
	}
	b.block.n = 31;
	assert_false(httpd_check_block(&b));
	b.block.n = 33;
	assert_false(httpd_check_block(&b));
	b.block.n = 32;
	b.headers.n = 1;
	assert_false(httpd_check_block(&b));
	b.headers.n = 2;
	b.target_n = 1;
	assert_false(httpd_check_block(&b));
	b.target_n = 2;
	item[0].value.p = "h";			/* a folded line is put together elsewhere */
	assert_false(httpd_check_block(&b));
}

static void
addresses(void **state)
{
	struct httpd_address a, b;
	char text[HTTPD_ADDRESS_TEXT];

	(void)state;
	assert_true(httpd_address_parse(STR("192.0.2.1"), &a));
	assert_str(httpd_address_format(a, text), "192.0.2.1");
	assert_str(httpd_address_format(httpd_address_network(a), text), "192.0.2.1");
	assert_true(httpd_address_parse(STR("::ffff:192.0.2.1"), &b));
	assert_true(httpd_address_eq(a, b));
	assert_true(httpd_address_parse(STR("2001:db8:1:2:3:4:5:6"), &a));
	assert_str(httpd_address_format(a, text), "2001:db8:1:2:3:4:5:6");
	assert_str(httpd_address_format(httpd_address_network(a), text), "2001:db8:1:2::");
	static const char *const BAD[] = { "", "1.2.3", "1.2.3.4:5", "[::1]", "unknown", "1.2.3.4 ", "fe80::1%eth0",
		"00000000000000000000000000000000000000000000001" };
	for (size_t i = 0; i < COUNT(BAD); i++)
		assert_false(httpd_address_parse(str_of(BAD[i]), &a));
	assert_str(httpd_address_last_hop(STR("1.1.1.1, 2.2.2.2 ,\t3.3.3.3 ")), "3.3.3.3");
	assert_str(httpd_address_last_hop(STR(" 1.1.1.1")), "1.1.1.1");
	assert_str(httpd_address_last_hop(STR("1.1.1.1,")), "");
	assert_str(httpd_address_last_hop(STR("")), "");
}

/* What the listening socket hands down to connections: no 40 ms of waiting in a TLS handshake. */
static void
accepted_without_delay(void **state)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	int on = 0, client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t size = sizeof on;
	struct str why;

	(void)state;
	int listener = httpd_address_listen(STR("127.35.5.1"), 0, &why);
	assert_true(listener >= 0);
	at.sin_port = htons(httpd_address_port(listener));
	inet_pton(AF_INET, "127.35.5.1", &at.sin_addr);
	assert_int_equal(connect(client, (const struct sockaddr *)&at, sizeof at), 0);
	struct pollfd p = { listener, POLLIN, 0 };
	assert_int_equal(poll(&p, 1, 10000), 1);
	int fd = accept(listener, NULL, NULL);
	assert_true(fd >= 0);
	assert_int_equal(getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, &size), 0);
	assert_int_equal(on, 1);
	close(fd);
	close(client);
	close(listener);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(targets, up, down),
		cmocka_unit_test_setup_teardown(forms, up, down),
		cmocka_unit_test(cookies),
		cmocka_unit_test(framing),
		cmocka_unit_test(block),
		cmocka_unit_test(addresses),
		cmocka_unit_test(accepted_without_delay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
