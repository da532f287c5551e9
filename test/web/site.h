/* site.h - for tests: a real desk on a database in memory-backed storage, web and the HTTP server in this process, and a client
 * that speaks raw bytes over loopback. One thread: while the client waits, the others take their turns. */
#ifndef SIMOFF_TEST_SITE_H
#define SIMOFF_TEST_SITE_H
#include "base/clock.h"
#include "base/password.h"
#include "base/record.h"
#include "domain/message.h"
#include "store/store.h"
#include "web/call.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define SITE_ADDRESS "127.9.0.1"
#define SITE_PATIENCE_MS 20000
#define SITE_HOST "sim.test"
#define SITE_COMPLAIN "You do not agree? Write to complaints@sim.example, by mail or by post to the address on your bill, and say \"complaint\". We answer " \
	"within five working days. After that the Ombudsman for Telecommunications can help, free of charge; his decision does not bind you, and you can " \
	"go to court at any time. Keep this message, your reference and all our answers until then: they show what was said, by whom and when. Thank you."

/* What is answered to an operation instead of asking the desk. */
struct site_line { enum desk_op op; enum desk_code code; const void *out; };

struct site {
	char dir[40], path[64], key[64], reader_key[64];
	struct desk *desk;
	struct web *web;
	struct httpd *httpd;
	struct arena *arena;
	uint16_t port;
	const char *country;		/* of the operator; NULL: Belgium */
	bool is_full;			/* the way to the desk takes nothing */
	bool is_silent;			/* the desk does not run */
	int sent;			/* operations that web sent */
	enum desk_op last_op;
	const struct site_line *script;	/* ends with an OUT of NULL and code ok; NULL: the desk answers everything */
	struct { uint64_t tag; enum desk_op op; const struct site_line *line; const struct desk_caller *caller; const void *in; } said[16];	/* LINE NULL: to be judged */
	size_t said_n;
	const struct desk_caller *caller;	/* of the last operation that the script answered, and its input */
	const void *in;
	struct late *late;		/* what the desk has said, and web has not heard yet */
	enum desk_op refuse_op;		/* the next one of this kind gets busy; DESK_OP_COUNT: none */
	int refuse_at;			/* after so many of them */
};
struct late { uint64_t tag; enum desk_op op; enum desk_code code; struct str why, out; struct late *next; };

struct reply { int status; struct str head, body; };

static const void *
site_copy(struct site *s, const struct record *r, const void *rec)
{
	AUTO(buf_done) struct buf b;
	void *copy = arena_must(s->arena, r->size);

	buf_init(&b, 1 << 20);
	record_encode(r, rec, &b);
	assert_int_equal(record_decode(r, arena_str(s->arena, buf_str(&b)), copy, s->arena), ERR_OK);
	return copy;
}

static const struct site_line *
site_line_of(const struct site *s, enum desk_op op)
{
	for (const struct site_line *l = s->script; l && (l->out || l->code != DESK_ok); l++)
		if (l->op == op)
			return l;
	return NULL;
}

/* True: it is answered in the next turn, by the script, or where there is a password to judge as by the process made for it. */
static bool
site_plays(struct site *s, uint64_t tag, enum desk_op op, const struct desk_caller *caller, const void *in)
{
	const struct site_line *l = site_line_of(s, op);

	if (!l && op != DESK_OP_sign_in && op != DESK_OP_password_set)
		return false;
	assert_true(s->said_n < COUNT(s->said));
	s->caller = site_copy(s, &desk_caller_record, caller);
	s->in = site_copy(s, desk_operations[op].in, in);
	s->said[s->said_n].tag = tag;
	s->said[s->said_n].op = op;
	s->said[s->said_n].line = l;
	s->said[s->said_n].caller = s->caller;
	s->said[s->said_n++].in = s->in;
	return true;
}

