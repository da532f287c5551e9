/* pass_queue.h - the requests that the process of passwords has in hand: how much work they are, whose turn it is, which are too
 * late. Memory of fixed size; a request is wiped, with what was typed, when it is done with. No clock of its own, no I/O.
 *	look  the desk was asked what to compare with	check  that is to be compared	make  the new password is to be hashed
 *	tell  the desk was told what came of it
 * Turns go around among networks, so that whoever sends a hundred at once waits for himself. */
#ifndef SIMOFF_PASS_QUEUE_H
#define SIMOFF_PASS_QUEUE_H
#include "base/password.h"
#include "desk/desk.h"

#define PASS_QUEUE_MAX     256u		/* in hand; beyond it, or beyond so much work, a request is refused */
#define PASS_QUEUE_WORK_MS 2000
#define PASS_QUEUE_LATE_MS 4000		/* with the 5 s that a frozen process is given, less than web waits */
#define PASS_QUEUE_BYTES   4096u	/* of one request: caller and record */
#define PASS_QUEUE_KEY     33u

enum pass_queue_step { PASS_QUEUE_look, PASS_QUEUE_check, PASS_QUEUE_make, PASS_QUEUE_tell };

struct pass_queue_item {
	uint64_t serial;		/* 0: this place is free */
	uint64_t web_tag;		/* of its answer */
	enum desk_op op;		/* sign_in or password_set */
	enum pass_queue_step step;
	int64_t since_ms;
	uint64_t turn;
	struct desk_caller caller;	/* texts in BYTES and KEY */
	union { struct desk_sign_in_in sign_in; struct desk_password_in password; } in;	/* likewise; what is made goes to HASH */
	struct utc_ms chosen;		/* when what it is compared with was; goes back with the judgement */
	char hash[PASSWORD_HASH_SIZE + 1];	/* to compare with; then: of the new one */
	char key[PASS_QUEUE_KEY];	/* of a request that came without: what is sent twice counts once */
	char bytes[PASS_QUEUE_BYTES];
};

struct pass_queue;

struct pass_queue *pass_queue_new(int64_t cost_us);	/* COST: of one hash, as measured */
void pass_queue_free(struct pass_queue *);		/* NULL is fine */

/* pass_queue_add: a request, its BODY as it is on the wire. ERR_INVALID: malformed. ERR_LIMIT: more work than is taken on. */
enum err pass_queue_add(struct pass_queue *, uint64_t web_tag, enum desk_op, struct str body, int64_t now_ms, struct pass_queue_item **out) MUST_CHECK;
void pass_queue_drop(struct pass_queue *, struct pass_queue_item *);	/* wiped; its place is free */
struct pass_queue_item *pass_queue_find(struct pass_queue *, uint64_t serial);	/* NULL: done with */
struct pass_queue_item *pass_queue_next(struct pass_queue *);	/* whose turn it is to be hashed; NULL: nobody's */
struct pass_queue_item *pass_queue_late(struct pass_queue *, int64_t now_ms);	/* one that is too late; NULL: none */
struct pass_queue_item *pass_queue_any(struct pass_queue *);	/* NULL: empty */
size_t pass_queue_count(const struct pass_queue *);
int64_t pass_queue_work_ms(const struct pass_queue *);	/* of all in hand */

struct str pass_queue_typed(const struct pass_queue_item *);	/* what is compared: at sign-in the password, else the old one */
void pass_queue_took(struct pass_queue *, int64_t us);	/* what a hash took just now; the measure follows it */
#endif
