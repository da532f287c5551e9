/* serve_api.c - what the clerk's page asks the agent. Errors are JSON with a sentence in the reader's language, and nothing is logged.
 * simcopy(1), "THE AGENT", lists the same. */
#include "simcopy/serve_api.h"

#include "base/json.h"
#include "base/pcsc.h"
#include "base/rng.h"
#include "simcopy/serve_answer.h"
#include "simcopy/serve_files.h"
#include "simcopy/serve_page.h"

#include <stdio.h>

#define BODY_MAX   4096u
#define WAIT_MS    60000
#define LINKS_PATH "/api/links"
#define TAKE_PATH  "/api/take/"

/* ---- readers and jobs ---- */

static void
get_readers(struct serve_api *s, struct httpd_request *q)
{
	AUTO(pcsc_close) struct pcsc *pcsc = NULL;
	AUTO(buf_done) struct buf b = { .max_bytes = SERVE_ANSWER_BYTES_MAX };
	struct pcsc_reader r[PCSC_READERS_MAX];
	char why[PCSC_WHY_SIZE];
	size_t n = 0;
	enum err e = pcsc_open(&pcsc, why);

	if (!e)
		e = pcsc_list(pcsc, r, &n, why);
	if (e) {
		serve_answer_refuse(s, q, 503, why);
		return;
	}
	buf_addz(&b, "{\"readers\":[");
	for (size_t i = 0; i < n; i++) {
		buf_addz(&b, i ? ",{\"name\":" : "{\"name\":");
		buf_json(&b, str_is_utf8(str_of(r[i].name)) ? str_of(r[i].name) : STR("?"));
		buf_printf(&b, ",\"has_card\":%s}", r[i].has_card ? "true" : "false");
	}
	buf_addz(&b, "]}");
	serve_answer_send(s, q, 200, SERVE_ANSWER_JSON, buf_str(&b));
}

static struct str
text_of(const struct json *doc, const char *name)
{
	const struct json *j = json_find(doc, name);

	return json_kind(j) == JSON_TEXT ? json_text(j) : STR("");
}

static bool
bool_of(const struct json *doc, const char *name)
{
	const struct json *j = json_find(doc, name);

	return json_kind(j) == JSON_BOOL && json_bool(j);
}

static void
start(struct serve_api *s, struct httpd_request *q, enum serve_job_kind kind)
{
	AUTO(json_free) struct json *doc = NULL;
	char reader[PCSC_NAME_SIZE] = "", pin[SERVE_JOB_PIN_SIZE] = "", why[JSON_WHY_SIZE];
	struct str name, digits;

	if (json_parse(q->body, &doc, why)) {
		serve_answer_refuse(s, q, 400, CATALOG_TEXT("The request is not the JSON that the agent expects; simcopy(1) has it."));
		return;
	}
	name = text_of(doc, "reader");
	digits = text_of(doc, "pin");
	if (name.n >= sizeof reader || digits.n >= sizeof pin) {
		serve_answer_refuse(s, q, 400, CATALOG_TEXT("That is no PIN: it has 4 to 8 digits. Nothing was sent to the card, no try is used up."));
		return;
	}
	snprintf(reader, sizeof reader, "%.*s", STR_ARG(name));
	snprintf(pin, sizeof pin, "%.*s", STR_ARG(digits));
	enum err e = serve_job_start(&s->job, &(struct serve_job_wish){ .kind = kind, .reader = reader[0] ? reader : s->reader,
		.pin = pin, .last_try = bool_of(doc, "last_try"), .cat = serve_answer_language(s, q) });
	explicit_bzero(pin, sizeof pin);
	s->view[0] = '\0';
	if (e)
		serve_answer_refuse(s, q, e == ERR_CLASH ? 409 : 503, e == ERR_CLASH ? CATALOG_TEXT("The agent is reading a card already.")
			: CATALOG_TEXT("This machine has no memory or process left; close something and try again."));
	else
		serve_answer_ok(s, q, 202);
}

static void
post_look(struct serve_api *s, struct httpd_request *q)
{
	start(s, q, SERVE_JOB_LOOK);
}

static void
post_backup(struct serve_api *s, struct httpd_request *q)
{
	start(s, q, SERVE_JOB_BACKUP);
}

