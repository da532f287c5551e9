/* smtp.c - an SMTP client on libcurl; the other file that includes it is fetch.c (doc/adr/0007).
 * One handle, one connection, one mail at a time; not for threads.
 * What was happening when a call failed is followed through libcurl's trace of commands and replies; of the trace only
 * the command's verb and the reply's numbers are looked at. Ending the mail is libcurl's first act after our reader has
 * said that there is no more: from then on an unanswered mail is UNSURE, before it is certainly not delivered
 * (RFC 5321, 4.1.1.4: a server must not act on a mail whose end it has not seen).
 * libcurl keeps SIGPIPE away while it works, and finds a host's name in a thread of its own.
 * Sources: RFC 5321, 3463 (enhanced codes), 4954 (AUTH), 3207 (STARTTLS). Out of memory: abort. */
#include "base/smtp.h"

#include <curl/curl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define IDLE_SECONDS_MAX 30L	/* servers hang up on the idle; an older connection is made again */

enum phase { SESSION, SENDER, RECIPIENT, DATA, ENDED, PHASE_COUNT };

struct smtp {
	CURL        *curl;
	const struct smtp_conf *conf;
	const char  *fault;		/* a setting that makes every call useless, or NULL */
	struct buf   mail;
	size_t       read;		/* bytes of MAIL that libcurl has taken */
	enum phase   phase;		/* of the call going on */
	char         status[12];	/* enhanced code of the last refusal, as "5.1.1"; empty: none */
	char         curl_text[CURL_ERROR_SIZE];
};

/* What a refusal (5xx) and a lost answer mean, by what was asked last. A 4xx is TEMP everywhere. */
static const struct { enum err refused, silent; const char *refused_text, *silent_text; } MEANING[PHASE_COUNT] = {
	[SESSION]   = { ERR_TEMP, ERR_TEMP,   "the mail server refuses us",
	                                      "the mail server cannot be used" },
	[SENDER]    = { ERR_TEMP, ERR_TEMP,   "the mail server refuses our own address: see [mail] from, user",
	                                      "no answer to the sender's address: nothing was sent" },
	[RECIPIENT] = { ERR_PERM, ERR_TEMP,   "the mail server refuses the address",
	                                      "no answer to the recipient's address: nothing was sent" },
	[DATA]      = { ERR_PERM, ERR_TEMP,   "the mail server refuses to take the mail",
	                                      "the connection ended before the mail was complete: it is not delivered" },
	[ENDED]     = { ERR_PERM, ERR_UNSURE, "the mail server refuses the complete mail",
	                                      "no answer to the complete mail: it may be delivered" },
};

/* Failures before there is a mail, which somebody can mend; column CHECK is what doctor is told. */
static const struct { CURLcode code; enum err check; const char *text; } ADVICE[] = {
	{ CURLE_COULDNT_RESOLVE_HOST,     ERR_TEMP, "the mail server's name is not found: see [mail] url" },
	{ CURLE_COULDNT_CONNECT,          ERR_TEMP, "the mail server cannot be reached: see [mail] url" },
	{ CURLE_OPERATION_TIMEDOUT,       ERR_TEMP, "the mail server does not answer in time: see [mail] url, call_ms" },
	{ CURLE_USE_SSL_FAILED,           ERR_PERM, "the mail server offers no STARTTLS: see [mail] tls" },
	{ CURLE_SSL_CONNECT_ERROR,        ERR_PERM, "TLS with the mail server fails: see [mail] url" },
	{ CURLE_PEER_FAILED_VERIFICATION, ERR_PERM, "the mail server's certificate is not trusted: see [mail] ca_file, url" },
	{ CURLE_SSL_CACERT_BADFILE,       ERR_PERM, "the certificates to trust cannot be read: see [mail] ca_file" },
	{ CURLE_LOGIN_DENIED,             ERR_PERM, "the mail server refuses the login: see [mail] user, password" },
};

/* -- what libcurl calls -- */

static size_t
give_mail(char *to, size_t size, size_t count, void *v)
{
	struct smtp *s = v;
	size_t n = s->mail.n - s->read;

	if (n > size * count)
		n = size * count;
	if (n == 0)
		s->phase = ENDED;
	else
		memcpy(to, s->mail.p + s->read, n);
	s->read += n;
	return n;
}

static size_t
drop_reply(char *p, size_t size, size_t count, void *v)
{
	(void)p, (void)v;
	return size * count;
}

static void
see_command(struct smtp *s, struct str line)
{
	static const struct { const char *verb; enum phase phase; } COMMAND[] = {
		{ "MAIL FROM:", SENDER }, { "RCPT TO:", RECIPIENT }, { "DATA\r\n", DATA },
	};

	for (size_t i = 0; i < COUNT(COMMAND); i++)
		if (str_starts(line, COMMAND[i].verb))
			s->phase = COMMAND[i].phase;
}

/* Keeps the enhanced code of a refusal like "550 5.1.1 ...": class, subject and detail, digits and dots only. Other
 * replies change nothing: libcurl says QUIT after a refusal. */
