/* serve_door.c - who may speak to the agent. Pure.
 * Sources: RFC 6454 (origins), RFC 6750 (the key), Fetch and Private Network Access (CORS).  Errors: serve_door.h. */
#include "simcopy/serve_door.h"

#include "base/catalog.h"
#include "base/hash.h"

#include <stdio.h>

#define NAME_SIZE 40u

static const char *const NAMES[] = { "127.0.0.1", "localhost" };	/* of ourselves */

static bool
is_us(const struct serve_door *d, const char *before, struct str said)
{
	char ours[NAME_SIZE];

	for (size_t i = 0; i < COUNT(NAMES); i++) {
		snprintf(ours, sizeof ours, "%s%s:%u", before, NAMES[i], d->port);
		if (str_is(said, ours))
			return true;
	}
	return false;
}

static bool
is_host_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
}

bool
serve_door_origin(struct str text)
{
	size_t scheme = str_starts(text, "https://") ? strlen("https://") : str_starts(text, "http://") ? strlen("http://") : 0;

	if (!scheme || text.n == scheme || text.n >= SERVE_DOOR_ORIGIN_SIZE)
		return false;
	for (size_t i = scheme; i < text.n; i++)
		if (!is_host_char(text.p[i]))
			return false;
	return true;
}

struct httpd_fault
serve_door_place(const struct serve_door *d, const struct serve_door_ask *ask)
{
	if (!is_us(d, "", ask->host))
		return (struct httpd_fault){ 421, CATALOG_TEXT("The agent answers as 127.0.0.1 or localhost only.") };
	if (ask->origin.n && !is_us(d, "http://", ask->origin) && !(d->origin[0] && str_is(ask->origin, d->origin)))
		return (struct httpd_fault){ 403, CATALOG_TEXT("This page may not use the agent; simcopy serve --origin allows one.") };
	return (struct httpd_fault){ 0 };
}

struct httpd_fault
serve_door_key(const struct serve_door *d, const struct serve_door_ask *ask)
{
	struct str word, key;

	str_split(ask->authorization, ' ', &word, &key);
	if (!httpd_check_same(word, "bearer") || key.n != strlen(d->token) || !hash_eq(key.p, d->token, key.n))
		return (struct httpd_fault){ 401, CATALOG_TEXT("The key is missing or wrong; simcopy serve has shown it at its start.") };
	return (struct httpd_fault){ 0 };
}
