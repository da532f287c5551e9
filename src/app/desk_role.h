/* desk_role.h - the desk as a process: channels of web and workers, the connections of the command line, and batches. */
#ifndef SIMOFF_DESK_ROLE_H
#define SIMOFF_DESK_ROLE_H
#include "app/role.h"

int desk_role_run(struct role_self *, const struct role_desk_conf *);	/* until stopped; an exit status */
#endif
