/* task.h - one effect carried out: asked about first where an earlier attempt may have happened, the message written, the
 * adapter called, the outcome with the key of the intent. Used by the worker; blocks as long as the adapter does. */
#ifndef SIMOFF_TASK_H
#define SIMOFF_TASK_H
#include "app/role.h"
#include "base/buf.h"

struct task {
	struct role_self *self;		/* told when a call begins and ends; NULL in tests */
	enum effect_family family;
	const struct adapter *adapter;
	void *adapter_self;
	struct adapter_conf conf;
	struct buf subject, text;
};

/* task_open: the adapter that CONF names for FAMILY. False: there is none. CONF's texts are borrowed until task_close. */
bool task_open(struct task *, struct role_self *, enum effect_family, const struct adapter_conf *) MUST_CHECK;
void task_close(struct task *);

/* task_run: OUT is complete, its texts are in ARENA. Never fails: what goes wrong is an outcome. */
void task_run(struct task *, const struct effect_task *, struct arena *, struct effect_outcome *out);
/* task_put_back: the outcome of a task that was claimed and not begun. WHY is static. */
void task_put_back(const struct effect_task *, const char *why, struct effect_outcome *out);
#endif
