/* operations.h - inside the desk: the struct of every operation, and what the files of the families share.
 * Each struct is: the unit, its input, its reply, then its work; the work is zeroed before each attempt. */
#ifndef SIMOFF_OPERATIONS_H
#define SIMOFF_OPERATIONS_H
#include "desk/attempt.h"
#include "desk/login.h"
#include "desk/own.h"
#include "desk/session.h"
#include "desk/subject.h"
#include "desk/view.h"

#define OPERATIONS_CLAIM_MAX 64

struct case_submit {
	struct unit u; struct desk_submit_in in; struct desk_case_view out;
	struct str msisdn, key_hash;
	struct dir_msisdn at; struct dir_key key; struct key_case seen; struct subject open; struct term_case last, met;
	struct hash body;
};
struct case_request {
	struct unit u; struct desk_submit_in in; struct desk_case_view out;
	struct str msisdn;
	struct dir_msisdn at; struct own own; struct subject s; struct term_case open, last, met; struct attempt attempt; bool is_own;
};
/* All operations on one case by its reference share this work. */
struct case_work { struct dir_reference at; struct subject s; struct view_parts parts; struct subject other; bool plain; const char *audit; };
struct case_code    { struct unit u; struct desk_case_in in; struct desk_case_view out; struct case_work w; struct attempt attempt; };
struct case_prove   { struct unit u; struct desk_code_in in; struct desk_case_view out; struct case_work w; bool is_first; };
struct case_edit    { struct unit u; struct desk_edit_in in; struct desk_case_view out; struct case_work w; };
struct case_confirm { struct unit u; struct desk_case_in in; struct desk_case_view out; struct case_work w; struct term_case last; };
struct case_get     { struct unit u; struct desk_case_in in; struct desk_case_view out; struct case_work w; };
struct case_event   { struct unit u; struct desk_event_in in; struct desk_case_view out; struct case_work w; struct card_row first; };
struct case_account { struct unit u; struct desk_account_in in; struct desk_case_view out; struct case_work w; struct str audit; };
struct case_timer   { struct unit u; struct desk_timer_in in; struct desk_empty out; struct subject s; };
struct case_list    { struct unit u; struct desk_page_in in; struct desk_cases out; struct list rows; struct by_page page; };

struct line_get    { struct unit u; struct desk_line_in in; struct desk_line_view out; struct str msisdn; struct dir_msisdn at; struct subject s; struct effect_row block; };
struct line_block  { struct unit u; struct desk_block_in in; struct desk_line_view out; struct str msisdn; struct dir_msisdn at; struct own own; struct subject s; bool change; };
struct line_list   { struct unit u; struct desk_page_in in; struct desk_lines out; struct list rows; struct by_page page; };
struct line_import {
	struct unit u; struct desk_import_in in; struct desk_import_out out;
	struct str msisdn; struct dir_msisdn at; struct subject s; struct number_hold hold; struct line next; bool is_new, moves_sim, moves_holder;
	struct str mail;		/* of the row, as a login; empty: none */
	struct dir_login mail_at;	/* whose it is now */
	struct list others;		/* that subscriber's lines */
};

struct number_get    { struct unit u; struct desk_line_in in; struct desk_number_view out; struct str msisdn; struct dir_msisdn at; struct line line; struct number_hold hold; };
struct number_list   { struct unit u; struct desk_page_in in; struct desk_numbers out; struct list rows; struct by_page page; };
struct number_ported {
	struct unit u; struct desk_ported_in in; struct desk_number_view out;
	struct str msisdn; struct dir_msisdn at; struct subject s; struct number_hold hold; bool ends_hold;
};

struct card_list { struct unit u; struct desk_page_in in; struct desk_cards out; struct list rows; struct by_page page; };
struct card_act  { struct unit u; struct desk_card_in in; struct desk_card_view out; struct by_card key; struct card_row card; struct term_case open; struct audit_row head; };
struct event_list { struct unit u; struct desk_page_in in; struct desk_feed out; struct list rows; struct by_page page; };
struct metrics    { struct unit u; struct desk_empty in; struct desk_metrics out; struct list cases, effects, cards, far_ends; };

struct effect_claim {
	struct unit u; struct desk_claim_in in; struct desk_claim_out out;
	struct list rows; struct line line[OPERATIONS_CLAIM_MAX]; struct term_case c[OPERATIONS_CLAIM_MAX]; struct term_case open[OPERATIONS_CLAIM_MAX];
};
struct effect_settle {
	struct unit u; struct effect_outcome in; struct desk_empty out;
	struct effect_outcome o;	/* as judged here */
	struct effect_row row; struct subject s; struct list reports, others; struct str audit; bool stale, gives_up, nags;
};
struct sms_report {
	struct unit u; struct desk_sms_report_in in; struct desk_empty out;
	struct effect_key key; enum report_kind kind; struct subject s; struct effect_row row; struct list seen, others; struct sms_report_row add; bool is_new, settles;
};
struct sms_received {
	struct unit u; struct desk_sms_received_in in; struct desk_empty out;
	struct dir_msisdn at; struct subject s; struct effect_row told; bool contests, is_too_late;
};

