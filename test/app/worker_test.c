/* worker_test.c - workers of a real daemon: cases go to their end through them, also when they are killed all the time, hang, or
 * are asked to end in the middle of a call; and what the Unix socket refuses. */
#include "house.h"

#define NET_NULL "adapter = null"
#define NET_HANGS "adapter = faulty\ncall_ms = 300"

static void
submit(const struct house *h, int i)
{
	char body[200], key[40];

	snprintf(body, sizeof body, "{\"msisdn\":\"+3247%07d\",\"name\":\"Holder %d\"}", i, i);
	snprintf(key, sizeof key, "key-%d", i);
	assert_int_equal(house_http_receive(house_http_send(h, "POST", "/api/v1/cases", key, body), NULL, 0), 201);
}

static int
cases_in(struct house *h, const char *state)
{
	struct client *c = house_client(h);
	struct desk_page_in in = { .found = true, .state = str_of(state), .limit = 100 };
	struct desk_cases out;
	struct str why;

	enum desk_code code = client_call(c, DESK_OP_case_list, &(struct desk_caller){ .found = true }, &in, &out, h->arena, &why);
	client_close(c);
	return code == DESK_ok ? (int)out.items.n : -1;
}

static void
until_confirmed(struct house *h, int n, int64_t limit_ms)
{
	int64_t end = clock_monotonic().ms + limit_ms;

	while (cases_in(h, "confirmed") != n) {
		assert_true(clock_monotonic().ms < end);
		arena_reset(h->arena);
		usleep(20000);
	}
}

static void
cases_come_to_their_end(void **state)
{
	enum { N = 30 };
	struct house h;

	(void)state;
	house_make(&h, NET_NULL);
	house_start(&h);
	house_import(&h, N);
	for (int i = 0; i < N; i++)
		submit(&h, i);
	until_confirmed(&h, N, 30000);
	assert_int_equal(house_log_count(&h, "\"level\":\"error\""), 0);
	assert_int_equal(house_stop(&h), PARENT_EXIT_OK);
	house_done(&h);
}

/* Workers and desk are killed every now and then; every case ends all the same. */
static void
also_when_everybody_dies(void **state)
{
	enum { N = 20 };
	static const enum role VICTIM[] = { ROLE_mail, ROLE_net, ROLE_desk, ROLE_sms, ROLE_mail, ROLE_desk, ROLE_net };
	struct house h;

	(void)state;
	house_make(&h, NET_NULL);
	house_start(&h);
	house_import(&h, N);
	for (int i = 0; i < N; i++) {
		int pid = house_child(&h, VICTIM[(size_t)i % COUNT(VICTIM)]);

		submit(&h, i);
		if (pid)
			kill(pid, SIGKILL);
	}
	until_confirmed(&h, N, 60000);
	assert_int_equal(house_stop(&h), PARENT_EXIT_OK);
	house_done(&h);
}

static void
a_call_that_hangs_is_ended(void **state)
{
	struct house h;

	(void)state;
	setenv("SIMOFF_FAULTY", "seed=1 hang=100", 1);
	house_make(&h, NET_HANGS);
	house_start(&h);
	house_import(&h, 1);
	int pid = house_child(&h, ROLE_net);
	submit(&h, 0);
	house_next_child(&h, ROLE_net, pid, 10000);
	assert_true(house_log_count(&h, "in a call for too long") > 0);
	pid = house_child(&h, ROLE_net);
	house_next_child(&h, ROLE_net, pid, 10000);		/* the effect was not lost: its successor hangs on it too */
	int64_t since = clock_monotonic().ms;
	assert_int_equal(house_stop(&h), PARENT_EXIT_OK);	/* in time, in the middle of a call */
	assert_true(clock_monotonic().ms - since < 5000);
	unsetenv("SIMOFF_FAULTY");
	house_start(&h);
	assert_int_equal(cases_in(&h, "confirmed"), 0);
	house_done(&h);
}

/* Whatever an administrator's process sends: at worst its own connection ends. */
static void
nonsense_on_the_socket(void **state)
{
	const struct str NONSENSE[] = {
		STR("GET / HTTP/1.1\r\n\r\n"),						/* not our framing */
		STR("\x10\0\0\0\xff\xff\0\0\0\0\0\0\0\0\0\0"),				/* no such operation */
		STR("\x14\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\xff\xff\xff\xff"),		/* a caller record larger than the message */
	};
	struct house h;

	(void)state;
	house_make(&h, NET_NULL);
	house_start(&h);
	int desk = house_child(&h, ROLE_desk);
	for (size_t i = 0; i < COUNT(NONSENSE); i++) {
		char path[160], why[300], byte;

		snprintf(path, sizeof path, "%s/simoff.sock", h.dir);
		int fd = door_connect(path, why);
		assert_true(fd >= 0);
		assert_int_equal(send(fd, NONSENSE[i].p, NONSENSE[i].n, MSG_NOSIGNAL), NONSENSE[i].n);
		assert_int_equal(recv(fd, &byte, 1, 0), 0);
		close(fd);
	}
	assert_int_equal(house_child(&h, ROLE_desk), desk);
	assert_int_equal(house_log_count(&h, "peer.nonsense"), COUNT(NONSENSE));
	assert_int_equal(cases_in(&h, ""), 0);
	assert_int_equal(house_stop(&h), PARENT_EXIT_OK);
	house_done(&h);
}

/* Who asks is decided by the socket: an administrator is no worker, whatever his request says. */
static void
nobody_is_what_he_says(void **state)
{
	struct house h;
	struct desk_caller liar = { .found = true, .role = DESK_ROLE_worker, .name = STR("net") };
	struct desk_claim_in in = { .found = true, .family = EFFECT_FAMILY_net };
	struct desk_claim_out out;
	struct str why;

	(void)state;
	house_make(&h, NET_NULL);
	house_start(&h);
	struct client *c = house_client(&h);
	assert_int_equal(client_call(c, DESK_OP_effect_claim, &liar, &in, &out, h.arena, &why), DESK_denied);
	client_close(c);
	assert_int_equal(house_stop(&h), PARENT_EXIT_OK);
	house_done(&h);
}

int
main(int argc, char **argv)
{
	static const struct CMUnitTest TESTS[] = {
		cmocka_unit_test(cases_come_to_their_end),
		cmocka_unit_test(also_when_everybody_dies),
		cmocka_unit_test(a_call_that_hangs_is_ended),
		cmocka_unit_test(nonsense_on_the_socket),
		cmocka_unit_test(nobody_is_what_he_says),
	};

	return house_main(argc, argv, TESTS, COUNT(TESTS));
}
