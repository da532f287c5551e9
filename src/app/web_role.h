/* web_role.h - the web as a process: HTTP on one side, the channels to the desks on the other. */
#ifndef SIMOFF_WEB_ROLE_H
#define SIMOFF_WEB_ROLE_H
#include "app/role.h"

int web_role_run(struct role_self *, const struct role_web_conf *);	/* until stopped; an exit status */
#endif
