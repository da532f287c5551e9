/* boot.h - from the configuration to what the parent needs to start children: sockets, users, and for each role its own record.
 * Runs with the parent's rights; reads the files of the secrets, and gives each to the role that needs it. */
#ifndef SIMOFF_BOOT_H
#define SIMOFF_BOOT_H
#include "app/config.h"
#include "app/role.h"
#include "base/buf.h"

#define BOOT_URL_SIZE 128u

struct boot {
	struct config *config;
	struct desk_conf desk;
	struct buf cert, key;			/* PEM, when we speak TLS */
	struct buf mark;			/* SVG; empty: none of the operator's own */
	struct buf conf[ROLE_COUNT];		/* encoded records, ready to be sent; they hold secrets */
	int64_t call_limit_ms[ROLE_COUNT];	/* of workers: what one call of the adapter may take */
	bool drops;				/* root started us: children become UID and GID */
	unsigned uid, gid;
	int64_t admin_gid;			/* -1: none */
	char url[BOOT_URL_SIZE];		/* where HTTP is answered */
};

/* boot_load(dir): reads everything and checks that it can be used. NULL: WHY. Then boot_listen, then boot_make. */
struct boot *boot_load(const char *dir, char why_out[CONFIG_WHY_SIZE]) MUST_CHECK;
void boot_free(struct boot *);			/* wipes; NULL is fine */

/* boot_listen: the TCP socket that the configuration names; -1: WHY. The caller owns it. */
int boot_listen(const struct boot *, char why_out[CONFIG_WHY_SIZE]) MUST_CHECK;
/* boot_make: URL and the children's records, now that the port is known. Once. */
void boot_make(struct boot *, uint16_t port);
#endif
