/* desk.h - the only door to what simoff knows. Operations are records in, records out; web, workers, the command line,
 * tests and the simulator all come through here, over the wire or in the same process.
 * The desk decides who may do what (the row's callers), that a state, its audit entry, the effects it owes and the answer
 * to the caller's key are one transaction, and that nobody hears "received" before the commit returned.
 * Source: DESIGN sections 3 to 5. */
#ifndef SIMOFF_DESK_H
#define SIMOFF_DESK_H
#include "desk/records_subscriber.h"
#include "domain/effect.h"
#include "domain/policy.h"
#include "domain/report.h"
#include "domain/termination.h"
#include "domain/window.h"

/* ---- who asks ---- */
/* role, letter in the operation list, meaning */
#define DESK_ROLES(X) \
	X(public,   'p', "anybody on the portal; a case's own token gives more") \
	X(reader,   'r', "an API key that reads") \
	X(operator, 'o', "an API key that acts for the operator") \
	X(admin,    'a', "root, the daemon's user, or the configured group, on the Unix socket") \
	X(worker,   'w', "an adapter's process") \
	X(pass,     'h', "the process that hashes passwords, for somebody on the portal") \
	X(timer,    't', "the desk's own clock")
enum desk_role {
#define X(n, l, t) DESK_ROLE_##n,
	DESK_ROLES(X)
#undef X
	DESK_ROLE_COUNT
};
extern const struct names desk_role_names;

/* Goes before every request on the wire. From web: role public with what the browser or client sent; the desk itself turns
 * a credential into a role and a name. On the socket and from workers the process that accepted it fills in role and name. */
#define DESK_CALLER(F, s) \
	F(s, ENUM,   role,       desk_role, 0,        "as the channel vouches; an API key raises it") \
	F(s, TEXT,   name,       80,        0,        "who: user name, adapter, or of the API key") \
	F(s, TEXT,   channel,    12,        0,        "web api counter hotline letter cli") \
	F(s, TEXT,   network,    48,        PERSONAL, "the client's network, for throttling") \
	F(s, SECRET, credential, 128,       0,        "the API key as presented") \
	F(s, SECRET, token,      64,        0,        "of one case: cookie or secret link") \
	F(s, TEXT,   key,        200,       0,        "Idempotency-Key") \
	F(s, SECRET, session,    64,        0,        "of a subscriber who is signed in: cookie") \
	F(s, SECRET, device,     64,        0,        "of a browser that was signed in before: cookie; own allowance of attempts") \
	F(s, TEXT,   agent,      80,        0,        "which browser, in its own words, for the list of sessions")
RECORD(desk_caller, DESK_CALLER)

/* ---- what came of it: word, HTTP status, default text ---- */
#define DESK_CODES(X) \
	X(ok,           200, "Done") \
	X(created,      201, "Created") \
	X(invalid,      400, "The request is not valid") \
	X(stranger,     401, "Authentication is needed") \
	X(denied,       403, "Not allowed") \
	X(unknown,      404, "Not found") \
	X(refused,      409, "Not possible in this state") \
	X(key_reused,   422, "This key was used for another request") \
	X(throttled,    429, "Too many attempts") \
	X(broken,       500, "The request failed; nothing was stored") \
	X(busy,         503, "Busy; ask again with the same key")
enum desk_code {
#define X(n, h, t) DESK_##n,
	DESK_CODES(X)
#undef X
	DESK_CODE_COUNT
};
int desk_code_http(enum desk_code);
const char *desk_code_text(enum desk_code);
const char *desk_code_name(enum desk_code);

