/* daemon_test.c - the processes of simoffd, real ones: they come up, each may be killed, go silent, or be replaced, and the
 * service returns; what was asked is answered once; the end is orderly. */
#include "house.h"

#include <grp.h>

#define NET_NULL "adapter = null"

static void
serves(const struct house *h)
{
	struct client *c = house_client(h);
	struct desk_metrics out;
	struct str why;

	assert_int_equal(client_call(c, DESK_OP_metrics, &(struct desk_caller){ .found = true }, &(struct desk_empty){ .found = true },
	    &out, h->arena, &why), DESK_ok);
	client_close(c);
	assert_int_equal(house_get(h, "/api/v1/cases", NULL, 0), 200);
}

/* At once after a child was killed: the socket may be between two owners, so a call may be told "busy"; it ends in time. */
static void
serves_again(const struct house *h)
{
	int64_t end = clock_monotonic().ms + 10000;
	enum desk_code code = DESK_busy;

	while (code != DESK_ok) {
		struct client *c = house_client(h);
		struct desk_metrics out;
		struct str why;

		assert_true(clock_monotonic().ms < end);
		code = client_call(c, DESK_OP_metrics, &(struct desk_caller){ .found = true }, &(struct desk_empty){ .found = true }, &out,
		    h->arena, &why);
		client_close(c);
	}
	serves(h);
}

static void
comes_up_and_ends(void **state)
{
	struct house h;
	char path[160];
	struct stat st;

	(void)state;
	house_make(&h, NET_NULL);
	house_start(&h);
	serves(&h);
	snprintf(path, sizeof path, "%s/simoff.sock", h.dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0660);
	assert_int_equal(house_stop(&h), PARENT_EXIT_OK);
	assert_int_equal(stat(path, &st), -1);
	assert_int_equal(house_log_count(&h, "\"level\":\"error\""), 0);
	snprintf(path, sizeof path, "%s/simoff.db-wal", h.dir);
	assert_int_equal(stat(path, &st), -1);		/* the writer closed last */
	house_done(&h);
}

/* What a child may not have: other descriptors, new rights, core files, a stop signal of its own. */
static void
children_are_bounded(void **state)
{
	struct house h;

	(void)state;
	house_make(&h, NET_NULL);
	house_start(&h);
	for (int role = 0; role < HOUSE_ROLES; role++) {
		int pid = house_victim(&h, (enum role)role), hits = 0;
		char path[64], line[256];

		snprintf(path, sizeof path, "/proc/%d/status", pid);
		FILE *f = fopen(path, "re");
		while (f && fgets(line, sizeof line, f))
			hits += strcmp(line, "NoNewPrivs:\t1\n") == 0 || strcmp(line, "Umask:\t0077\n") == 0;
		fclose(f);
		snprintf(path, sizeof path, "/proc/%d/limits", pid);
		f = fopen(path, "re");
		while (f && fgets(line, sizeof line, f))
			hits += strncmp(line, "Max core file size        0                    0 ", 49) == 0;
		fclose(f);
		assert_int_equal(hits, 3);
		assert_true(house_status(pid, "Seccomp_filters:") > house_status(h.pid, "Seccomp_filters:"));	/* one of its own */
		kill(pid, SIGTERM);
		kill(pid, SIGINT);
		kill(pid, SIGHUP);
		assert_int_equal(house_child(&h, (enum role)role), pid);
	}
	serves(&h);
	assert_int_equal(house_stop(&h), PARENT_EXIT_OK);
	house_done(&h);
}

/* As USER, who has no rights: 0 when the daemon answered, 1 when it did not, 2 when the socket was closed to him. */
static int
ask_as(const struct house *h, unsigned user)
{
	int status, pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		struct desk_metrics out;
		struct str why;
		char text[300];

		if (setgroups(0, NULL) || setgid(user) || setuid(user))
			_exit(9);
		struct client *c = client_open(h->dir, text);
		_exit(!c ? 2 : client_call(c, DESK_OP_metrics, &(struct desk_caller){ .found = true }, &(struct desk_empty){ .found = true },
		    &out, h->arena, &why) != DESK_ok);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 9;
}

