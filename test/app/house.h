/* house.h - a whole simoffd for tests: an installation in a folder of its own, started from the test program itself (its main
 * passes --role and -C on), with HTTP and the Unix socket to talk to it, and its children to do things to. */
#ifndef SIMOFF_TEST_HOUSE_H
#define SIMOFF_TEST_HOUSE_H
#include "app/client.h"
#include "app/config.h"
#include "app/door.h"
#include "app/parent.h"
#include "app/role.h"
#include "base/clock.h"
#include "base/rng.h"
#include "store/store.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#define HOUSE_ADDRESS "127.88.8.1"
#define HOUSE_READY_MS 60000		/* slow machines, sanitizers */

#define HOUSE_ROLES ROLE_hook		/* the processes of a house: its operator has no system that is told of events */

struct house { char dir[64], key[64]; int pid, out; uint16_t port; struct arena *arena; const char *billing; };	/* NULL: null */

static inline void
house_write(const struct house *h, const char *name, const void *p, size_t n)
{
	char path[160];

	snprintf(path, sizeof path, "%s/%s", h->dir, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd >= 0 && write(fd, p, n) == (ssize_t)n);
	close(fd);
}

/* Settings of the sections net, sms, billing and mail: NET for the first. */
static inline void
house_configure(const struct house *h, const char *net, const char *rest)
{
	char text[1024];
	int n = snprintf(text, sizeof text, "[operator]\nname = House\n[server]\nlisten = http://" HOUSE_ADDRESS ":0\n"
	    "[policy]\nreview = clean\nrefund = always\nstop_window_s = 0\ndrain_s = 1\n[net]\n%s\n[sms]\nadapter = null\n"
	    "[billing]\nadapter = %s\n[mail]\nadapter = null\nfrom = simoff@example.org\n%s\n", net, h->billing ? h->billing : "null", rest);

	assert_true(n > 0 && (size_t)n < sizeof text);
	house_write(h, "simoff.conf", text, (size_t)n);
}

/* A folder with configuration, key, database, and an API key that acts for the operator. */
static inline void
house_make(struct house *h, const char *net)
{
	char path[160], why[300] = "";
	struct desk_conf conf;
	uint8_t key[CONFIG_KEY_SIZE];

	*h = (struct house){ .dir = "/dev/shm/simoff-house-XXXXXX", .out = -1, .arena = arena_new(64u << 20) };
	assert_non_null(mkdtemp(h->dir));
	house_configure(h, net, "");
	rng_bytes(key, sizeof key);
	house_write(h, "desk.key", key, sizeof key);
	snprintf(path, sizeof path, "%s/simoff.db", h->dir);
	assert_int_equal(store_migrate(path, clock_now(), why), ERR_OK);
	struct config *c = config_load(h->dir, why);
	assert_non_null(c);
	assert_true(config_desk(c, false, &conf, why));
	struct desk *d = desk_open(&conf, NULL, NULL, why);
	assert_non_null(d);
	assert_int_equal(desk_client_add(d, STR("house"), STR("operator"), h->key), ERR_OK);
	desk_close(d);
	config_free(c);
}

static inline void
house_launch(struct house *h)
{
	char log[160];
	int out[2];

	snprintf(log, sizeof log, "%s/log", h->dir);
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	h->pid = fork();
	assert_true(h->pid >= 0);
	if (h->pid == 0) {
		int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (fd < 0 || dup2(fd, 2) < 0 || dup2(out[1], 1) < 0)
			_exit(99);
		execl("/proc/self/exe", "house", "-C", h->dir, (char *)NULL);
		_exit(99);
	}
	close(out[1]);
	h->out = out[0];
}

