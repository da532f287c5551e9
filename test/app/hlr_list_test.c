/* hlr_list_test.c - listing the subscribers of an HLR: lines of its terminal, and a real osmo-hlr with 3000 subscribers. */
#include "app/hlr_list.h"

#include "../adapter/osmo.h"

#include <arpa/inet.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <cmocka.h>

#define SUBSCRIBERS 3000

static void
lines(void **state)
{
	static const struct { const char *line, *imsi; } ROWS[] = {
		{ "1      32470123456   206011234567890    -------------    CSPS  \r\n", "206011234567890" },
		{ "2      none          206011234567891    -------------    CSPS  ", "206011234567891" },
		{ "ID     MSISDN        IMSI              IMEI              NAM", NULL },
		{ "-----  ------------  ----------------  ----------------  -----", NULL },
		{ "OsmoHLR# show subscribers all", NULL }, { " Subscribers Shown: 2", NULL }, { "", NULL }, { "0 1 206011234567890", NULL },
		{ "1 2 12345", NULL }, { "1 2 2060112345-67890", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ROWS); i++) {
		struct str imsi;
		bool is_one = hlr_list_imsi(str_of(ROWS[i].line), &imsi);

		assert_int_equal(is_one, ROWS[i].imsi != NULL);
		if (is_one)
			assert_true(str_is(imsi, ROWS[i].imsi));
	}
}

/* A terminal that says TEXT to whoever comes first, and hangs up. */
static pid_t
terminal(const char *address, const char *text)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(4258) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	assert_int_equal(inet_pton(AF_INET, address, &a.sin_addr), 1);
	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), 0);
	assert_int_equal(bind(fd, (const struct sockaddr *)(const void *)&a, sizeof a), 0);
	assert_int_equal(listen(fd, 1), 0);
	pid_t pid = fork();
	if (pid == 0) {
		char asked[500];
		int peer = accept(fd, NULL, NULL);

		(void)!read(peer, asked, sizeof asked);
		(void)!write(peer, text, strlen(text));
		_exit(0);
	}
	close(fd);
	return pid;
}

static void
half_a_list(void **state)
{
	static const char *const ROWS[][2] = {
		{ "1 none 206010000000001 - CSPS\r\n Subscribers Shown: 2\r\n", "listed 1" },
		{ "1 none 206010000000001 - CSPS\r\n", "went silent" },
		{ "Password: \r\n", "went silent" },
		{ "% Unknown command.\r\n", "cannot list" },
	};
	char why[HLR_LIST_WHY_SIZE];
	int64_t left_out;

	(void)state;
	for (size_t i = 0; i < COUNT(ROWS); i++) {
		AUTO(buf_done) struct buf csv;
		const char *address = osmo_address(1);
		pid_t pid = terminal(address, ROWS[i][0]);

		buf_init(&csv, 1 << 20);
		assert_false(hlr_list_read(str_of(address), &csv, &left_out, why));
		osmo_end(pid, SIGKILL);
		if (!strstr(why, ROWS[i][1]))
			fail_msg("expected \"%s\", got \"%s\"", ROWS[i][1], why);
	}
}

static int
take_away(const char *name, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(name);
}

static void
fill(const char *dir)
{
	char path[200], command[500], out[200];
	snprintf(path, sizeof path, "%s/subscribers.csv", dir);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	for (int i = 0; i < SUBSCRIBERS; i++)
		fprintf(f, "20603%010d,32472%06d,,\n", i, i);
	fclose(f);
	snprintf(command, sizeof command, "osmo_hlr_load %s/hlr.db %s", dir, path);
	assert_int_equal(osmo_shell(command, out, sizeof out), 0);
}

static void
real_hlr(void **state)
{
	char dir[] = "/tmp/simoff-hlr-XXXXXX", command[500], out[2000], why[HLR_LIST_WHY_SIZE] = "";
	const char *address = osmo_address(0);
	AUTO(buf_done) struct buf csv;
	struct str line, rest;
	int64_t left_out, n = 0;

	(void)state;
	buf_init(&csv, 1 << 20);
	assert_non_null(mkdtemp(dir));
	assert_false(hlr_list_read(str_of(address), &csv, &left_out, why));
	assert_non_null(strstr(why, "4258"));
	assert_false(hlr_list_read(STR("hlr.example"), &csv, &left_out, why));
	fill(dir);
	pid_t hlr = osmo_hlr(address, dir);
	snprintf(command, sizeof command, "osmo_vty %s 4258 'subscriber imsi 206099999999999 create'", address);
	assert_int_equal(osmo_shell(command, out, sizeof out), 0);
	bool ok = hlr_list_read(str_of(address), &csv, &left_out, why);
	osmo_end(hlr, SIGTERM);
	if (!ok)
		fail_msg("%s", why);
	assert_int_equal(left_out, 1);
	rest = buf_str(&csv);
	str_split(rest, '\n', &line, &rest);
	assert_true(str_is(line, "msisdn,imsi"));
	for (; rest.n; n++) {
		char expected[40];

		str_split(rest, '\n', &line, &rest);
		snprintf(expected, sizeof expected, "32472%06d,20603%010d", (int)n, (int)n);
		assert_true(str_is(line, expected));
	}
	assert_int_equal(n, SUBSCRIBERS);
	assert_int_equal(nftw(dir, take_away, 16, FTW_DEPTH | FTW_PHYS), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),
		cmocka_unit_test(half_a_list),
		cmocka_unit_test(real_hlr),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
