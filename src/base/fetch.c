/* fetch.c - an HTTP client on libcurl; the other file that includes it is smtp.c (doc/adr/0007). One handle, one connection,
 * one request at a time; not for threads.
 * libcurl sends a request again by itself when a kept connection ends without an answer. That would do twice what must be done
 * once, so what was sent is followed by its trace, and the second attempt is stopped before it begins (PREREQFUNCTION).
 * libcurl keeps SIGPIPE away while it works, and finds a host's name in a thread of its own.
 * Sources: RFC 9110, 9112, 3986. Errors: see fetch.h. Out of memory: abort. */
#include "base/fetch.h"

#include <curl/curl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define IDLE_SECONDS_MAX 30L	/* servers hang up on the idle; an older connection is made again */

struct fetch {
	CURL       *curl;
	const struct fetch_conf *conf;
	bool        is_sent;	/* some of this call's request has left */
	bool        has_head;	/* status and headers of the answer are there */
	struct buf  body;
	size_t      answer_max;
	bool        is_cut;
	char        curl_text[CURL_ERROR_SIZE];
};

/* Failures before anything was sent that somebody can mend. */
static const struct { CURLcode code; bool needs_mending; const char *text; } ADVICE[] = {
	{ CURLE_COULDNT_RESOLVE_HOST,     true,  "its name is not found: see url" },
	{ CURLE_COULDNT_CONNECT,          false, "it cannot be reached: see url" },
	{ CURLE_OPERATION_TIMEDOUT,       false, "it does not answer in time: see url, call_ms" },
	{ CURLE_SSL_CONNECT_ERROR,        true,  "TLS with it fails: see url" },
	{ CURLE_PEER_FAILED_VERIFICATION, true,  "its certificate is not trusted: see ca_file, url" },
	{ CURLE_SSL_CACERT_BADFILE,       true,  "the certificates to trust cannot be read: see ca_file" },
};

/* -- what libcurl calls -- */

static int
see(CURL *curl, curl_infotype type, char *p, size_t n, void *v)
{
	struct fetch *f = v;

	(void)curl, (void)p, (void)n;
	if (type == CURLINFO_HEADER_OUT || type == CURLINFO_DATA_OUT)
		f->is_sent = true;
	return 0;
}