static void
see_reply(struct smtp *s, struct str line)
{
	struct str text = line.n > 4 ? (struct str){ line.p + 4, line.n - 4 } : STR("");
	size_t n = 0, dots = 0;

	if (!str_starts(line, "4") && !str_starts(line, "5"))
		return;
	for (; n < text.n && ((text.p[n] >= '0' && text.p[n] <= '9') || text.p[n] == '.'); n++)
		dots += text.p[n] == '.';
	if (dots != 2 || n >= sizeof s->status)
		n = 0;
	memcpy(s->status, text.p, n);
	s->status[n] = '\0';
}

static int
see(CURL *curl, curl_infotype type, char *p, size_t n, void *v)
{
	(void)curl;
	if (type == CURLINFO_HEADER_OUT)
		see_command(v, (struct str){ p, n });
	if (type == CURLINFO_HEADER_IN)
		see_reply(v, (struct str){ p, n });
	return 0;
}

/* -- settings -- */

static bool
is_url(struct str url)
{
	static const char ALLOWED[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-:[]";
	size_t head = str_starts(url, "smtp://") ? 7 : str_starts(url, "smtps://") ? 8 : 0;

	for (size_t i = head; i < url.n; i++)
		if (!url.p[i] || !strchr(ALLOWED, url.p[i]))
			return false;
	return head && url.n > head && url.n < 256;
}

static const char *
conf_fault(const struct smtp_conf *c)
{
	if (!is_url(c->url))
		return "[mail] url is not of the form smtp://HOST:PORT";
	if (!str_is(c->tls, "required") && !str_is(c->tls, "off"))
		return "[mail] tls is neither required nor off";
	if (c->user.n && str_is(c->tls, "off") && str_starts(c->url, "smtp:"))
		return "[mail] tls is off: user and password would be sent in clear";
	if (str_has_control(c->ca_file) || str_has_control(c->user) || str_has_control(c->password))
		return "[mail] ca_file, user or password holds a control character";
	if (!mime_is_host(c->hello))
		return "[mail] hello is not a host's name";
	if (mime_address_fault(c->from.address))
		return "[mail] from is not an address";
	if (c->call_ms < 1 || c->call_ms > 600000)
		return "[mail] call_ms is not between 1 and 600000";
	return NULL;
}

static void
must(CURLcode rc)
{
	if (rc == CURLE_OUT_OF_MEMORY)
		abort();
	assert(rc == CURLE_OK && "a libcurl without SMTP or TLS");
}

/* Sets a text option; the copy that this needs is wiped, as one of the texts is the password. */
static void
set_text(CURL *curl, CURLoption option, struct str text)
{
	char *z = calloc(1, text.n + 1);

	if (!z)
		abort();
	if (text.n)
		memcpy(z, text.p, text.n);
	must(curl_easy_setopt(curl, option, z));
	explicit_bzero(z, text.n);
	free(z);
}

static void
set_conf(CURL *curl, const struct smtp_conf *c)
{
	bool is_tls = str_is(c->tls, "required");
	char url[600];

	snprintf(url, sizeof url, "%.*s/%.*s", STR_ARG(c->url), STR_ARG(c->hello));
	must(curl_easy_setopt(curl, CURLOPT_URL, url));		/* the path is the name in EHLO */
	must(curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps"));
	must(curl_easy_setopt(curl, CURLOPT_PROXY, ""));	/* none, whatever the environment says */
	must(curl_easy_setopt(curl, CURLOPT_USE_SSL, is_tls ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_NONE));
	must(curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2));
	if (c->ca_file.n)
		set_text(curl, CURLOPT_CAINFO, c->ca_file);
	if (c->user.n) {
		set_text(curl, CURLOPT_USERNAME, c->user);
		set_text(curl, CURLOPT_PASSWORD, c->password);
	}
	snprintf(url, sizeof url, "<%.*s>", STR_ARG(c->from.address));
	must(curl_easy_setopt(curl, CURLOPT_MAIL_FROM, url));
	must(curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)c->call_ms));
	must(curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)c->call_ms));
	must(curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)(c->call_ms + 999) / 1000));	/* for QUIT */
	must(curl_easy_setopt(curl, CURLOPT_MAXAGE_CONN, IDLE_SECONDS_MAX));
}

static void
set_calls(CURL *curl, struct smtp *s)
{
	must(curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_mail));
	must(curl_easy_setopt(curl, CURLOPT_READDATA, s));
	must(curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop_reply));
	must(curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, see));
	must(curl_easy_setopt(curl, CURLOPT_DEBUGDATA, s));
	must(curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L));
	must(curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, s->curl_text));
}

struct smtp *
smtp_open(const struct smtp_conf *conf)
{
	struct smtp *s = calloc(1, sizeof *s);

	if (!s)
		abort();
	must(curl_global_init(CURL_GLOBAL_DEFAULT));
	s->conf = conf;
	s->fault = conf_fault(conf);
	buf_init(&s->mail, SMTP_MAIL_MAX);
	s->curl = curl_easy_init();
	if (!s->curl)
		abort();
	if (!s->fault) {
		set_conf(s->curl, conf);
		set_calls(s->curl, s);
	}
	return s;
}

