/* serve.c - the agent's loop: HTTP, the job's events, time, signals. Touches loopback, processes, memory limits.
 * What a customer's card held must be gone when it was handed over: freed memory is overwritten by the C library (its tunables
 * glibc.malloc.perturb, and no cache that goes around it), there is no core file, and nobody else's process may look inside.
 * Errors: a sentence and an exit code. */
#include "simcopy/serve.h"

#include "base/clock.h"
#include "simcopy/serve_api.h"
#include "simcopy/session.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define ADDRESS      "127.0.0.1"
#define PORT_DEFAULT 7446
#define TUNABLES     "GLIBC_TUNABLES"
#define FORGETFUL    "glibc.malloc.tcache_count=0:glibc.malloc.perturb=165"
#define IDLE_MS      5000		/* a connection keeps what it last carried */
#define CONNECTIONS_MAX 32

enum err
serve_forgetful(char **argv)
{
	const char *set = getenv(TUNABLES);

	if (set && !strcmp(set, FORGETFUL))
		return ERR_OK;
	if (!setenv(TUNABLES, FORGETFUL, 1))
		execv("/proc/self/exe", argv);
	return ERR_TEMP;
}

static void
keep_inside(void)
{
	prctl(PR_SET_DUMPABLE, 0);
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
}

static bool
read_port(const struct command_args *args, uint16_t *out)
{
	int64_t port = PORT_DEFAULT;

	if (args->port && (!str_to_i64(str_of(args->port), &port) || port < 0 || port > UINT16_MAX))
		return false;
	*out = (uint16_t)port;
	return true;
}

static enum command_exit
wrong(struct progress *p, const char *msgid)
{
	return command_fail(p, COMMAND_USAGE, catalog_text(p->cat, msgid));
}

static void
say_address(struct progress *p, const struct serve_api *s)
{
	char url[SERVE_DOOR_TOKEN_SIZE + 40];

	snprintf(url, sizeof url, "http://" ADDRESS ":%u/#%s", s->door.port, s->door.token);
	PROGRESS_SAY(p, "serve", CATALOG_TEXT("Open this address in the browser of this desk; who has it can read the card: {url}"),
		{ "url", str_of(url) }, { "key", str_of(s->door.token) });
}

static void
loop(struct serve_api *s, struct httpd *h)
{
	while (!session_stop) {
		struct pollfd fd[] = { { .fd = httpd_fd(h), .events = POLLIN }, { .fd = s->job.events_fd, .events = POLLIN } };
		int wait = httpd_wait_ms(h), tick = serve_api_tick(s);

		if (wait < 0 || tick < wait)
			wait = tick;
		if (poll(fd, COUNT(fd), wait) > 0 && fd[1].revents)
			serve_job_read(&s->job);
		httpd_run(h);
	}
}

static enum command_exit
serve(struct serve_api *s, int listen_fd, struct progress *p)
{
	struct str why;
	struct httpd *h = httpd_new(&(struct httpd_conf){ .listen_fd = listen_fd, .connections_max = CONNECTIONS_MAX, .idle_ms = IDLE_MS,
		.self = s, .handle = serve_api_handle, .body_limit = serve_api_body_limit }, &why);

	if (!h)
		return command_fail(p, COMMAND_FAILED, why);
	session_watch();
	say_address(p, s);
	loop(s, h);
	httpd_free(h);
	return COMMAND_OK;
}

enum command_exit
serve_run(const struct command_args *args, struct progress *p)
{
	AUTO(serve_api_done) struct serve_api s;
	struct str why;
	uint16_t port;

	serve_api_init(&s, 0);
	if (!read_port(args, &port))
		return wrong(p, CATALOG_TEXT("--port takes a number from 1 to 65535, or 0 for any that is free"));
	if (args->origin && !serve_door_origin(str_of(args->origin)))
		return wrong(p, CATALOG_TEXT("--origin takes the portal's address as a browser names it: https://portal.example, without a path"));
	if (args->to && access(args->to, W_OK))
		return wrong(p, CATALOG_TEXT("--to takes a folder that is there and may be written"));
	int fd = httpd_address_listen(STR(ADDRESS), port, &why);
	if (fd < 0)
		return command_fail(p, COMMAND_FAILED, why);
	keep_inside();
	s.door.port = httpd_address_port(fd);
	snprintf(s.door.origin, sizeof s.door.origin, "%s", args->origin ? args->origin : "");
	s.folder = args->to;
	s.reader = args->reader;
	s.cat = p->cat;
	s.now = clock_now;
	enum command_exit code = serve(&s, fd, p);
	close(fd);
	return code;
}