/* Started by root: children are somebody else, and the socket is for root, that user, and the group. */
static void
rights_are_dropped(void **state)
{
	static const char *const FILES[] = { "", "simoff.db", "simoff.db-wal", "simoff.db-shm" };
	enum { NOBODY = 65534, DAEMON = 1, BIN = 2 };	/* of every Debian */
	struct house h;
	char path[160];

	(void)state;
	if (geteuid() != 0) {
		print_message("skipped: needs root, whose rights are dropped\n");
		skip();
	}
	house_make(&h, NET_NULL);
	house_configure(&h, NET_NULL, "[server]\nuser = nobody\nadmin_group = daemon");
	for (size_t i = 0; i < COUNT(FILES); i++) {
		snprintf(path, sizeof path, "%s/%s", h.dir, FILES[i]);
		assert_true(chown(path, NOBODY, NOBODY) == 0 || errno == ENOENT);
	}
	assert_int_equal(chmod(h.dir, 0755), 0);
	house_start(&h);
	for (int i = 0; i < HOUSE_ROLES; i++) {
		assert_int_equal(house_status(house_child(&h, (enum role)i), "Uid:"), NOBODY);
		assert_int_equal(house_status(house_child(&h, (enum role)i), "Gid:"), NOBODY);
	}
	serves(&h);
	assert_int_equal(ask_as(&h, DAEMON), 0);
	assert_int_equal(ask_as(&h, BIN), 2);
	snprintf(path, sizeof path, "%s/simoff.sock", h.dir);
	assert_int_equal(chmod(path, 0666), 0);
	assert_int_equal(ask_as(&h, BIN), 1);		/* not by the file's mode alone */
	assert_int_equal(house_log_count(&h, "socket.denied"), 1);
	assert_int_equal(house_stop(&h), PARENT_EXIT_OK);
	house_done(&h);
}

static void
each_may_be_killed(void **state)
{
	struct house h;
	int pid[HOUSE_ROLES];

	(void)state;
	house_make(&h, NET_NULL);
	house_start(&h);
	for (int role = 0; role < HOUSE_ROLES; role++) {
		pid[role] = house_victim(&h, (enum role)role);
		assert_int_equal(kill(pid[role], SIGKILL), 0);
		house_next_child(&h, (enum role)role, pid[role], 5000);
		serves_again(&h);
	}
	for (int role = 0; role < HOUSE_ROLES; role++) {		/* all at once */
		pid[role] = house_victim(&h, (enum role)role);
		kill(pid[role], SIGKILL);
	}
	for (int role = 0; role < HOUSE_ROLES; role++)
		house_next_child(&h, (enum role)role, pid[role], 5000);
	serves_again(&h);
	assert_int_equal(house_log_count(&h, "signal 9"), 2 * HOUSE_ROLES);
	assert_int_equal(house_stop(&h), PARENT_EXIT_OK);
	house_done(&h);
}

/* The desk stops listening, takes 20 requests with it into its death, and each of them is answered by its successor: once. */
static void
a_desk_that_dies_takes_nothing(void **state)
{
	enum { N = 20 };
	struct house h;
	char body[200], key[40], answer[4096], list[65536];
	int fd[N], listed = 0;

	(void)state;
	house_make(&h, NET_NULL);
	house_start(&h);
	house_import(&h, N);
	int desk = house_victim(&h, ROLE_desk);
	for (int i = 0; i < N; i++) {
		if (i == N / 2)
			kill(desk, SIGSTOP);
		snprintf(body, sizeof body, "{\"msisdn\":\"+3247%07d\",\"name\":\"Holder %d\"}", i, i);
		snprintf(key, sizeof key, "key-%d", i);
		fd[i] = house_http_send(&h, "POST", "/api/v1/cases", key, body);
	}
	usleep(100000);
	kill(desk, SIGKILL);
	for (int i = 0; i < N; i++)
		assert_int_equal(house_http_receive(fd[i], answer, sizeof answer), 201);
	assert_int_equal(house_get(&h, "/api/v1/cases?limit=100", list, sizeof list), 200);
	for (const char *p = list; (p = strstr(p, "\"reference\"")); p++)
		listed++;
	assert_int_equal(listed, N);
	assert_int_equal(house_stop(&h), PARENT_EXIT_OK);
	house_done(&h);
}

