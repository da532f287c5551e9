/* pass_role.h - the process that hashes passwords: between the web, which has them, and the desk, which has their hashes.
 * Neither ever sees what the other has. It has no files, no network, no state that outlives a request. doc/adr/0011. */
#ifndef SIMOFF_PASS_ROLE_H
#define SIMOFF_PASS_ROLE_H
#include "app/role.h"

int pass_role_run(struct role_self *, const struct role_pass_conf *);	/* until told to end; the exit status */
#endif