/* ---- the operations: name, in, out, reads or writes, callers (letters of DESK_ROLES), one line ---- */
#define DESK_OPERATIONS(X) \
	X(case_submit,   desk_submit_in,  desk_case_view,   writes, "oa",   "a wish that somebody vouches for") \
	X(case_request,  desk_submit_in,  desk_case_view,   writes, "p",    "a wish from the portal, not proven; sends a code") \
	X(case_code,     desk_case_in,    desk_case_view,   writes, "p",    "send another one-time code") \
	X(case_prove,    desk_code_in,    desk_case_view,   writes, "p",    "the one-time code: proves the line, freezes a quote") \
	X(case_edit,     desk_edit_in,    desk_case_view,   writes, "p",    "change what was declared, before it is submitted") \
	X(case_confirm,  desk_case_in,    desk_case_view,   writes, "p",    "the second step: submit what the summary shows") \
	X(case_get,      desk_case_in,    desk_case_view,   reads,  "proa", "one case") \
	X(case_list,     desk_page_in,    desk_cases,       reads,  "roa",  "cases in order of receipt") \
	X(case_event,    desk_event_in,   desk_case_view,   writes, "poa",  "withdraw, approve, reject and every other event") \
	X(case_account,  desk_account_in, desk_case_view,   writes, "oa",   "a person states the balance that billing does not give") \
	X(line_get,      desk_line_in,    desk_line_view,   reads,  "roa",  "one line") \
	X(line_list,     desk_page_in,    desk_lines,       reads,  "roa",  "lines in order of number") \
	X(case_person,   desk_case_in,    desk_case_view,   writes, "p",    "no code can reach the holder: a person shall check") \
	X(group_get,     desk_group_in,   desk_group,       reads,  "p",    "the cases of a subscriber that were asked for together") \
	X(document_add,  desk_document_in, desk_document_part, writes, "p", "a part of a paper for a case") \
	X(document_get,  desk_document_in, desk_document_part, reads, "roa", "a part of it, for staff") \
	X(account_get,   desk_empty,      desk_account_view, reads, "p",    "My account: lines, cases, sessions") \
	X(account_language, desk_language_in, desk_empty,   writes, "p",    "the subscriber's language") \
	X(account_show,  desk_account_end_in, desk_staff_view, reads, "roa", "how a subscriber signs in: sessions, age of the password") \
	X(account_end,   desk_account_end_in, desk_empty,   writes, "oa",   "end all sessions of a subscriber: a phone was stolen") \
	X(password_look, desk_password_look_in, desk_password_look_out, writes, "h", "what a password is compared with; counts the attempt") \
	X(sign_in,       desk_sign_in_in, desk_session_view, writes, "h",   "a password was judged: a session") \
	X(password_set,  desk_password_in, desk_session_view, writes, "h",  "a new password; ends all other sessions") \
	X(proof_begin,   desk_proof_in,   desk_proof_view,  writes, "p",    "send a one-time code to whoever has this login") \
	X(proof_get,     desk_proof_code_in, desk_proof_view, reads, "p",   "where it stands") \
	X(proof_again,   desk_proof_code_in, desk_proof_view, writes, "p",  "send another code") \
	X(proof_code,    desk_proof_code_in, desk_session_view, writes, "p", "the one-time code: a session") \
	X(session_touch, desk_empty,      desk_empty,       writes, "p",    "the session is in use") \
	X(session_end,   desk_session_in, desk_empty,       writes, "p",    "sign out here, there, or everywhere else") \
	X(line_block,    desk_block_in,   desk_line_view,   writes, "poa",  "disable a line in the network, or enable it again") \
	X(line_import,   desk_import_in,  desk_import_out,  writes, "a",    "one row of an import") \
	X(number_get,    desk_line_in,    desk_number_view, reads,  "roa",  "what holds a number") \
	X(number_list,   desk_page_in,    desk_numbers,     reads,  "roa",  "numbers that rest, went back or moved") \
	X(number_ported, desk_ported_in,  desk_number_view, writes, "oa",   "the number moves to another operator") \
	X(card_list,     desk_page_in,    desk_cards,       reads,  "roa",  "open cards by due time") \
	X(card_act,      desk_card_in,    desk_card_view,   writes, "oa",   "take, close or agree to a card") \
	X(event_list,    desk_page_in,    desk_feed,        reads,  "roa",  "everything that happened, with a cursor") \
	X(effect_claim,  desk_claim_in,   desk_claim_out,   writes, "w",    "due effects for one worker") \
	X(effect_settle, effect_outcome,  desk_empty,       writes, "w",    "what became of one") \
	X(sms_report,    desk_sms_report_in, desk_empty,    writes, "p",    "what became of a short message, by its own token") \
	X(sms_received,  desk_sms_received_in, desk_empty,  writes, "p",    "what a line answered by SMS, by the gateway's token") \
	X(case_timer,    desk_timer_in,   desk_empty,       writes, "t",    "a case's time is over") \
	X(metrics,       desk_empty,      desk_metrics,     reads,  "proa", "counts for /metrics; no personal data")
