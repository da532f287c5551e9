/* owe.h - inside the desk: the effects that a step owes, with the facts that are fixed now and never change. */
#ifndef SIMOFF_OWE_H
#define SIMOFF_OWE_H
#include "desk/subject.h"
#include "domain/quote.h"

/* owe_effects(u, s, mask): one row for each kind of MASK (TERMINATION_OWES). The cut, the deletion and the last message are
 * owed once per case whatever happens (generation 1); every other intent has the case's version as its generation.
 * A message without an address is left out; a confirmation without one becomes a card. */
void owe_effects(struct unit *, const struct subject *, uint32_t mask);

/* owe_one: the same for one effect with a chosen generation; the code's number, the block's count. */
void owe_one(struct unit *, const struct subject *, enum effect_kind, int64_t generation, struct id case_id);

/* owe_event: the step that SUBJECT has just taken and audited, for the operator's own system; nothing where there is none.
 * Events of a line are sent in their order, one after the other. */
void owe_event(struct unit *, const struct subject *);

/* owe_quote: what the line owes and is owed at the case's end, now. */
struct quote owe_quote(const struct unit *, const struct line *, struct date end_date, enum termination_cause);
/* The quote as a reply, and as the JSON that is frozen with the case. */
void owe_quote_view(struct unit *, const struct quote *, struct desk_quote *out);
struct str owe_quote_json(struct unit *, const struct desk_quote *);
bool owe_quote_parse(struct unit *, struct str json, struct desk_quote *out);
#endif
