/* form.h - the form of step 1: from what was typed to the desk's record, and back. The desk checks everything again; here the
 * customer learns beside which field something is wrong. Nothing that was typed is lost. */
#ifndef SIMOFF_WEB_FORM_H
#define SIMOFF_WEB_FORM_H
#include "web/call.h"

#define FORM_SHOWN_MAX   4000u		/* bytes of one field that come back; the page's own limits are far below */
#define FORM_REASON_MAX  500u		/* characters, as the page says */
#define FORM_AHEAD_DAYS  731		/* an end date further away is a typing error, as for the desk */

/* form_empty: PAGE for a new request. */
void form_empty(struct call *, struct page_form *page);

/* form_read: PAGE holds what was typed and what is wrong with it, IN what the desk gets. False: something is wrong. */
bool form_read(struct call *, struct page_form *page, struct desk_submit_in *in) MUST_CHECK;

/* form_of_case: PAGE as if V had just been typed; for editing. */
void form_of_case(struct call *, const struct desk_case_view *v, struct page_form *page);

/* form_blame: marks the field that the desk's WHY begins with ("endDate: ..."). False: it names none. */
bool form_blame(struct page_form *page, struct str why) MUST_CHECK;

/* form_line: TEXT with its line breaks and other control characters as single blanks, trimmed; in the request's arena. */
struct str form_line(struct call *, struct str text);
size_t form_characters(struct str utf8);
#endif