static int
before_sending(void *v, char *their_address, char *our_address, int their_port, int our_port)
{
	const struct fetch *f = v;

	(void)their_address, (void)our_address, (void)their_port, (void)our_port;
	return f->is_sent ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

/* Line by line; the empty one ends the head. Interim answers (1xx) are not the answer. */
static size_t
take_head(char *p, size_t size, size_t count, void *v)
{
	struct fetch *f = v;
	struct str line = str_trim((struct str){ p, size * count });
	long code = 0;

	if (!line.n && curl_easy_getinfo(f->curl, CURLINFO_RESPONSE_CODE, &code) == CURLE_OK && code >= 200)
		f->has_head = true;
	return size * count;
}

static size_t
take_body(char *p, size_t size, size_t count, void *v)
{
	struct fetch *f = v;
	size_t n = size * count, room = f->answer_max - f->body.n;

	f->is_cut = n > room;
	buf_add(&f->body, (struct str){ p, f->is_cut ? room : n });
	return f->is_cut ? CURL_WRITEFUNC_ERROR : n;	/* the status is known: the rest need not come */
}

/* -- settings -- */

static void
must(CURLcode rc)
{
	if (rc == CURLE_OUT_OF_MEMORY)
		abort();
	assert(rc == CURLE_OK && "a libcurl without HTTP or TLS");
}

static void
set_conf(struct fetch *f)
{
	char ca_file[400];

	must(curl_easy_setopt(f->curl, CURLOPT_PROTOCOLS_STR, "http,https"));
	must(curl_easy_setopt(f->curl, CURLOPT_PROXY, ""));	/* none, whatever the environment says */
	must(curl_easy_setopt(f->curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1));
	must(curl_easy_setopt(f->curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2));
	if (f->conf->ca_file.n) {
		snprintf(ca_file, sizeof ca_file, "%.*s", STR_ARG(f->conf->ca_file));
		must(curl_easy_setopt(f->curl, CURLOPT_CAINFO, ca_file));
	}
	must(curl_easy_setopt(f->curl, CURLOPT_TIMEOUT_MS, (long)f->conf->call_ms));
	must(curl_easy_setopt(f->curl, CURLOPT_CONNECTTIMEOUT_MS, (long)f->conf->call_ms));
	must(curl_easy_setopt(f->curl, CURLOPT_MAXAGE_CONN, IDLE_SECONDS_MAX));
	must(curl_easy_setopt(f->curl, CURLOPT_PREREQFUNCTION, before_sending));
	must(curl_easy_setopt(f->curl, CURLOPT_PREREQDATA, f));
	must(curl_easy_setopt(f->curl, CURLOPT_HEADERFUNCTION, take_head));
	must(curl_easy_setopt(f->curl, CURLOPT_HEADERDATA, f));
	must(curl_easy_setopt(f->curl, CURLOPT_WRITEFUNCTION, take_body));
	must(curl_easy_setopt(f->curl, CURLOPT_WRITEDATA, f));
	must(curl_easy_setopt(f->curl, CURLOPT_DEBUGFUNCTION, see));
	must(curl_easy_setopt(f->curl, CURLOPT_DEBUGDATA, f));
	must(curl_easy_setopt(f->curl, CURLOPT_VERBOSE, 1L));
	must(curl_easy_setopt(f->curl, CURLOPT_ERRORBUFFER, f->curl_text));
}

struct fetch *
fetch_open(const struct fetch_conf *conf)
{
	struct fetch *f = calloc(1, sizeof *f);

	if (!f)
		abort();
	must(curl_global_init(CURL_GLOBAL_DEFAULT));
	f->conf = conf;
	buf_init(&f->body, FETCH_BODY_MAX);
	f->curl = curl_easy_init();
	if (!f->curl)
		abort();
	set_conf(f);
	return f;
}

void
fetch_close(struct fetch *f)
{
	if (!f)
		return;
	curl_easy_cleanup(f->curl);
	curl_global_cleanup();
	buf_done(&f->body);
	free(f);
}

/* -- what may be sent -- */

bool
fetch_is_url(struct str url)
{
	struct str rest, path;
	size_t head = str_starts(url, "http://") ? 7 : str_starts(url, "https://") ? 8 : 0;

	for (size_t i = 0; i < url.n; i++)
		if (url.p[i] <= 0x20 || url.p[i] >= 0x7f || strchr("\"<>\\^`{|}#", url.p[i]))
			return false;
	if (!head || url.n > FETCH_URL_MAX)
		return false;
	str_split((struct str){ url.p + head, url.n - head }, '/', &rest, &path);
	return rest.n && !memchr(rest.p, '@', rest.n) && !memchr(rest.p, '?', rest.n);
}

static bool
is_header(const struct fetch_header *h)
{
	for (size_t i = 0; i < h->name.n; i++) {
		char c = h->name.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'))
			return false;
	}
	return h->name.n && h->name.n <= 64 && h->value.n && h->value.n <= FETCH_HEADER_MAX && !str_has_control(h->value);
}

/* What is wrong with a request, or NULL. */
static const char *
request_fault(const struct fetch_conf *c, const struct fetch_request *q)
{
	if (c->call_ms < 1 || c->call_ms > 600000)
		return "call_ms is not between 1 and 600000";
	if (str_has_control(c->ca_file) || c->ca_file.n >= 400)
		return "ca_file is too long, or holds a control character";
	if (!fetch_is_url(q->url))
		return "the URL is not of the form http://HOST:PORT/PATH";
	if (q->headers > FETCH_HEADERS_MAX)
		return "there are too many headers";
	for (size_t i = 0; i < q->headers; i++)
		if (!is_header(&q->header[i]))
			return "a header cannot be sent: wrong name, empty, too long, or a control character in it";
	if (q->body.n > FETCH_BODY_MAX || q->answer_max > FETCH_BODY_MAX)
		return "the body is too large";
	return NULL;
}

void
fetch_escape(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-._~", c));

		if (plain)
			buf_addc(out, c);
		else
			buf_printf(out, "%%%02X", (unsigned char)c);
	}
}