struct case_person  { struct unit u; struct desk_case_in in; struct desk_case_view out; struct case_work w; };
struct group_get    { struct unit u; struct desk_group_in in; struct desk_group out; struct list cases; };
struct document_add {
	struct unit u; struct desk_document_in in; struct desk_document_part out;
	struct case_work w; struct id id; struct list all; struct document_part there; struct count_row unproven;
	struct document_row row; bool adds;
};
struct document_get {
	struct unit u; struct desk_document_in in; struct desk_document_part out;
	struct case_work w; struct id id; struct document_row row; struct document_part part;
};
struct account_get  { struct unit u; struct desk_empty in; struct desk_account_view out; struct subscriber_row row; struct list lines, blocks, cases, sessions; };
struct account_language { struct unit u; struct desk_language_in in; struct desk_empty out; struct subscriber_row row; struct audit_row head; };
struct account_end  { struct unit u; struct desk_account_end_in in; struct desk_empty out; struct dir_login at; struct audit_row head; };
struct account_show { struct unit u; struct desk_account_end_in in; struct desk_staff_view out; struct dir_login at; struct subscriber_row own; struct list sessions, lines; };
struct password_look {
	struct unit u; struct desk_password_look_in in; struct desk_password_look_out out;
	struct login login; struct subscriber_row own; struct attempt attempt; bool counts;
};
struct signin_work { struct subscriber_row own; struct audit_row head; struct list lines; struct session_draft draft; };
struct sign_in      { struct unit u; struct desk_sign_in_in in; struct desk_session_view out; struct login login; struct signin_work w; bool right; };
struct password_set { struct unit u; struct desk_password_in in; struct desk_session_view out; struct signin_work w; bool is_fresh; };
/* A proof and its subscriber, or nobody */
struct proof_work { struct proof_row row; struct subscriber_row own; struct list lines; struct audit_row head; };
struct proof_begin  {
	struct unit u; struct desk_proof_in in; struct desk_proof_view out;
	struct login login; struct attempt attempt; struct proof_work w; struct id id; struct proof_row there; struct list over; const struct line *to;
};
struct proof_get    { struct unit u; struct desk_proof_code_in in; struct desk_proof_view out; struct proof_row row; };
struct proof_again  { struct unit u; struct desk_proof_code_in in; struct desk_proof_view out; struct proof_work w; };
struct proof_code   {
	struct unit u; struct desk_proof_code_in in; struct desk_session_view out;
	struct proof_work w; struct session_draft draft; bool tried, right;
};
struct session_touch { struct unit u; struct desk_empty in; struct desk_empty out; bool is_due; };
struct session_end  {
	struct unit u; struct desk_session_in in; struct desk_empty out;
	struct list all; struct session_row target; const char *which; struct audit_row head;
};

/* one constant row each, beside its functions; gathered in operations.c */
#define X(name, in, out, mode, callers, text) extern const struct unit_operation operations_##name;
DESK_OPERATIONS(X)
#undef X

/* by the reference of IN: find, and a subject asked for it */
void operations_find_case(struct unit *, struct str reference, struct case_work *);
void operations_ask_case(struct unit *, struct case_work *);
/* ... as the find and ask of operation OP, whose work begins with a case_work W */
#define OPERATIONS_BY_REFERENCE(op, prefix) \
	static void prefix##_find(void *v) { struct op *s = v; operations_find_case(&s->u, s->in.reference, &s->w); } \
	static void prefix##_ask(void *v) { struct op *s = v; operations_ask_case(&s->u, &s->w); }
/* Refuses with unknown what is not there, or not this caller's to see more of than its state. True: go on. */
bool operations_case_is_ours(struct unit *, const struct case_work *);
/* Still to be proven or submitted, by the browser that began it; else the unit says no. */
bool operations_is_begun(struct unit *, const struct case_work *);
/* The view for whoever holds the case: with its own token, which the browser keeps; a session needs none. */
void operations_answer_holder(struct unit *, const struct term_case *, struct desk_case_view *out);
/* A change of the case outside the machine (a wrong code, an edit): the row is the gate; audited as WHAT. */
void operations_write_plain(struct unit *, struct subject *, const char *what, struct str body);
void operations_find_line(struct unit *, struct str typed, struct str *msisdn_out, struct dir_msisdn *at);
void operations_say_unknown(struct unit *);	/* unless the unit says no already */
/* What a gateway is given to report an effect by: "effect=...&token=...". */
struct str operations_report_query(struct unit *, const struct effect_key *);
/* What the reports of an effect mean together, with one MORE (NULL: none). */
enum effect_finding operations_fate(struct unit *, const struct list *seen, const struct sms_report_row *more);
/* What an outcome of the effect means to the machine. Of a last message that was tried more than once another copy may be on its way
 * when one has arrived, and an alert to the same line may be, among OTHERS, the effects of the case: that ends nothing. */
enum termination_event operations_event(struct unit *, const struct subject *, const struct effect_row *, const struct list *others, enum effect_result, enum effect_finding);
/* The prefix of a key's row is the case; its state is the one that was told then. */
void subject_of_key(const struct key_case *, struct term_case *out);
#endif