/* Whole lines from the one after AFTER on. Returns the number of the last. */
static size_t
add_events(struct buf *b, struct str lines, size_t after)
{
	struct str line;
	size_t n = 0;

	while (str_split(lines, '\n', &line, &lines)) {
		if (n++ < after)
			continue;
		if (n > after + 1)
			buf_addc(b, ',');
		buf_add(b, line);
	}
	return n;
}

static void
get_job(struct serve_api *s, struct httpd_request *q)
{
	AUTO(buf_done) struct buf b = { .max_bytes = SERVE_ANSWER_BYTES_MAX };
	int64_t after = 0;

	if (httpd_query(q, "after").n && (!str_to_i64(httpd_query(q, "after"), &after) || after < 0)) {
		serve_answer_refuse(s, q, 400, CATALOG_TEXT("\"after\" is the number of the last event that you have."));
		return;
	}
	buf_printf(&b, "{\"state\":\"%s\",\"kind\":\"%s\",\"events\":[", serve_job_state_name(s->job.state),
		s->job.kind == SERVE_JOB_LOOK ? "look" : "backup");
	size_t last = add_events(&b, buf_str(&s->job.events), (size_t)after);
	buf_printf(&b, "],\"last\":%zu}", last);
	serve_answer_send(s, q, 200, SERVE_ANSWER_JSON, buf_str(&b));
}

static void
post_stop(struct serve_api *s, struct httpd_request *q)
{
	serve_job_stop(&s->job);
	serve_answer_ok(s, q, 200);
}

static void
post_forget(struct serve_api *s, struct httpd_request *q)
{
	serve_job_forget(&s->job);
	s->view[0] = '\0';
	serve_answer_ok(s, q, 200);
}

/* ---- one-time links ---- */

static void
post_link(struct serve_api *s, struct httpd_request *q)
{
	AUTO(buf_done) struct buf b = { .max_bytes = BODY_MAX };
	const struct serve_store_link *link;
	enum err e = serve_store_put(&s->store, s->now(), q->body, &link);

	if (e) {
		serve_answer_refuse(s, q, e == ERR_LIMIT ? 507 : 400, e == ERR_LIMIT
			? CATALOG_TEXT("Too many links wait to be fetched; use the stick, or wait until one is fetched.")
			: CATALOG_TEXT("There was nothing in what was to be kept."));
		return;
	}
	buf_printf(&b, "{\"id\":\"%s\",\"path\":\"/take\",\"until_ms\":%lld}", link->id, (long long)link->until.ms);
	serve_answer_send(s, q, 201, SERVE_ANSWER_JSON, buf_str(&b));
}

static void
post_take(struct serve_api *s, struct httpd_request *q)
{
	AUTO(serve_store_wipe) struct buf b = { 0 };

	if (serve_store_take(&s->store, s->now(), serve_answer_below(q, TAKE_PATH), &b))
		serve_answer_send(s, q, 200, "application/octet-stream", buf_str(&b));
	else
		serve_answer_refuse(s, q, 404, CATALOG_TEXT("This link was used already, is older than 24 hours, or is not complete."));
}

/* ---- pages and routes ---- */

static void
get_page(struct serve_api *s, struct httpd_request *q)
{
	AUTO(buf_done) struct buf b = { .max_bytes = SERVE_PAGE_BYTES_MAX };
	const struct serve_page *page = serve_page_find(q->path);

	if (!page) {
		serve_answer_refuse(s, q, 404, CATALOG_TEXT("There is no such page."));
		return;
	}
	serve_page_write(&b, page, serve_answer_language(s, q));
	serve_answer_send(s, q, 200, page->type, buf_str(&b));
}