static void
site_judge(struct site *s, uint64_t tag, enum desk_op op, const struct desk_caller *from, const void *in)
{
	struct desk_sign_in_in sign_in = *(op == DESK_OP_sign_in ? (const struct desk_sign_in_in *)in : &(struct desk_sign_in_in){ .found = true });
	struct desk_password_in set = *(op == DESK_OP_password_set ? (const struct desk_password_in *)in : &(struct desk_password_in){ .found = true });
	struct desk_password_look_in look = { .found = true, .login = sign_in.login };
	struct desk_caller caller = *from;
	struct desk_password_look_out out;
	struct desk_session_view view;
	struct str why, typed = op == DESK_OP_sign_in ? sign_in.password : set.old;
	char hash[PASSWORD_HASH_SIZE] = "";

	caller.role = DESK_ROLE_pass;
	enum desk_code code = desk_call(s->desk, DESK_OP_password_look, &caller, &look, &out, s->arena, &why);
	if (code == DESK_ok) {
		sign_in.right = set.right = typed.n && password_check(out.hash, typed) == ERR_OK;
		sign_in.chosen = set.chosen = out.chosen;
		assert_true(op == DESK_OP_sign_in || password_hash(set.password, hash) == ERR_OK);
		set.hash = str_of(hash);
		sign_in.password = set.old = set.password = STR("");
		code = desk_call(s->desk, op, &caller, op == DESK_OP_sign_in ? (const void *)&sign_in : &set, &view, s->arena, &why);
	}
	web_answer(s->web, tag, op, code, why, code == DESK_ok ? &view : NULL);
}

/* What was asked meanwhile waits for the next turn, as with a desk. */
static void
site_say(struct site *s)
{
	for (size_t n = s->said_n; n; n--) {
		const struct site_line *l = s->said[0].line;
		const struct desk_caller *caller = s->said[0].caller;
		const void *in = s->said[0].in;
		enum desk_op op = s->said[0].op;
		uint64_t tag = s->said[0].tag;

		memmove(&s->said[0], &s->said[1], --s->said_n * sizeof s->said[0]);
		if (l)
			web_answer(s->web, tag, op, l->code, STR(""), l->code == DESK_ok ? l->out : NULL);
		else
			site_judge(s, tag, op, caller, in);
	}
}

static bool
site_send(void *self, uint64_t tag, enum desk_op op, const struct desk_caller *caller, const void *in)
{
	struct site *s = self;

	if (s->is_full || desk_is_full(s->desk) || (s->refuse_op == op && s->refuse_at-- == 0))
		return false;
	s->sent++;
	s->last_op = op;
	if (site_plays(s, tag, op, caller, in))
		return true;
	return desk_add(s->desk, op, caller, in, tag, s, false);
}

static void
site_answered(void *self, uint64_t tag, void *from, enum desk_op op, enum desk_code code, struct str why, const void *out)
{
	struct site *s = self;
	AUTO(buf_done) struct buf b;
	struct late **end = &s->late;

	buf_init(&b, 1 << 22);
	if (!from)
		return;
	if (out)
		record_encode(desk_operations[op].out, out, &b);
	while (*end)
		end = &(*end)->next;
	*end = ARENA_NEW(s->arena, struct late);
	**end = (struct late){ tag, op, code, arena_str(s->arena, why), arena_str(s->arena, buf_str(&b)), NULL };
}

/* As over the wire: web hears it when the desk's batch is over, and may ask again at once. */
static void
site_hear(struct site *s)
{
	struct late *a;

	while ((a = s->late)) {
		void *out = arena_must(s->arena, desk_operations[a->op].out->size);
		bool is_good = a->code == DESK_ok || a->code == DESK_created;

		s->late = a->next;
		if (is_good && record_decode(desk_operations[a->op].out, a->out, out, s->arena))
			abort();
		web_answer(s->web, a->tag, a->op, a->code, a->why, is_good ? out : NULL);
	}
}

static void
site_handle(void *self, struct httpd_request *q)
{
	web_handle(((struct site *)self)->web, q);
}

static void
site_expired(void *self, struct httpd_request *q)
{
	web_expired(((struct site *)self)->web, q);
}

static size_t
site_body_limit(void *self, const struct httpd_request *q)
{
	return web_body_limit(((struct site *)self)->web, q);
}

static void
site_turn(struct site *s)
{
	httpd_run(s->httpd);
	if (!s->is_silent && desk_has_work(s->desk))
		desk_run(s->desk);
	site_say(s);
	site_hear(s);
	web_tick(s->web);
	httpd_run(s->httpd);
}

static enum desk_code
site_call(struct site *s, enum desk_role role, enum desk_op op, const void *in, void *out)
{
	struct desk_caller c = { .role = role, .name = STR("test"), .channel = STR("cli") };
	struct str why;

	return desk_call(s->desk, op, &c, in, out, s->arena, &why);
}