void
smtp_close(struct smtp *s)
{
	if (!s)
		return;
	curl_easy_cleanup(s->curl);
	curl_global_cleanup();
	buf_done(&s->mail);
	free(s);
}

/* -- one call -- */

static enum err PRINTF(3, 4)
say(struct smtp_reply *out, enum err e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(out->why, sizeof out->why, fmt, ap);
	va_end(ap);
	return e;
}

/* Is a refusal about us and not about the mail? Then it is for us to mend, and the mail waits. */
static bool
is_about_us(const struct smtp *s, int code)
{
	static const int AUTH[] = { 530, 534, 535, 538 };	/* RFC 4954, 6 */

	for (size_t i = 0; i < COUNT(AUTH); i++)
		if (code == AUTH[i])
			return true;
	return s->phase == RECIPIENT && str_starts(str_of(s->status), "5.7.");	/* RFC 3463, 3.8: it does not relay for us */
}

static enum err
refused(const struct smtp *s, struct smtp_reply *out)
{
	int code = out->code;
	bool later = code < 500;
	const char *space = s->status[0] ? " " : "";

	if (!later && s->phase != SESSION && is_about_us(s, code))
		return say(out, ERR_TEMP, "the mail server does not let us send (%d%s%s): see [mail] user, password, from", code, space, s->status);
	out->is_bad_address = s->phase == RECIPIENT && (code == 550 || code == 551 || code == 553);
	return say(out, later ? ERR_TEMP : MEANING[s->phase].refused, "%s (%d%s%s)", MEANING[s->phase].refused_text, code, space, s->status);
}

static enum err
no_session(const struct smtp *s, CURLcode rc, struct smtp_reply *out)
{
	for (size_t i = 0; i < COUNT(ADVICE); i++)
		if (rc == ADVICE[i].code)
			return say(out, ADVICE[i].check, "%s (%s)", ADVICE[i].text, s->curl_text);
	if (out->code >= 400)
		return refused(s, out);
	return say(out, ERR_TEMP, "%s (%s)", MEANING[SESSION].silent_text, s->curl_text[0] ? s->curl_text : curl_easy_strerror(rc));
}

static enum err
perform(struct smtp *s, struct smtp_reply *out)
{
	long code = 0;

	s->phase = SESSION;
	s->read = 0;
	s->status[0] = s->curl_text[0] = '\0';
	CURLcode rc = curl_easy_perform(s->curl);
	must(curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &code));
	out->code = (int)code;
	if (rc == CURLE_OUT_OF_MEMORY)
		abort();
	if (rc == CURLE_OK || (s->phase == ENDED && code / 100 == 2))
		return ERR_OK;
	if (s->phase == SESSION)
		return no_session(s, rc, out);
	if (code >= 400)
		return refused(s, out);
	return say(out, MEANING[s->phase].silent, "%s", MEANING[s->phase].silent_text);
}

enum err
smtp_send(struct smtp *s, const struct mime_mail *mail, struct smtp_reply *out)
{
	*out = (struct smtp_reply){ 0 };
	if (s->fault)
		return say(out, ERR_TEMP, "%s", s->fault);
	const char *fault = mime_fault(&s->conf->from, mail);
	if (fault)
		return say(out, ERR_INVALID, "%s", fault);
	buf_reset(&s->mail);
	mime_compose(&s->conf->from, mail, &s->mail);
	if (s->mail.over)
		return say(out, ERR_INVALID, "the mail is larger than %u bytes", SMTP_MAIL_MAX);

	char to[MIME_ADDRESS_MAX + 3];
	snprintf(to, sizeof to, "<%.*s>", STR_ARG(mail->to));
	struct curl_slist *rcpt = curl_slist_append(NULL, to);
	if (!rcpt)
		abort();
	must(curl_easy_setopt(s->curl, CURLOPT_CUSTOMREQUEST, NULL));
	must(curl_easy_setopt(s->curl, CURLOPT_NOBODY, 0L));
	must(curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, rcpt));
	must(curl_easy_setopt(s->curl, CURLOPT_UPLOAD, 1L));
	enum err e = perform(s, out);
	curl_slist_free_all(rcpt);
	must(curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, NULL));
	return e == ERR_PERM && s->phase == SESSION ? ERR_TEMP : e;	/* to be mended by us: the mail waits */
}

enum err
smtp_check(struct smtp *s, struct smtp_reply *out)
{
	*out = (struct smtp_reply){ 0 };
	if (s->fault)
		return say(out, ERR_PERM, "%s", s->fault);
	must(curl_easy_setopt(s->curl, CURLOPT_UPLOAD, 0L));
	must(curl_easy_setopt(s->curl, CURLOPT_NOBODY, 1L));
	must(curl_easy_setopt(s->curl, CURLOPT_CUSTOMREQUEST, "NOOP"));
	return perform(s, out);
}
