/* batch.h - inside the desk: requests gathered, run as one transaction, answered. See batch.c. */
#ifndef SIMOFF_BATCH_H
#define SIMOFF_BATCH_H
#include "desk/unit.h"

#define BATCH_UNITS_MAX 128
#define BATCH_CALLS_MAX (BATCH_UNITS_MAX * 24 + 64 * 8)	/* a submit queues about 16; a claim 4 per effect */
#define BATCH_REQUEST_MAX (DESK_PART_BYTES + 65536u)	/* a part of a paper, and what goes with it */

struct batch;
struct batch_stats { int64_t batches, units, reruns, lost, commit_us; };

struct batch *batch_new(struct desk *, struct store *, struct utc_ms last);
void batch_free(struct batch *);

/* batch_add: BYTES is u32 length of the caller record, the caller record, the in record; it is copied.
 * ERR_INVALID: malformed, or no such operation. The batch must not be full. */
enum err batch_add(struct batch *, enum desk_op, struct str bytes, uint64_t tag, void *from, bool alone) MUST_CHECK;
bool batch_is_full(const struct batch *);
int  batch_count(const struct batch *);
void batch_run(struct batch *);
const struct batch_stats *batch_stats(const struct batch *);

/* what the batch needs of the desk (desk.c) */
struct batch *desk_batch(struct desk *);
struct utc_ms desk_now(struct desk *);
void desk_answer(struct desk *, const struct unit *, const void *out);
void desk_complain(struct desk *, enum desk_op, const char *why);	/* log a failure: of this request alone, or (COUNT) of a batch */
struct utc_ms desk_started(const struct desk *);
char desk_role_letter(enum desk_role);
#endif