static void
site_line(struct site *s, const char *msisdn, const char *imsi, const char *email)
{
	struct desk_import_in in;
	struct desk_import_out out;

	record_init(&desk_import_in_record, &in);
	in.row.found = true;
	in.row.msisdn = str_of(msisdn);
	in.row.imsi = str_of(imsi);
	in.row.email = str_of(email);
	in.row.name = STR("Ana Peeters");
	in.row.credit = STR("12.00");
	assert_int_equal(site_call(s, DESK_ROLE_admin, DESK_OP_line_import, &in, &out), DESK_ok);
	assert_true(str_is(out.result, "new"));
}

static void
site_open_web(struct site *s, int64_t wait_ms)
{
	struct web_conf conf = { .operator_name = STR("Testel & Co"), .public_url = STR("https://sim.test"), .country = str_of(s->country),
		.key = { 7 } };
	struct str why;
	struct httpd_conf http = { .listen_fd = httpd_address_listen(STR(SITE_ADDRESS), 0, &why), .self = s, .handle = site_handle,
		.expired = site_expired, .body_limit = site_body_limit, .wait_ms = wait_ms };

	assert_true(http.listen_fd >= 0);
	s->port = httpd_address_port(http.listen_fd);
	s->web = web_new(&conf, site_send, s);
	s->httpd = httpd_new(&http, &why);
	assert_non_null(s->httpd);
	web_attach(s->web, s->httpd);
}

static int
site_open(void **state)
{
	struct site *s = calloc(1, sizeof *s);
	struct desk_conf conf = { .path = s->path, .policy = policy_default(), .operator_name = STR("Testel"),
		.public_url = STR("https://sim.test"), .key = { 1, 2, 3 }, .complain = { SITE_COMPLAIN, sizeof SITE_COMPLAIN - 1 } };
	char why[300];

	snprintf(s->dir, sizeof s->dir, "/dev/shm/simoff-web-XXXXXX");
	if (!mkdtemp(s->dir))
		abort();
	snprintf(s->path, sizeof s->path, "%s/simoff.db", s->dir);
	s->arena = arena_new(UINT64_C(256) << 20);
	s->refuse_op = DESK_OP_COUNT;
	if (store_migrate(s->path, clock_now(), why) || !(s->desk = desk_open(&conf, site_answered, s, why)))
		abort();
	if (desk_client_add(s->desk, STR("shop"), STR("operator"), s->key) || desk_client_add(s->desk, STR("eye"), STR("reader"), s->reader_key))
		abort();
	site_line(s, "32470000001", "206010000000001", "ana@example.org");
	site_line(s, "32470000002", "206010000000002", "bo@example.org");
	site_line(s, "32470000003", "206010000000003", "chi@example.org");
	site_open_web(s, 0);
	*state = s;
	return 0;
}

static void
site_close_web(struct site *s)
{
	httpd_free(s->httpd);
	web_free(s->web);
}

static int
site_close(void **state)
{
	static const char *const FILES[] = { "", "-wal", "-shm" };
	struct site *s = *state;
	char path[80];

	site_close_web(s);
	desk_close(s->desk);
	for (size_t i = 0; i < COUNT(FILES); i++) {
		snprintf(path, sizeof path, "%s%s", s->path, FILES[i]);
		unlink(path);
	}
	rmdir(s->dir);
	arena_free(s->arena);
	free(s);
	return 0;
}

/* ---- the client ---- */

static int
site_connect(struct site *s)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(s->port), .sin_addr.s_addr = htonl(0x7f090001) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

/* Sends everything; false: the server closed before it had it all. */
static bool
site_write(struct site *s, int fd, struct str bytes)
{
	while (bytes.n) {
		ssize_t k = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);

		if (k < 0 && errno != EAGAIN)
			return false;
		if (k > 0)
			bytes = (struct str){ bytes.p + k, bytes.n - (size_t)k };
		site_turn(s);
	}
	return true;
}

/* Reads until the server closes. */
static struct reply
site_read(struct site *s, int fd)
{
	static char room[1 << 20];
	struct reply r = { .status = 0 };
	size_t n = 0;

	for (int64_t until = clock_monotonic().ms + SITE_PATIENCE_MS; clock_monotonic().ms < until;) {
		ssize_t k = recv(fd, room + n, sizeof room - n, 0);

		if (k > 0)
			n += (size_t)k;
		if (k == 0 || (k < 0 && errno != EAGAIN))
			break;
		site_turn(s);
		if (k < 0)
			usleep(200);
	}
	close(fd);
	char *end = memmem(room, n, "\r\n\r\n", 4);
	if (!end || n < 12)
		return r;
	r.head = arena_str(s->arena, (struct str){ room, (size_t)(end - room) + 2 });
	r.body = arena_str(s->arena, (struct str){ end + 4, n - (size_t)(end - room) - 4 });
	r.status = (int)strtol(room + 9, NULL, 10);
	return r;
}