enum desk_op {
#define X(name, in, out, mode, callers, text) DESK_OP_##name,
	DESK_OPERATIONS(X)
#undef X
	DESK_OP_COUNT
};
/* One-time codes: rule 11. */
#define DESK_CODE_MS    300000		/* how long one works */
#define DESK_CODE_TRIES 5		/* wrong ones of it */
#define DESK_CODES_MAX  3		/* sent for one request, or one wish to sign in */

struct desk_operation { const char *name; const struct record *in, *out; bool writes; const char *callers, *text; };
extern const struct desk_operation desk_operations[DESK_OP_COUNT];

/* ---- the desk itself ---- */
struct desk_conf {
	const char *path;		/* of the database; ":memory:" never: use a file in /dev/shm for tests */
	bool reader;			/* only operations marked reads; a second, read-only desk */
	struct policy policy;
	struct str operator_name, public_url, complain;	/* complain: how to, in one line */
	int64_t balance_late_s;		/* how long billing's balance may take before a person is told; 0: there is no billing */
	struct window window[EFFECT_FAMILY_COUNT];	/* the hours of a family, for what may wait */
	bool has_hook;			/* every step of a case is owed to the operator's own system */
	bool has_sms;			/* there is a gateway: one-time codes go to the line itself */
	uint8_t key[32];		/* the desk's own key: tokens, codes, hashes of documents */
	struct utc_ms (*now)(void *self);	/* the clock; NULL: the system's */
	void *now_self;
};
struct desk;

/* Called once per request: after the commit for writes, before it for reads (which saw only committed rows).
 * WHY: what was wrong, in words for the caller; empty: the code's own text. OUT lives until the function returns. */
typedef void desk_answer_fn(void *self, uint64_t tag, void *from, enum desk_op, enum desk_code, struct str why, const void *out);

struct desk *desk_open(const struct desk_conf *, desk_answer_fn *, void *self, char why_out[300]) MUST_CHECK;
void desk_close(struct desk *);

/* desk_add: one request into the next batch. IN is copied (its texts must live until desk_run returned). False: the batch is
 * full, run it first. ALONE: in a batch of its own (sent again after a desk died). */
bool desk_add(struct desk *, enum desk_op, const struct desk_caller *, const void *in, uint64_t tag, void *from, bool alone) MUST_CHECK;
/* desk_add_encoded: the same from the wire: caller record and in record, one after the other. ERR_INVALID: malformed. */
enum err desk_add_encoded(struct desk *, enum desk_op, struct str bytes, uint64_t tag, void *from, bool alone) MUST_CHECK;
bool desk_is_full(const struct desk *);
bool desk_has_work(const struct desk *);	/* something waits for desk_run */
void desk_run(struct desk *);			/* one batch: one commit; answers. What lost its race waits for the next */

/* desk_tick: adds due timers to the next batch. Returns ms until it wants to be called again (0: has work now). */
int  desk_tick(struct desk *);
/* When the next effect of FAMILY is due: for waking its worker; 0 = none. Cheap: cached, renewed after writes. */
struct utc_ms desk_effect_due(struct desk *, enum effect_family);

/* desk_call: one operation in this process, run at once with whatever waits: tests, the simulator, commands without a
 * daemon. OUT is a record of the operation, its texts live in ARENA. */
enum desk_code desk_call(struct desk *, enum desk_op, const struct desk_caller *, const void *in, void *out, struct arena *, struct str *why_out);

/* desk_ask_world: after a restore: every effect still owed becomes unknown, so that the outside world, which may be ahead of
 * the backup, is asked before anything else. */
enum err desk_ask_world(struct desk *) MUST_CHECK;
enum err desk_backup(struct desk *, const char *to, char why_out[300]) MUST_CHECK;
/* desk_client_add: a new API key with NAME and ROLE (reader, operator); the key itself goes to KEY_OUT, once. */
enum err desk_client_add(struct desk *, struct str name, struct str role, char key_out[64]) MUST_CHECK;

/* desk_sms_token: by what an SMS gateway shows that an answer of a line comes from it. Derived from the desk's key. */
struct str desk_sms_token(struct desk *, struct arena *);

/* desk_audit_verify: walks every chain. Returns broken chains; calls BAD for each with what is wrong. Cost O(audit rows). */
int desk_audit_verify(struct desk *, void (*bad)(void *self, struct id line, int64_t seq, const char *what), void *self, int64_t *lines_out, int64_t *rows_out);

struct store;
struct store *desk_store(struct desk *);	/* for tests only: the crash probe */
#endif
