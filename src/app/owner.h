/* owner.h - whose an installation is. When root makes one, the daemon gets a user of its own, who owns the folder. */
#ifndef SIMOFF_OWNER_H
#define SIMOFF_OWNER_H
#include "base/base.h"

#define OWNER_USER "simoff"

/* owner_prepare(dir): as root: the system user OWNER_USER exists (made if not) and could reach DIR, so that the daemon can
 * become it. False: WHY says why the daemon will stay who starts it (not root; DIR is below a folder of root's alone; no user
 * can be made here). */
bool owner_prepare(const char *dir, char why_out[200]) MUST_CHECK;

/* owner_give(path): PATH belongs to OWNER_USER and its group from now on. A path that is not there is fine. */
bool owner_give(const char *path) MUST_CHECK;
#endif