static struct reply
site_raw(struct site *s, struct str bytes)
{
	int fd = site_connect(s);

	site_write(s, fd, bytes);
	return site_read(s, fd);
}

/* METHOD PATH with HEADERS (each line with its CRLF) and BODY. */
static struct reply
site_ask(struct site *s, const char *method, const char *path, const char *headers, struct str body)
{
	AUTO(buf_done) struct buf b;

	buf_init(&b, 1 << 24);
	buf_printf(&b, "%s %s HTTP/1.1\r\nHost: " SITE_HOST "\r\nConnection: close\r\n%s", method, path, headers);
	if (body.n)
		buf_printf(&b, "Content-Length: %zu\r\n", body.n);
	buf_addz(&b, "\r\n");
	buf_add(&b, body);
	return site_raw(s, buf_str(&b));
}

static const char *
site_format(const char *fmt, ...) PRINTF(1, 2);

static const char *
site_format(const char *fmt, ...)
{
	static char room[64][4096];
	static int at;
	va_list ap;

	at = (at + 1) % 64;
	va_start(ap, fmt);
	vsnprintf(room[at], sizeof room[at], fmt, ap);
	va_end(ap);
	return room[at];
}

/* For test/web/openapi/run.mjs: what was asked and answered, one line each, where API_ANSWERS says. */
static inline void
site_note(const char *method, const char *path, struct reply r)
{
	AUTO(buf_done) struct buf b;
	const char *to = getenv("API_ANSWERS");
	FILE *f = to ? fopen(to, "a") : NULL;

	buf_init(&b, 1 << 20);
	if (!f)
		return;
	buf_printf(&b, "{\"method\":\"%s\",\"path\":", method);
	buf_json(&b, str_of(path));
	buf_printf(&b, ",\"status\":%d,\"body\":", r.status);
	buf_json(&b, r.body);
	fprintf(f, "%.*s}\n", STR_ARG(buf_str(&b)));
	fclose(f);
}

/* An API request; JSON NULL: no body. KEY: the Idempotency-Key, or NULL. */
static inline struct reply
site_api(struct site *s, const char *method, const char *path, const char *key, const char *json)
{
	const char *headers = site_format("Authorization: Bearer %s\r\n%s%s%s%s", s->key, key ? "Idempotency-Key: " : "", key ? key : "",
	    key ? "\r\n" : "", json ? "Content-Type: application/json\r\n" : "");

	struct reply r = site_ask(s, method, path, headers, str_of(json ? json : ""));

	site_note(method, path, r);
	return r;
}

/* ---- reading replies ---- */

static inline bool
has(struct str s, const char *what)
{
	return s.n && memmem(s.p, s.n, what, strlen(what)) != NULL;
}

/* What stands between BEGIN and END the first time. Empty: not there. */
static inline struct str
between(struct str s, const char *begin, const char *end)
{
	const char *a = s.n ? memmem(s.p, s.n, begin, strlen(begin)) : NULL;

	if (!a)
		return STR("");
	a += strlen(begin);
	const char *z = memmem(a, (size_t)(s.p + s.n - a), end, strlen(end));
	return z ? (struct str){ a, (size_t)(z - a) } : STR("");
}

/* The value of a header, by its name in the server's own spelling or any other case. */
static inline struct str
header(struct reply r, const char *name)
{
	struct str line, rest = r.head, key, value;

	while (str_split(rest, '\n', &line, &rest))
		if (str_split(line, ':', &key, &value) && httpd_check_same(key, name))
			return str_trim(value);
	return STR("");
}

static inline void
assert_problem(struct reply r, int status, const char *word)
{
	if (r.status != status)
		fail_msg("status %d instead of %d: %.*s", r.status, status, STR_ARG(r.body));
	assert_true(str_is(header(r, "content-type"), "application/problem+json"));
	if (!has(r.body, site_format("\"type\":\"urn:simoff:problem:%s\"", word)))
		fail_msg("not %s: %.*s", word, STR_ARG(r.body));
	assert_true(has(r.body, site_format("\"status\":%d", status)) && has(r.body, "\"title\":\""));
}
#endif