/* Waits for the ready line. */
static inline void
house_start(struct house *h)
{
	char line[200] = "";
	size_t n = 0;

	house_launch(h);
	while (!memchr(line, '\n', n)) {
		struct pollfd p = { h->out, POLLIN, 0 };

		assert_int_equal(poll(&p, 1, HOUSE_READY_MS), 1);
		ssize_t got = read(h->out, line + n, sizeof line - 1 - n);
		assert_true(got > 0);
		n += (size_t)got;
	}
	const char *start = "ready http://" HOUSE_ADDRESS ":";
	assert_memory_equal(line, start, strlen(start));
	h->port = (uint16_t)strtol(line + strlen(start), NULL, 10);
}

/* The exit status, which must come within LIMIT_MS; -1 for a signal. */
static inline int
house_wait(struct house *h, int64_t limit_ms)
{
	int64_t end = clock_monotonic().ms + limit_ms;
	int status;

	while (waitpid(h->pid, &status, WNOHANG) == 0) {
		assert_true(clock_monotonic().ms < end);
		usleep(10000);
	}
	h->pid = 0;
	close(h->out);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static inline int
house_stop(struct house *h)
{
	kill(h->pid, SIGTERM);
	return house_wait(h, 6000);
}

/* Whether the log has WORD; from its beginning. */
static inline int
house_log_count(const struct house *h, const char *word)
{
	char path[160], line[5000];
	int n = 0;

	snprintf(path, sizeof path, "%s/log", h->dir);
	FILE *f = fopen(path, "re");
	while (f && fgets(line, sizeof line, f))
		n += strstr(line, word) != NULL;
	if (f)
		fclose(f);
	return n;
}

static inline void
house_done(struct house *h)
{
	char command[160];

	if (h->pid)
		(void)house_stop(h);
	arena_free(h->arena);
	assert_int_equal(house_log_count(h, "\"event\":\"sandbox."), 0);
	assert_int_equal(house_log_count(h, "its sandbox"), 0);
	snprintf(command, sizeof command, "rm -rf %s", h->dir);
	assert_int_equal(system(command), 0);
}

/* The child of the daemon in this role; 0: there is none now. */
static inline int
house_child(const struct house *h, enum role role)
{
	DIR *d = opendir("/proc");
	int found = 0;

	for (struct dirent *e; d && (e = readdir(d));) {
		char path[300], line[200] = "", wanted[64];
		int pid = (int)strtol(e->d_name, NULL, 10), parent = 0, n;
		FILE *f;

		if (pid <= 0)
			continue;
		snprintf(path, sizeof path, "/proc/%d/stat", pid);
		if ((f = fopen(path, "re"))) {
			if (fscanf(f, "%*d (%*[^)]) %*c %d", &parent) != 1)
				parent = 0;
			fclose(f);
		}
		if (parent != h->pid)
			continue;
		snprintf(path, sizeof path, "/proc/%d/cmdline", pid);
		n = snprintf(wanted, sizeof wanted, "simoffd%c--role%c%s", 0, 0, role_names.name[role]);
		if ((f = fopen(path, "re"))) {
			size_t got = fread(line, 1, sizeof line, f);
			if (got == (size_t)n + 1 && memcmp(line, wanted, got) == 0)
				found = pid;
			fclose(f);
		}
	}
	if (d)
		closedir(d);
	return found;
}

/* Its pid, for a signal: 0 and below would mean others than this child. */
static inline int
house_victim(const struct house *h, enum role role)
{
	int pid = house_child(h, role);

	assert_true(pid > 1);
	return pid;
}

/* The first number after WORD in /proc/PID/status; -1: it is not there. */
static inline int
house_status(int pid, const char *word)
{
	char path[64], line[256];
	int value = -1;

	snprintf(path, sizeof path, "/proc/%d/status", pid);
	FILE *f = fopen(path, "re");
	while (f && fgets(line, sizeof line, f))
		if (strncmp(line, word, strlen(word)) == 0)
			value = (int)strtol(line + strlen(word), NULL, 10);
	if (f)
		fclose(f);
	return value;
}

/* One that is not OLD, as soon as there is one. */
static inline int
house_next_child(const struct house *h, enum role role, int old, int64_t limit_ms)
{
	int64_t end = clock_monotonic().ms + limit_ms;
	int pid;

	while ((pid = house_child(h, role)) == 0 || pid == old) {
		assert_true(clock_monotonic().ms < end);
		usleep(10000);
	}
	return pid;
}

/* ---- HTTP: one request, one connection ---- */

static inline int
house_http_send(const struct house *h, const char *method, const char *path, const char *key, const char *body)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(h->port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char text[2048], extra[300] = "";

	inet_pton(AF_INET, HOUSE_ADDRESS, &a.sin_addr);
	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
	if (*body)
		snprintf(extra, sizeof extra, "Content-Type: application/json\r\nContent-Length: %zu\r\nIdempotency-Key: %s\r\n", strlen(body), key);
	int n = snprintf(text, sizeof text, "%s %s HTTP/1.1\r\nHost: " HOUSE_ADDRESS "\r\nAuthorization: Bearer %s\r\nConnection: close\r\n%s\r\n%s",
	    method, path, h->key, extra, body);
	assert_true(n > 0 && (size_t)n < sizeof text && send(fd, text, (size_t)n, MSG_NOSIGNAL) == n);
	return fd;
}

/* The status; 0 when the connection ended without an answer. BODY: NULL, or room for SIZE bytes. */
static inline int
house_http_receive(int fd, char *body, size_t size)
{
	char text[65536];
	size_t n = 0;
	ssize_t got;

	while (n < sizeof text - 1 && (got = recv(fd, text + n, sizeof text - 1 - n, 0)) > 0)
		n += (size_t)got;
	close(fd);
	text[n] = '\0';
	const char *start = strstr(text, "\r\n\r\n");
	if (body)
		snprintf(body, size, "%s", start ? start + 4 : "");
	return n > 12 ? (int)strtol(text + 9, NULL, 10) : 0;
}

static inline int
house_get(const struct house *h, const char *path, char *body, size_t size)
{
	return house_http_receive(house_http_send(h, "GET", path, "", ""), body, size);
}

/* ---- the Unix socket ---- */

static inline struct client *
house_client(const struct house *h)
{
	char why[300] = "";
	struct client *c = client_open(h->dir, why);

	assert_non_null(c);
	return c;
}

static inline struct desk_import_in
house_row(struct arena *a, int i)
{
	struct desk_import_in in;

	record_init(&desk_import_in_record, &in);
	in.row.found = true;
	in.row.row = i + 1;
	in.row.msisdn = arena_printf(a, "+3247%07d", i);
	in.row.imsi = arena_printf(a, "20601%010d", i);
	in.row.name = arena_printf(a, "Holder %d", i);
	in.row.email = arena_printf(a, "holder%d@example.org", i);
	return in;
}

/* N lines, many rows under way at once; answers come in the order of the rows. */
static inline void
house_import(struct house *h, int n)
{
	struct client *c = house_client(h);
	struct desk_import_out out;
	struct desk_caller caller = { .found = true };
	struct str why;
	int sent = 0;

	for (int got = 0; got < n; got++) {
		while (sent < n) {
			struct desk_import_in in = house_row(h->arena, sent);

			if (!client_send(c, DESK_OP_line_import, &caller, &in))
				break;
			sent++;
		}
		assert_int_equal(client_receive(c, &out, h->arena, &why), DESK_ok);
		assert_int_equal(out.row, got + 1);
		assert_true(str_is(out.result, "new"));
	}
	client_close(c);
}

static inline int
house_main(int argc, char **argv, const struct CMUnitTest *tests, size_t n)
{
	if (argc == 3 && strcmp(argv[1], "--role") == 0)
		return role_main(argv[2]);
	if (argc == 3 && strcmp(argv[1], "-C") == 0)
		return parent_run(argv[2]);
	return _cmocka_run_group_tests("daemon", tests, n, NULL, NULL);
}
#endif
