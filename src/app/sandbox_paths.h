/* sandbox_paths.h - files and connections of a process, by Landlock. See sandbox.h. */
#ifndef SIMOFF_SANDBOX_PATHS_H
#define SIMOFF_SANDBOX_PATHS_H
#include "base/base.h"

/* What may be done below a folder, or with a file. */
#define SANDBOX_READ   (1u << 0)	/* open for reading, list */
#define SANDBOX_WRITE  (1u << 1)	/* open for writing, make and remove plain files */
#define SANDBOX_FOLDERS (1u << 3)	/* make folders */
#define SANDBOX_ALL    (1u << 2)	/* everything but making device nodes */

/* An item without a path ends a list. A file that is not there is left out. */
struct sandbox_path { const char *path; unsigned rights; };
/* IS_FREE: may connect and listen by TCP, and signal anybody, as its user may; else, where the kernel has it, connect only if
 * MAY_CONNECT, and signal nobody outside. */
struct sandbox_paths { const struct sandbox_path *list; bool is_free, may_connect; };

int  sandbox_paths_version(void);		/* of the kernel's Landlock; 0: it has none, or it is switched off */
/* sandbox_paths_enter: 0, or the errno of what the kernel refused; ENOSYS without Landlock. no_new_privs must be set. */
int  sandbox_paths_enter(const struct sandbox_paths *) MUST_CHECK;
#endif
