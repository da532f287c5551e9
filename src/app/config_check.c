/* config_check.c - do the settings fit together? And what follows from them: address, paths, the desk's key.
 * Errors: a sentence that names the setting and what is expected. */
#include "app/config.h"

#include "adapter/program.h"
#include "base/fetch.h"
#include "base/httpd_address.h"
#include "web/brand.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define WEBHOOK_SECRET_MIN 32u

static bool PRINTF(2, 3)
wrong(char why_out[CONFIG_WHY_SIZE], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why_out, CONFIG_WHY_SIZE, fmt, ap);
	va_end(ap);
	return false;
}

/* ---- [server] ---- */

/* "https://127.0.0.1:8443", "http://[::1]:8080", "0.0.0.0:8443" (https) */
static bool
listen_parse(struct str text, struct config_listen *out, struct httpd_address *address)
{
	struct str port;
	int64_t number;
	const char *colon;

	*out = (struct config_listen){ .is_tls = !str_starts(text, "http://") };
	for (size_t i = 0, skip; i < 2; i++) {
		skip = strlen(i ? "http://" : "https://");
		if (str_starts(text, i ? "http://" : "https://"))
			text = (struct str){ text.p + skip, text.n - skip };
	}
	if (!text.n || !(colon = memrchr(text.p, ':', text.n)))
		return false;
	out->address = (struct str){ text.p, (size_t)(colon - text.p) };
	port = (struct str){ colon + 1, text.n - out->address.n - 1 };
	if (out->address.n > 2 && out->address.p[0] == '[' && out->address.p[out->address.n - 1] == ']')
		out->address = (struct str){ out->address.p + 1, out->address.n - 2 };
	else if (memchr(out->address.p, ':', out->address.n))
		return false;			/* IPv6 needs its brackets: where would the port begin? */
	if (!httpd_address_parse(out->address, address) || !str_to_i64(port, &number) || number < 0 || number > 65535)
		return false;
	out->port = (uint16_t)number;
	return true;
}

static bool
is_loopback(struct httpd_address a)
{
	struct httpd_address four, six;

	if (!httpd_address_parse(STR("127.0.0.1"), &four) || !httpd_address_parse(STR("::1"), &six))
		return false;
	return memcmp(a.b, four.b, 13) == 0 || httpd_address_eq(a, six);	/* 127.0.0.0/8 */
}

static bool
is_any(struct httpd_address a)
{
	static const uint8_t ZERO[4];

	return memcmp(a.b + 12, ZERO, 4) == 0;		/* 0.0.0.0 and :: */
}

static bool
check_listen(struct config *c, char why_out[CONFIG_WHY_SIZE])
{
	struct httpd_address at, proxy;

	if (!listen_parse(c->server.listen, &c->listen, &at))
		return wrong(why_out, "[server] listen: must be like https://127.0.0.1:8443 or https://[::1]:8443, with an IP address");
	c->listen.is_loopback = is_loopback(at);
	if (c->server.connections < CONFIG_CONNECTIONS_MIN)
		return wrong(why_out, "[server] connections: must be at least %d", CONFIG_CONNECTIONS_MIN);
	if (c->server.trusted_proxy.n && !httpd_address_parse(c->server.trusted_proxy, &proxy))
		return wrong(why_out, "[server] trusted_proxy: must be an IP address");
	if (!c->listen.is_tls && !c->listen.is_loopback && !c->server.trusted_proxy.n)
		return wrong(why_out, "[server] listen: http:// only on a loopback address, or with trusted_proxy; "
		    "passwords and codes would be sent in clear");
	if (!c->operator.public_url.n && is_any(at))
		return wrong(why_out, "[operator] public_url: must be given when listen is all addresses; links in mails begin with it");
	if (!c->operator.public_url.n) {
		bool is_six = memchr(c->listen.address.p, ':', c->listen.address.n);

		c->operator.public_url = arena_printf(c->arena, "%s://%s%.*s%s:%u", c->listen.is_tls ? "https" : "http", is_six ? "[" : "",
		    STR_ARG(c->listen.address), is_six ? "]" : "", c->listen.port);
	}
	return true;
}

static bool
check_operator(const struct config *c, char why_out[CONFIG_WHY_SIZE])
{
	struct str url = c->operator.public_url;
	char why[BRAND_WHY_SIZE];

	if (!str_starts(url, "https://") && !str_starts(url, "http://"))
		return wrong(why_out, "[operator] public_url: must begin with https:// or http://");
	if (url.p[url.n - 1] == '/' || memchr(url.p, ' ', url.n))
		return wrong(why_out, "[operator] public_url: must have no slash at its end and no space");
	if (!c->operator.name.n)
		return wrong(why_out, "[operator] name: must not be empty");
	if (c->operator.colour.n && !brand_check(c->operator.colour, why))
		return wrong(why_out, "[operator] colour: %s", why);
	return true;
}

