/* boot.c - what the parent prepares before it starts children. */
#include "app/boot.h"

#include "app/brand_file.h"
#include "base/hash.h"
#include "base/httpd_address.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PEM_MAX      16384u		/* bytes of a certificate chain, or of a key */
#define CALL_MARGIN_MS 2000		/* what a worker may take beyond its adapter's own limit before it is ended */

static bool PRINTF(2, 3)
wrong(char why_out[CONFIG_WHY_SIZE], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why_out, CONFIG_WHY_SIZE, fmt, ap);
	va_end(ap);
	return false;
}

/* ---- files and users ---- */

static void
close_it(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static bool
read_pem(const char *path, struct buf *out, char why_out[CONFIG_WHY_SIZE])
{
	AUTO(close_it) int fd = open(path, O_RDONLY | O_CLOEXEC);
	char piece[4096];
	ssize_t n = 0;

	buf_init(out, PEM_MAX);
	if (fd < 0)
		return wrong(why_out, "%s: %s; simoff init makes one", path, strerror(errno));
	while ((n = read(fd, piece, sizeof piece)) > 0)
		buf_add(out, (struct str){ piece, (size_t)n });
	explicit_bzero(piece, sizeof piece);
	if (n < 0)
		return wrong(why_out, "%s: %s", path, strerror(errno));
	if (out->over || !out->n)
		return wrong(why_out, "%s: must be a PEM file of at most %u bytes", path, PEM_MAX);
	return true;
}

static bool
find_users(struct boot *b, char why_out[CONFIG_WHY_SIZE])
{
	char name[64];

	b->admin_gid = -1;
	snprintf(name, sizeof name, "%.*s", STR_ARG(b->config->server.admin_group));
	const struct group *g = *name ? getgrnam(name) : NULL;
	if (*name && !g)
		return wrong(why_out, "[server] admin_group: there is no group %s", name);
	if (g)
		b->admin_gid = g->gr_gid;
	snprintf(name, sizeof name, "%.*s", STR_ARG(b->config->server.user));
	if (!*name || geteuid() != 0)
		return true;
	const struct passwd *p = getpwnam(name);
	if (!p)
		return wrong(why_out, "[server] user: there is no user %s", name);
	b->drops = true;
	b->uid = p->pw_uid;
	b->gid = p->pw_gid;
	return true;
}

static bool
load(struct boot *b, const char *dir, char why_out[CONFIG_WHY_SIZE])
{
	b->config = config_load(dir, why_out);
	if (!b->config || !find_users(b, why_out) || !config_desk(b->config, false, &b->desk, why_out) || !brand_file_read(b->config, &b->mark, why_out))
		return false;
	return !b->config->listen.is_tls
	    || (read_pem(b->config->tls_cert, &b->cert, why_out) && read_pem(b->config->tls_key, &b->key, why_out));
}

struct boot *
boot_load(const char *dir, char why_out[CONFIG_WHY_SIZE])
{
	struct boot *b = calloc(1, sizeof *b);

	if (!b)
		abort();
	if (load(b, dir, why_out))
		return b;
	boot_free(b);
	return NULL;
}

static void
wipe(struct buf *b)
{
	if (b->p)
		explicit_bzero(b->p, b->cap);
	buf_done(b);
}

void
boot_free(struct boot *b)
{
	if (!b)
		return;
	for (int i = 0; i < ROLE_COUNT; i++)
		wipe(&b->conf[i]);
	wipe(&b->cert);
	wipe(&b->key);
	buf_done(&b->mark);
	config_free(b->config);
	explicit_bzero(&b->desk.key, sizeof b->desk.key);
	free(b);
}

int
boot_listen(const struct boot *b, char why_out[CONFIG_WHY_SIZE])
{
	struct str why, at = b->config->listen.address;
	int fd = httpd_address_listen(at, b->config->listen.port, &why);

	if (fd < 0)
		wrong(why_out, "[server] listen: %.*s port %u: %.*s", STR_ARG(at), b->config->listen.port, STR_ARG(why));
	return fd;
}

/* ---- records ---- */

static void
make(struct boot *b, enum role role, const struct record *r, const void *rec)
{
	buf_init(&b->conf[role], CONTROL_BODY_MAX);
	record_encode(r, rec, &b->conf[role]);
	assert(!b->conf[role].over);
}

static void
make_desks(struct boot *b)
{
	struct role_desk_conf c;

	record_init(&role_desk_conf_record, &c);
	c.path = str_of(b->desk.path);
	c.policy = b->desk.policy;
	c.operator_name = b->desk.operator_name;
	c.public_url = b->desk.public_url;
	c.complain = b->desk.complain;
	c.balance_late_s = b->desk.balance_late_s;
	c.has_sms = b->desk.has_sms;
	c.key = (struct str){ (const char *)b->desk.key, sizeof b->desk.key };
	c.has_hook = b->desk.has_hook;
#define X(family) c.family##_window = adapter_common_of(&b->config->adapters, EFFECT_FAMILY_##family).window;
	EFFECT_FAMILIES(X)
#undef X
	c.admin_gid = b->admin_gid;
	c.sandbox = b->config->server.sandbox;
	make(b, ROLE_desk, &role_desk_conf_record, &c);
	c.reader = true;
	make(b, ROLE_reader, &role_desk_conf_record, &c);
}

static void
make_web(struct boot *b)
{
	const struct config *f = b->config;
	struct hash form = HASH_KEYED(b->desk.key, STR("form tokens of the web"));
	struct role_web_conf c;

	record_init(&role_web_conf_record, &c);
	c.operator_name = b->desk.operator_name;
	c.public_url = b->desk.public_url;
	c.complain = b->desk.complain;
	c.policy = b->desk.policy;
	c.help_phone = f->operator.help_phone;
	c.help_mail = f->operator.help_mail;
	c.mark = buf_str(&b->mark);
	c.colour = f->operator.colour;
	c.sms_from = b->desk.has_sms ? f->adapters.sms.callback_from : STR("");
	c.trusted_proxy = f->server.trusted_proxy;
	c.connections = f->server.connections;
	c.is_tls = f->listen.is_tls;
	c.tls_cert = buf_str(&b->cert);
	c.tls_key = buf_str(&b->key);
	c.form_key = hash_str(&form);
	c.sandbox = f->server.sandbox;
	make(b, ROLE_web, &role_web_conf_record, &c);
}

static void
make_pass(struct boot *b)
{
	make(b, ROLE_pass, &role_pass_conf_record, &(struct role_pass_conf){ .sandbox = b->config->server.sandbox });
}

static void
make_worker(struct boot *b, enum role role, const struct role_worker_conf *c)
{
	const struct adapter_conf *a = &b->config->adapters;

	if (!adapter_is_wanted(a, c->family))
		return;
	make(b, role, &role_worker_conf_record, c);
	b->call_limit_ms[role] = adapter_common_of(a, c->family).call_ms + CALL_MARGIN_MS;
}

static void
make_workers(struct boot *b)
{
	struct adapter_conf a = b->config->adapters;
	struct role_worker_conf c;

	if (!a.sms.callback_url.n)
		a.sms.callback_url = b->desk.public_url;
#define X(name) \
	record_init(&role_worker_conf_record, &c); \
	c.family = EFFECT_FAMILY_##name; \
	c.name = a.name; \
	c.sandbox = b->config->server.sandbox; \
	make_worker(b, ROLE_##name, &c);
	EFFECT_FAMILIES(X)
#undef X
}

/* Port 0 was the kernel's choice: links name what it chose. */
static void
set_urls(struct boot *b, uint16_t port)
{
	const struct config_listen *l = &b->config->listen;
	struct str *url = &b->desk.public_url;
	bool is_six = memchr(l->address.p, ':', l->address.n) != NULL;

	snprintf(b->url, sizeof b->url, "%s://%s%.*s%s:%u", l->is_tls ? "https" : "http", is_six ? "[" : "", STR_ARG(l->address),
	    is_six ? "]" : "", port);
	if (l->port == 0 && url->n > 2 && memcmp(url->p + url->n - 2, ":0", 2) == 0)
		*url = arena_str(b->config->arena, str_of(b->url));
}

void
boot_make(struct boot *b, uint16_t port)
{
	set_urls(b, port);
	make_desks(b);
	make_web(b);
	make_pass(b);
	make_workers(b);
}
