/* boot.h - from the configuration to what the parent needs to start children: sockets, users, and for each role its own record.
 * Runs with the parent's rights; reads the secrets' files, and gives each to the role that needs it. */
#ifndef SIMOFF_BOOT_H
#define SIMOFF_BOOT_H
#include "app/config.h"
#include "app/role.h"
#include "base/buf.h"

#define BOOT_WHY_SIZE 400u

struct boot {
	struct config *config;
	struct buf conf[ROLE_COUNT];		/* encoded records, ready to be sent; they hold secrets */
	int64_t call_limit_ms[ROLE_COUNT];	/* of workers: what one call of the adapter may take */
	bool drops;				/* root: children become UID and GID */
	unsigned uid, gid;
	int64_t admin_gid;			/* -1: none */
	char url[160];				/* where HTTP is answered */
};

/* boot_load(dir, port): reads everything and checks that it can be used. PORT: what the socket is bound to if the
 * configuration leaves it to the kernel; 0 before that. NULL: WHY. */
struct boot *boot_load(const char *dir, uint16_t port, char why_out[BOOT_WHY_SIZE]) MUST_CHECK;
void boot_free(struct boot *);			/* wipes; NULL is fine */

/* boot_listen: the TCP socket that the configuration names; -1: WHY. */
int boot_listen(const struct boot *, char why_out[BOOT_WHY_SIZE]) MUST_CHECK;
/* boot_bound: now that the port is known, URL and links name it. */
void boot_bound(struct boot *, uint16_t port);
#endif