static const char *
path_of(const struct config *c, struct str name)
{
	if (name.n && name.p[0] == '/')
		return arena_str(c->arena, name).p;
	return arena_printf(c->arena, "%s/%.*s", c->dir, STR_ARG(name)).p;
}

static bool
check_files(struct config *c, char why_out[CONFIG_WHY_SIZE])
{
	const struct { const char *name; struct str value; const char **path; } FILES[] = {
		{ "database", c->server.database, &c->database },
		{ "desk_key", c->server.desk_key, &c->desk_key },
		{ "tls_cert", c->server.tls_cert, &c->tls_cert },
		{ "tls_key",  c->server.tls_key,  &c->tls_key },
	};

	for (size_t i = 0; i < COUNT(FILES); i++) {
		if (!FILES[i].value.n)
			return wrong(why_out, "[server] %s: must not be empty", FILES[i].name);
		*FILES[i].path = path_of(c, FILES[i].value);
	}
	c->mark = c->operator.mark.n ? path_of(c, c->operator.mark) : NULL;
	return true;
}

/* ---- adapters ---- */

/* https to anywhere, http to this machine only: what goes there tells who is cut off. */
static bool
is_webhook_url(struct str url)
{
	struct str host, rest;
	struct httpd_address at;

	if (!fetch_is_url(url) || str_starts(url, "https://"))
		return fetch_is_url(url);
	str_split((struct str){ url.p + strlen("http://"), url.n - strlen("http://") }, '/', &host, &rest);
	if (str_is(host, "[::1]") || str_starts(host, "[::1]:"))
		return true;
	str_split(host, ':', &host, &rest);
	return httpd_address_parse(host, &at) && is_loopback(at);
}

static bool
check_far(const char *family, const struct adapter_common *a, char why_out[CONFIG_WHY_SIZE])
{
	if (str_is(a->adapter, "exec") && (!a->command.n || a->command.p[0] != '/'))
		return wrong(why_out, "[%s] command: must be the whole path of a program, and its arguments", family);
	if (str_is(a->adapter, "exec") && !program_can_run(a->command))
		return wrong(why_out, "[%s] command: must have %u words at most, divided by spaces", family, PROGRAM_WORDS_MAX);
	if (!str_is(a->adapter, "webhook"))
		return true;
	if (!is_webhook_url(a->webhook_url))
		return wrong(why_out, "[%s] webhook_url: must be https://HOST/PATH, or http:// with a loopback address", family);
	if (a->webhook_secret.n < WEBHOOK_SECRET_MIN)
		return wrong(why_out, "[%s] webhook_secret: must have %u characters or more; openssl rand -hex 32 makes one", family, WEBHOOK_SECRET_MIN);
	return true;
}

static bool
check_billing(const struct adapter_billing_conf *b, char why_out[CONFIG_WHY_SIZE])
{
	if (b->late_s < 1)
		return wrong(why_out, "[billing] late_s: must be at least 1");
	if (str_is(b->adapter, "billing_csv") && !str_starts(b->folder, "/"))
		return wrong(why_out, "[billing] folder: must be a path that begins with a slash");
	return true;
}

static bool
is_sender(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (i == 0 && s.p[i] == '+')))
			return false;
	return s.n >= 3;
}

static bool
check_kannel(const struct config *c, char why_out[CONFIG_WHY_SIZE])
{
	const struct adapter_sms_conf *sms = &c->adapters.sms;
	struct httpd_address from;

	if (!str_is(sms->adapter, "sms_kannel"))
		return true;
	if (!fetch_is_url(sms->url) || memchr(sms->url.p, '?', sms->url.n))
		return wrong(why_out, "[sms] url: must be like http://127.0.0.1:13013/cgi-bin/sendsms, without ? and what follows");
	if (!sms->user.n || !sms->password.n)
		return wrong(why_out, "[sms] user, password: must be those of a group sendsms-user in kannel.conf");
	if (!is_sender(sms->sender))
		return wrong(why_out, "[sms] sender: must be a number that lines can answer STOP to, digits only, + in front if need be");
	if (sms->parts_max < 1)
		return wrong(why_out, "[sms] parts_max: must be at least 1");
	if (sms->callback_url.n && (!fetch_is_url(sms->callback_url) || sms->callback_url.p[sms->callback_url.n - 1] == '/'))
		return wrong(why_out, "[sms] callback_url: must begin with http:// or https:// and have no slash at its end");
	if (sms->callback_from.n && !httpd_address_parse(sms->callback_from, &from))
		return wrong(why_out, "[sms] callback_from: must be an IP address");
	if (c->policy.drain_s < 60)
		return wrong(why_out, "[policy] drain_s: must be at least 60 with sms_kannel; Kannel counts a message's validity in minutes");
	return true;
}

