/* view.h - inside the desk: a case as its caller may see it. */
#ifndef SIMOFF_VIEW_H
#define SIMOFF_VIEW_H
#include "desk/subject.h"

/* What hangs on a case, asked with it when the whole is shown. */
struct view_parts { struct list events, effects, cards, documents; };

void view_ask(struct unit *, struct view_parts *, struct id line_id, struct id case_id);
/* view_case: fills OUT. PARTS may be NULL: without events, effects, cards and papers. */
void view_case(struct unit *, const struct term_case *, const struct view_parts *, struct desk_case_view *out);
/* Is the caller entitled to more than the state: an API key, staff, this case's own token, or the session of its subscriber? A
 * wish that nobody has proven is nobody's: whoever signs in to the line does not see what a stranger typed about it. */
bool view_is_entitled(const struct unit *, const struct term_case *);
bool view_session_has(const struct unit *, const struct term_case *);
bool view_token_is(const struct unit *, const struct term_case *, const char *purpose);
void view_document(struct unit *, const struct document_row *, struct desk_document_view *out);
void view_card(struct unit *, const struct card_row *, struct str reference, struct desk_card_view *out);

/* Cursors: opaque to clients; letters and digits. */
struct str view_cursor(struct unit *, struct utc_ms at, struct id id, int64_t seq);
bool view_cursor_parse(struct str, struct by_page *out);
/* The page that IN asks for, or false and the unit says why. */
bool view_page(struct unit *, const struct desk_page_in *in, struct by_page *out);
/* Is the page's state one of WORDS, or none? Else the unit says which there are. */
bool view_state_is_known(struct unit *, struct str state, const struct names *words);
/* The same for lists ordered by number, and by line where a number was given out again. */
struct str view_number_cursor(struct unit *, struct str msisdn, struct id line_id);
bool view_number_page(struct unit *, const struct desk_page_in *in, struct by_page *out);
#endif
