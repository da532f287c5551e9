/* serve_door.h - who may speak to the agent: the name it was asked under, the page that asks, the key. Pure.
 * Against: a page of somebody else's in the clerk's browser (Origin), a name of theirs that points at loopback (Host), another
 * program of this machine (key). */
#ifndef SIMOFF_SIMCOPY_SERVE_DOOR_H
#define SIMOFF_SIMCOPY_SERVE_DOOR_H
#include "base/base.h"
#include "base/httpd_check.h"

#define SERVE_DOOR_TOKEN_SIZE  65u	/* 32 random bytes as hex, and the NUL */
#define SERVE_DOOR_ORIGIN_SIZE 260u

struct serve_door {
	uint16_t port;
	char token[SERVE_DOOR_TOKEN_SIZE];
	char origin[SERVE_DOOR_ORIGIN_SIZE];	/* of the portal; "": only the agent's own page */
};
struct serve_door_ask { struct str host, origin, authorization; };	/* headers; empty: not sent */

/* serve_door_origin(text): "https://portal.example" or with a port, as a browser sends it: lower case, no path. */
bool serve_door_origin(struct str text) MUST_CHECK;

/* serve_door_place: 421 asked under another name, 403 another page. WHY is the msgid of a text. */
struct httpd_fault serve_door_place(const struct serve_door *, const struct serve_door_ask *);
/* serve_door_key: 401 without the key. Compares in constant time. */
struct httpd_fault serve_door_key(const struct serve_door *, const struct serve_door_ask *);
#endif