static void
the_silent_are_ended(void **state)
{
	static const enum role SILENT[] = { ROLE_reader, ROLE_web, ROLE_desk, ROLE_pass, ROLE_mail };
	struct house h;
	int pid[COUNT(SILENT)];

	(void)state;
	house_make(&h, NET_NULL);
	house_start(&h);
	for (size_t i = 0; i < COUNT(SILENT); i++) {
		pid[i] = house_victim(&h, SILENT[i]);
		kill(pid[i], SIGSTOP);
	}
	int64_t since = clock_monotonic().ms;
	for (size_t i = 0; i < COUNT(SILENT); i++)
		house_next_child(&h, SILENT[i], pid[i], 10000);
	assert_true(clock_monotonic().ms - since >= 3000);	/* not before they were silent for long */
	serves_again(&h);
	assert_int_equal(house_log_count(&h, "child.killed"), COUNT(SILENT));
	assert_int_equal(house_stop(&h), PARENT_EXIT_OK);
	house_done(&h);
}

static void
a_reload_replaces_everybody(void **state)
{
	struct house h;
	int pid[HOUSE_ROLES];

	(void)state;
	house_make(&h, NET_NULL);
	house_start(&h);
	for (int i = 0; i < HOUSE_ROLES; i++)
		pid[i] = house_child(&h, (enum role)i);
	house_configure(&h, "adapter = nonsense", "");
	kill(h.pid, SIGHUP);
	while (!house_log_count(&h, "the old configuration stays"))
		usleep(10000);
	for (int i = 0; i < HOUSE_ROLES; i++)
		assert_int_equal(house_child(&h, (enum role)i), pid[i]);
	house_configure(&h, NET_NULL, "call_ms = 1234");
	kill(h.pid, SIGHUP);
	for (int i = 0; i < HOUSE_ROLES; i++) {
		house_next_child(&h, (enum role)i, pid[i], 10000);
		serves_again(&h);
	}
	assert_int_equal(house_log_count(&h, "child.killed"), 0);
	assert_int_equal(house_stop(&h), PARENT_EXIT_OK);
	house_done(&h);
}

/* Where there is no billing, nobody waits for it; and it comes and goes with the configuration. */
static void
a_family_without_an_adapter_has_no_worker(void **state)
{
	struct house h;

	(void)state;
	house_make(&h, NET_NULL);
	h.billing = "";
	house_configure(&h, NET_NULL, "");
	house_start(&h);
	assert_int_equal(house_child(&h, ROLE_billing), 0);
	serves(&h);
	h.billing = "null";
	house_configure(&h, NET_NULL, "");
	assert_int_equal(kill(h.pid, SIGHUP), 0);
	house_next_child(&h, ROLE_billing, 0, 10000);
	serves_again(&h);
	h.billing = "";
	house_configure(&h, NET_NULL, "");
	assert_int_equal(kill(h.pid, SIGHUP), 0);
	for (int64_t end = clock_monotonic().ms + 20000; house_child(&h, ROLE_billing); usleep(10000))
		assert_true(clock_monotonic().ms < end);
	serves_again(&h);
	assert_int_equal(house_log_count(&h, "child.killed"), 0);
	assert_int_equal(house_stop(&h), PARENT_EXIT_OK);
	house_done(&h);
}

