/* form.h - the form of step 1: from what was typed to the desk's record, and back. The desk checks everything again; here the
 * customer learns beside which field something is wrong. Nothing that was typed is lost. */
#ifndef SIMOFF_WEB_FORM_H
#define SIMOFF_WEB_FORM_H
#include "web/form_account.h"

#define FORM_SHOWN_MAX   4000u		/* bytes of one field that come back; the page's own limits are far below */
#define FORM_REASON_MAX  500u		/* characters, as the page says */
#define FORM_AHEAD_DAYS  731		/* an end date further away is a typing error, as for the desk */

/* form_empty: PAGE for a new request; A: filled in with what is known of the subscriber, or NULL. */
void form_empty(struct call *, const struct form_account *a, struct page_form *page);

/* form_read: PAGE holds what was typed and what is wrong with it, IN what the desk gets. False: something is wrong.
 * A: of the subscriber who is signed in, then the chosen lines are marked there and IN names none of them (form_for); or NULL. */
bool form_read(struct call *, struct form_account *a, struct page_form *page, struct desk_submit_in *in) MUST_CHECK;

/* form_for: what the desk gets for line L of the subscriber: IN as read, with the line, and its own last paid day if that was chosen. */
struct desk_submit_in *form_for(struct call *, const struct desk_submit_in *in, const struct form_account_line *l);

/* form_of_case: PAGE as if V had just been typed; for editing. */
void form_of_case(struct call *, const struct desk_case_view *v, struct page_form *page);

/* form_end: the end that the form's fields `end` and `end_date` choose; A as above. False: wrong, or not known. */
bool form_end(struct call *, const struct form_account *a, struct date *out) MUST_CHECK;

/* form_day: as a date field wants it, 2026-12-31; empty for none. */
struct str form_day(struct call *, struct date);

/* form_blame: marks the field that the desk's WHY begins with ("endDate: ..."). False: it names none. */
bool form_blame(struct page_form *page, struct str why) MUST_CHECK;

/* form_line: TEXT with its line breaks and other control characters as single blanks, trimmed; in the request's arena. */
struct str form_line(struct call *, struct str text);
size_t form_characters(struct str utf8);
#endif