/* A path that ends in '/' stands for all below it. */
static const struct route {
	enum httpd_method method;
	const char *path;
	enum { OPEN, KEY, KEY_FILES } needs;	/* KEY_FILES: who asks for this works on with the backup, which is kept meanwhile */
	void (*run)(struct serve_api *, struct httpd_request *);
} ROUTES[] = {
	{ HTTPD_GET,  "/api/readers", KEY,       get_readers },
	{ HTTPD_POST, "/api/look",    KEY_FILES, post_look },
	{ HTTPD_POST, "/api/backup",  KEY_FILES, post_backup },
	{ HTTPD_GET,  "/api/job",     KEY_FILES, get_job },
	{ HTTPD_POST, "/api/stop",    KEY,       post_stop },
	{ HTTPD_POST, "/api/forget",  KEY,       post_forget },
	{ HTTPD_GET,  "/api/files",   KEY_FILES, serve_files_list },
	{ HTTPD_GET,  SERVE_FILES_PATH, KEY_FILES, serve_files_one },
	{ HTTPD_GET,  "/api/archive", KEY_FILES, serve_files_archive },
	{ HTTPD_POST, "/api/stick",   KEY_FILES, serve_files_stick },
	{ HTTPD_POST, LINKS_PATH,     KEY_FILES, post_link },
	{ HTTPD_POST, TAKE_PATH,      OPEN,      post_take },
	{ HTTPD_GET,  SERVE_FILES_VIEW_PATH, OPEN, serve_files_view },
	{ HTTPD_GET,  "/",            OPEN,      get_page },
};

static const struct route *
route_of(const struct httpd_request *q)
{
	enum httpd_method method = q->method == HTTPD_HEAD ? HTTPD_GET : q->method;

	for (size_t i = 0; i < COUNT(ROUTES); i++) {
		const struct route *r = &ROUTES[i];
		bool below = r->path[strlen(r->path) - 1] == '/';

		if (r->method == method && (below ? str_starts(q->path, r->path) : str_is(q->path, r->path)))
			return r;
	}
	return NULL;
}

static struct serve_door_ask
ask_of(const struct httpd_request *q)
{
	return (struct serve_door_ask){ .host = httpd_header(q, "host"), .origin = httpd_header(q, "origin"),
		.authorization = httpd_header(q, "authorization") };
}

void
serve_api_handle(void *self, struct httpd_request *q)
{
	struct serve_api *s = self;
	struct serve_door_ask ask = ask_of(q);
	struct httpd_fault fault = serve_door_place(&s->door, &ask);
	const struct route *r = route_of(q);

	if (!fault.status && q->method == HTTPD_OPTIONS) {
		serve_answer_preflight(s, q);
		return;
	}
	if (!fault.status && r && r->needs != OPEN)
		fault = serve_door_key(&s->door, &ask);
	if (fault.status) {
		serve_answer_refuse(s, q, fault.status, fault.why);
		return;
	}
	if (!r) {
		serve_answer_refuse(s, q, 405, CATALOG_TEXT("The agent does not answer this; simcopy(1) lists what it does."));
		return;
	}
	if (r->needs == KEY_FILES)
		s->asked = s->now();
	r->run(s, q);
}

size_t
serve_api_body_limit(void *self, const struct httpd_request *q)
{
	struct serve_api *s = self;
	struct serve_door_ask ask = ask_of(q);
	bool may = !serve_door_place(&s->door, &ask).status && !serve_door_key(&s->door, &ask).status;

	return may && str_is(q->path, LINKS_PATH) ? SERVE_STORE_BYTES_MAX : BODY_MAX;
}

/* ---- begin, time, end ---- */

void
serve_api_init(struct serve_api *s, uint16_t port)
{
	uint8_t key[(SERVE_DOOR_TOKEN_SIZE - 1) / 2];

	*s = (struct serve_api){ .door.port = port };
	serve_job_init(&s->job);
	rng_bytes(key, sizeof key);
	for (size_t i = 0; i < sizeof key; i++)
		snprintf(s->door.token + 2 * i, 3, "%02x", key[i]);
	explicit_bzero(key, sizeof key);
}

void
serve_api_done(struct serve_api *s)
{
	serve_job_forget(&s->job);
	serve_store_done(&s->store);
	explicit_bzero(s, sizeof *s);
}

int
serve_api_tick(struct serve_api *s)
{
	struct utc_ms now = s->now();

	serve_store_expire(&s->store, now);
	if (s->job.state != SERVE_JOB_NONE && s->job.state != SERVE_JOB_RUNS &&
	    (now.ms - s->asked.ms >= SERVE_API_HOLD_MS || now.ms < s->asked.ms)) {
		serve_job_forget(&s->job);
		s->view[0] = '\0';
	}
	return WAIT_MS;
}