/* -- one call -- */

static struct curl_slist *
add_header(struct curl_slist *list, const char *line)
{
	struct curl_slist *longer = curl_slist_append(list, line);

	if (!longer)
		abort();
	return longer;
}

/* Without "Expect: 100-continue": it would part the request in two, with a pause between. */
static struct curl_slist *
header_list(const struct fetch_request *q)
{
	struct curl_slist *list = add_header(NULL, "Expect:");
	char line[FETCH_HEADER_MAX + 80];

	for (size_t i = 0; i < q->headers; i++) {
		snprintf(line, sizeof line, "%.*s: %.*s", STR_ARG(q->header[i].name), STR_ARG(q->header[i].value));
		list = add_header(list, line);
	}
	explicit_bzero(line, sizeof line);
	return list;
}

static enum err PRINTF(3, 4)
say(struct fetch_reply *out, enum err e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(out->why, sizeof out->why, fmt, ap);
	va_end(ap);
	return e;
}

static enum err
not_sent(const struct fetch *f, CURLcode rc, struct fetch_reply *out)
{
	for (size_t i = 0; i < COUNT(ADVICE); i++)
		if (rc == ADVICE[i].code) {
			out->needs_mending = ADVICE[i].needs_mending;
			return say(out, ERR_TEMP, "%s: %s in [%s] (%s)", f->conf->peer, ADVICE[i].text, f->conf->section, f->curl_text);
		}
	return say(out, ERR_TEMP, "%s: nothing could be sent (%s)", f->conf->peer, curl_easy_strerror(rc));
}

static enum err
perform(struct fetch *f, struct fetch_reply *out)
{
	long code = 0;

	f->is_sent = f->has_head = f->is_cut = false;
	f->curl_text[0] = '\0';
	buf_reset(&f->body);
	CURLcode rc = curl_easy_perform(f->curl);
	if (rc == CURLE_OUT_OF_MEMORY)
		abort();
	must(curl_easy_getinfo(f->curl, CURLINFO_RESPONSE_CODE, &code));
	if (f->has_head) {
		curl_off_t after = 0;

		must(curl_easy_getinfo(f->curl, CURLINFO_RETRY_AFTER, &after));
		out->retry_after_s = after > 0 ? after : 0;
		out->status = (int)code;
		out->body = buf_str(&f->body);
		out->is_cut = f->is_cut || rc != CURLE_OK;
		return ERR_OK;
	}
	if (!f->is_sent)
		return not_sent(f, rc, out);
	return say(out, ERR_UNSURE, "%s: the request was sent, and no answer that can be read came back (%s)", f->conf->peer, curl_easy_strerror(rc));
}

enum err
fetch_call(struct fetch *f, const struct fetch_request *q, struct fetch_reply *out)
{
	char url[FETCH_URL_MAX + 1];

	*out = (struct fetch_reply){ .body = STR("") };
	const char *fault = request_fault(f->conf, q);
	if (fault)
		return say(out, ERR_INVALID, "%s: %s", f->conf->peer, fault);
	snprintf(url, sizeof url, "%.*s", STR_ARG(q->url));
	struct curl_slist *headers = header_list(q);
	must(curl_easy_setopt(f->curl, CURLOPT_URL, url));
	must(curl_easy_setopt(f->curl, CURLOPT_HTTPHEADER, headers));
	if (q->method == FETCH_POST) {
		must(curl_easy_setopt(f->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)q->body.n));
		must(curl_easy_setopt(f->curl, CURLOPT_POSTFIELDS, q->body.n ? q->body.p : ""));
		must(curl_easy_setopt(f->curl, CURLOPT_POST, 1L));
	} else {
		must(curl_easy_setopt(f->curl, CURLOPT_HTTPGET, 1L));
	}
	f->answer_max = q->answer_max;
	enum err e = perform(f, out);
	must(curl_easy_setopt(f->curl, CURLOPT_HTTPHEADER, NULL));
	curl_slist_free_all(headers);
	explicit_bzero(url, sizeof url);
	return e;
}