/* A system that is told of events comes with a reload, with its process, and goes with one. */
static void
a_hook_comes_and_goes(void **state)
{
	struct house h;

	(void)state;
	house_make(&h, NET_NULL);
	house_start(&h);
	assert_int_equal(house_child(&h, ROLE_hook), 0);
	int desk = house_child(&h, ROLE_desk);
	house_configure(&h, NET_NULL, "[hook]\nadapter = exec\ncommand = /bin/cat");
	kill(h.pid, SIGHUP);
	int hook = house_next_child(&h, ROLE_hook, 0, 10000);
	desk = house_next_child(&h, ROLE_desk, desk, 10000);
	serves_again(&h);
	house_configure(&h, NET_NULL, "");
	kill(h.pid, SIGHUP);
	house_next_child(&h, ROLE_desk, desk, 10000);
	int64_t end = clock_monotonic().ms + 10000;
	while (house_child(&h, ROLE_hook) == hook && clock_monotonic().ms < end)
		usleep(10000);
	assert_int_equal(house_child(&h, ROLE_hook), 0);
	serves_again(&h);
	assert_int_equal(house_log_count(&h, "child.killed"), 0);
	assert_int_equal(house_stop(&h), PARENT_EXIT_OK);
	house_done(&h);
}

/* The parent is killed: nobody is left behind, and the next one starts over the socket that stayed. */
static void
a_parent_that_dies_leaves_nobody(void **state)
{
	struct house h;
	int pid[HOUSE_ROLES];

	(void)state;
	house_make(&h, NET_NULL);
	house_start(&h);
	for (int i = 0; i < HOUSE_ROLES; i++)
		pid[i] = house_child(&h, (enum role)i);
	kill(h.pid, SIGKILL);
	assert_int_equal(house_wait(&h, 2000), -1);
	for (int i = 0; i < HOUSE_ROLES; i++) {
		char path[64], line[200];
		bool is_there = true;

		for (int tries = 0; is_there && tries < 500; tries++) {	/* gone, or a zombie of whoever adopts here */
			snprintf(path, sizeof path, "/proc/%d/cmdline", pid[i]);
			FILE *f = fopen(path, "re");
			is_there = f && fread(line, 1, sizeof line, f) > 0;
			if (f)
				fclose(f);
			if (is_there)
				usleep(10000);
		}
		assert_false(is_there);
	}
	house_start(&h);
	serves(&h);
	assert_int_equal(house_stop(&h), PARENT_EXIT_OK);
	house_done(&h);
}

/* Nothing to start with: said within moments, by exit status and log. */
static void
refuses_to_start(void **state)
{
	struct house h, second;

	(void)state;
	house_make(&h, NET_NULL);
	house_start(&h);
	second = h;
	house_launch(&second);
	assert_int_equal(house_wait(&second, 10000), PARENT_EXIT_FAILED);
	assert_int_equal(house_log_count(&h, "already runs"), 1);
	serves(&h);
	assert_int_equal(house_stop(&h), PARENT_EXIT_OK);
	house_write(&h, "simoff.db", "this is no database", 19);
	house_launch(&h);
	assert_int_equal(house_wait(&h, 20000), PARENT_EXIT_CONFIG);
	assert_true(house_log_count(&h, "desk.open") > 0);
	house_write(&h, "desk.key", "short", 5);
	house_launch(&h);
	assert_int_equal(house_wait(&h, 10000), PARENT_EXIT_CONFIG);
	house_done(&h);
}

int
main(int argc, char **argv)
{
	static const struct CMUnitTest TESTS[] = {
		cmocka_unit_test(comes_up_and_ends),
		cmocka_unit_test(children_are_bounded),
		cmocka_unit_test(rights_are_dropped),
		cmocka_unit_test(each_may_be_killed),
		cmocka_unit_test(a_desk_that_dies_takes_nothing),
		cmocka_unit_test(the_silent_are_ended),
		cmocka_unit_test(a_reload_replaces_everybody),
		cmocka_unit_test(a_family_without_an_adapter_has_no_worker),
		cmocka_unit_test(a_hook_comes_and_goes),
		cmocka_unit_test(a_parent_that_dies_leaves_nobody),
		cmocka_unit_test(refuses_to_start),
	};

	return house_main(argc, argv, TESTS, COUNT(TESTS));
}
