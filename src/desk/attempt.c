/* attempt.c - how often somebody may guess. Buckets are keyed hashes: the table tells nobody whose account or network was counted.
 * Windows begin with their first attempt. Errors: none; too many is a refusal that says when to come back. */
#include "desk/attempt.h"

#include "base/hash.h"
#include "desk/subject.h"
#include "desk/token.h"

#include <inttypes.h>

#define QUARTER_MS (15 * INT64_C(60000))
#define HOUR_MS    (60 * INT64_C(60000))
#define SWEEP 8

static const struct { const char *name; int64_t account[2], network[2], all[2]; } KIND[] = {
#define X(n, aq, ah, nq, nh, q, h) { #n, { aq, ah }, { nq, nh }, { q, h } },
	ATTEMPT_KINDS(X)
#undef X
};

static void
add_bucket(struct unit *u, struct attempt *a, const char *of, struct str whose, const int64_t max[2])
{
	struct hash h = HASH_KEYED(desk_settings(u->desk)->key, STR("attempt"), str_of(KIND[a->kind].name), str_of(of), whose);

	assert(a->n < ATTEMPT_BUCKETS);
	a->at[a->n].bucket = arena_str(u->arena, hash_str(&h));
	a->at[a->n].quarter_max = max[0];
	a->at[a->n].hour_max = max[1];
	a->n++;
}

/* The buckets of an attempt on ACCOUNT by this caller; the first is the one that no two of a batch may judge together. */
static void
fill(struct unit *u, struct attempt *a, enum attempt_kind kind, struct id account)
{
	struct id device, owner;

	a->kind = kind;
	a->n = 0;
	if (token_open(u, "device", u->caller.device, &device, &owner) && id_eq(owner, account)) {
		add_bucket(u, a, "device", (struct str){ (const char *)device.b, sizeof device.b }, KIND[ATTEMPT_password].account);
		return;
	}
	add_bucket(u, a, "network", u->caller.network, KIND[kind].network);
	add_bucket(u, a, "account", (struct str){ (const char *)account.b, sizeof account.b }, KIND[kind].account);
	add_bucket(u, a, "all", STR(""), KIND[kind].all);
}

void
attempt_ask(struct unit *u, struct attempt *a, enum attempt_kind kind, struct id account)
{
	fill(u, a, kind, account);
	memcpy(u->key_id.b, a->at[0].bucket.p, sizeof u->key_id.b);
	for (int i = 0; i < a->n; i++)
		ask_attempt_get(u, &(struct attempt_row){ .bucket = a->at[i].bucket }, &a->at[i].row);
	all_attempts_over(u, &(struct by_time){ .now = u->now, .limit = SWEEP }, &a->over);
}

/* How long a window that is full still runs; 0: there is room. */
static int64_t
wait_of(int64_t count, int64_t max, struct utc_ms since, int64_t window_ms, struct utc_ms now)
{
	int64_t left = since.ms + window_ms - now.ms;

	return count >= max && left > 0 ? left : 0;
}

bool
attempt_may(struct unit *u, const struct attempt *a)
{
	int64_t wait = 0;

	for (int i = 0; i < a->n; i++) {
		const struct attempt_row *r = &a->at[i].row;
		int64_t quarter = wait_of(r->in_quarter, a->at[i].quarter_max, r->quarter_ms, QUARTER_MS, u->now);
		int64_t hour = wait_of(r->in_hour, a->at[i].hour_max, r->hour_ms, HOUR_MS, u->now);

		wait = quarter > wait ? quarter : wait;
		wait = hour > wait ? hour : wait;
	}
	if (!wait)
		return true;
	unit_say(u, DESK_throttled, a->kind == ATTEMPT_password ? "Too many attempts. Ask for a one-time code, or try again in %" PRId64 " minutes."
	    : "Too many codes were asked for. Try again in %" PRId64 " minutes.", (wait + 59999) / 60000);
	return false;
}

void
attempt_count(struct unit *u, const struct attempt *a)
{
	const struct attempt_row *over = a->over.items;

	for (size_t i = 0; i < a->over.n; i++)
		put_attempt_drop(u, &(struct attempt_row){ .bucket = over[i].bucket, .until_ms = u->now });
	for (int i = 0; i < a->n; i++)
		put_attempt_count(u, &(struct attempt_row){ .bucket = a->at[i].bucket, .quarter_ms = u->now, .hour_ms = u->now,
		    .until_ms.ms = u->now.ms + HOUR_MS });
}

void
attempt_forgive(struct unit *u, enum attempt_kind kind, struct id account)
{
	struct attempt a;

	fill(u, &a, kind, account);
	for (int i = 0; i < a.n; i++)
		put_attempt_forgive(u, &(struct attempt_row){ .bucket = a.at[i].bucket });
}