static bool
check_adapters(const struct config *c, char why_out[CONFIG_WHY_SIZE])
{
	const struct adapter_mail_conf *mail = &c->adapters.mail;

	for (int i = 0; i < EFFECT_FAMILY_COUNT; i++) {
		struct adapter_common a = adapter_common_of(&c->adapters, (enum effect_family)i);
		const char *family = effect_family_names.name[i];

		if (adapter_is_wanted(&c->adapters, (enum effect_family)i) && !adapter_find((enum effect_family)i, a.adapter))
			return wrong(why_out, "[%s] adapter: there is no such adapter; simoff.conf(5) has the list", family);
		if (a.call_ms < 1)
			return wrong(why_out, "[%s] call_ms: must be at least 1", family);
		if (!window_parse(a.window, &(struct window){ 0 }))
			return wrong(why_out, "[%s] window: must be like 08:00-21:00, or empty", family);
		if (!check_far(family, &a, why_out))
			return false;
	}
	if (!check_billing(&c->adapters.billing, why_out))
		return false;
	if (!str_is(mail->adapter, "mail_smtp"))
		return true;
	if (!str_starts(mail->url, "smtp://") && !str_starts(mail->url, "smtps://"))
		return wrong(why_out, "[mail] url: must be smtp://HOST:PORT or smtps://HOST:PORT");
	if (!str_is(mail->tls, "required") && !str_is(mail->tls, "off"))
		return wrong(why_out, "[mail] tls: must be required or off");
	if (mail->user.n && str_is(mail->tls, "off") && str_starts(mail->url, "smtp:"))
		return wrong(why_out, "[mail] user: with tls = off, name and password would be sent in clear");
	if (!mail->from.n || !memchr(mail->from.p, '@', mail->from.n))
		return wrong(why_out, "[mail] from: must be a mail address");
	return true;
}

bool
config_check(struct config *c, char why_out[CONFIG_WHY_SIZE])
{
	const char *why;

	if (!check_listen(c, why_out) || !check_operator(c, why_out) || !check_files(c, why_out) || !check_adapters(c, why_out) ||
	    !check_kannel(c, why_out))
		return false;
	if (!policy_check(&c->policy, &why))
		return wrong(why_out, "[policy] %s", why);
	return true;
}

/* ---- what the desk needs ---- */

static void
close_it(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

bool
config_desk(const struct config *c, bool reader, struct desk_conf *out, char why_out[CONFIG_WHY_SIZE])
{
	AUTO(close_it) int fd = open(c->desk_key, O_RDONLY | O_CLOEXEC);
	struct stat st;
	uint8_t key[CONFIG_KEY_SIZE];

	if (fd < 0 || fstat(fd, &st) != 0)
		return wrong(why_out, "%s: %s; it belongs into every backup, bring it back from there", c->desk_key, strerror(errno));
	if (st.st_mode & 077)
		return wrong(why_out, "%s: others may read it; do: chmod 600 %s", c->desk_key, c->desk_key);
	if (st.st_size != (off_t)sizeof key || read(fd, key, sizeof key) != (ssize_t)sizeof key)
		return wrong(why_out, "%s: must be %u bytes long", c->desk_key, CONFIG_KEY_SIZE);
	*out = (struct desk_conf){
		.path = c->database, .reader = reader, .policy = c->policy, .operator_name = c->operator.name,
		.public_url = c->operator.public_url, .complain = c->operator.complain,
		.balance_late_s = adapter_is_wanted(&c->adapters, EFFECT_FAMILY_billing) ? c->adapters.billing.late_s : 0,
		.has_hook = adapter_is_wanted(&c->adapters, EFFECT_FAMILY_hook),
		.has_sms = !str_is(c->adapters.sms.adapter, "null"),
	};
	for (int i = 0; i < EFFECT_FAMILY_COUNT; i++)
		if (!window_parse(adapter_common_of(&c->adapters, (enum effect_family)i).window, &out->window[i]))
			assert(false && "config_check has parsed it");
	static_assert(sizeof out->key == sizeof key, "the desk's key is as long as its file");
	memcpy(out->key, key, sizeof key);
	explicit_bzero(key, sizeof key);
	return true;
}
