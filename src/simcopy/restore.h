/* restore.h - contacts onto a card: what would be written is shown, agreed to with a typed yes, written, read back. */
#ifndef SIMOFF_SIMCOPY_RESTORE_H
#define SIMOFF_SIMCOPY_RESTORE_H
#include "simcopy/plan.h"
#include "simcopy/update.h"

/* restore_source(path, k, out, why): the contacts of an image or a backup's folder, of a vCard file (.vcf) or a table (.csv); texts
 * live in K's arena. ERR_NOENT, ERR_INVALID, ERR_LIMIT, ERR_DENIED, ERR_TEMP. */
enum err restore_source(const char *path, struct keep *, struct contact_list *out, char why[IMAGE_WHY_SIZE]) MUST_CHECK;

void restore_show(const struct plan *, struct progress *);	/* the dry run: a line per number, one per loss, then the sums */

/* restore_run(plan, update, stop): writes what the plan says, in its order (entry.h): first the counters. The first failure
 * ends it: nothing more is given to a card that does not keep it. Errors as update_record; ERR_TEMP: stopped. */
enum err restore_run(const struct plan *, struct update *, const volatile int *stop) MUST_CHECK;
#endif
