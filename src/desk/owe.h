/* owe.h - inside the desk: the effects that a step owes, with the facts that are fixed now and never change. */
#ifndef SIMOFF_OWE_H
#define SIMOFF_OWE_H
#include "desk/subject.h"
#include "domain/quote.h"

#define OWE_TOO_LATE INT64_C(2000000)	/* generation of the one answer to a STOP after the point of no return; others: the version */

/* owe_effects(u, s, mask): one row for each kind of MASK (TERMINATION_OWES). The cut, the deletion and the last message are
 * owed once per case whatever happens (generation 1), as is what billing is asked for; every other intent has the case's
 * version as its generation.
 * A message without an address is left out; a confirmation without one becomes a card. */
void owe_effects(struct unit *, const struct subject *, uint32_t mask);

/* owe_one: the same for one effect with a chosen generation; the code's number, the block's count. */
void owe_one(struct unit *, const struct subject *, enum effect_kind, int64_t generation, struct id case_id);

/* owe_event: the step that SUBJECT has just taken and audited, for the operator's own system; nothing where there is none.
 * Events of a line are sent in their order, one after the other. */
void owe_event(struct unit *, const struct subject *);

/* owe_code: the one-time code number c.codes_sent. With a gateway it goes to the line itself, the next one to the address on
 * record, and so on in turn; to a blocked line, or without a gateway, always to the address. Where there is no line, or it has ended,
 * the row is written all the same, and goes nowhere: so that the time an answer takes does not tell. */
void owe_code(struct unit *, const struct subject *);
/* Can a code reach the holder at all? */
bool owe_can_code(const struct unit *, const struct line *);
/* The number that short messages about a line go to: its own; for a blocked line (a stolen phone) the holder's other one;
 * empty: none. */
struct str owe_sms_number(const struct line *);

/* owe_quote: what the line owes and is owed at the case's end, by a wish of the time ASKED; owe_cause: why the case ends. */
struct quote owe_quote(const struct unit *, const struct line *, struct date end_date, struct utc_ms asked, enum quote_cause);
enum quote_cause owe_cause(const struct term_case *);
/* The quote as a reply, and as the JSON that is frozen with the case. */
void owe_quote_view(struct unit *, const struct quote *, struct desk_quote *out);
struct str owe_quote_json(struct unit *, const struct desk_quote *);
bool owe_quote_parse(struct unit *, struct str json, struct desk_quote *out);
/* owe_account_parse: what the case's messages and pages state: the final account, or before it is known, the quote. */
bool owe_account_parse(struct unit *, const struct term_case *, struct desk_quote *out);
#endif
