/* attempt.h - inside the desk: attempts counted against guessing, durably. Passwords, codes that are asked for to sign in, and those of
 * requests that are not proven are counted apart: so no stranger's requests take a holder's way in.
 * An attempt counts for the account, for the network it comes from, and for all together. A browser that shows that it was signed in
 * to this account before counts for itself alone: so a stranger who uses up an account's allowance locks nobody out. What turns out
 * right is taken back. An account that nobody has is counted like any other, under an id derived from the login.
 * Source: PROMISES, security rows; doc/adr/0012. */
#ifndef SIMOFF_ATTEMPT_H
#define SIMOFF_ATTEMPT_H
#include "desk/unit.h"

#define ATTEMPT_BUCKETS 3

/* what, in 15 minutes and in an hour: of an account, of a network, of all. A network that a stranger has cannot use up an account's
 * codes alone: so its owner can always ask for one. */
#define ATTEMPT_KINDS(X) \
	X(password, 5, 10,  5, 10, 600, 1500) \
	X(code,     15, 30, 5, 10, 600, 1500) \
	X(request,  15, 30, 5, 10, 600, 1500)
enum attempt_kind {
#define X(n, ...) ATTEMPT_##n,
	ATTEMPT_KINDS(X)
#undef X
};

struct attempt {
	enum attempt_kind kind;
	int n;					/* buckets that this attempt counts in */
	struct { struct str bucket; int64_t quarter_max, hour_max; struct attempt_row row; } at[ATTEMPT_BUCKETS];
	struct list over;			/* of anybody's, of no interest any more */
};

/* attempt_ask: in ask. Sets u->key_id, so that no two attempts of one network, or of one browser, are judged in the same batch. */
void attempt_ask(struct unit *, struct attempt *, enum attempt_kind, struct id account);
/* attempt_may: in decide: is there room? Else the unit says throttled, and when to try again. */
bool attempt_may(struct unit *, const struct attempt *);
/* attempt_count: in write: one more. Also takes away a few rows that are over. */
void attempt_count(struct unit *, const struct attempt *);
/* attempt_forgive: in write: the attempt of KIND that was counted for this caller and account was right. */
void attempt_forgive(struct unit *, enum attempt_kind, struct id account);
#endif
