/* worker_role.h - a worker as a process: claims due effects of one family, carries them out one by one, reports. */
#ifndef SIMOFF_WORKER_ROLE_H
#define SIMOFF_WORKER_ROLE_H
#include "app/role.h"

int worker_role_run(struct role_self *, const struct role_worker_conf *);	/* until stopped; an exit status */
#endif
