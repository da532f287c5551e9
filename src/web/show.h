/* show.h - a case as pages show it: instants, days and amounts in the reader's language, numbers masked. Pure but for the
 * clock in show_summary. All texts live in the request's arena. */
#ifndef SIMOFF_WEB_SHOW_H
#define SIMOFF_WEB_SHOW_H
#include "web/call.h"

#define SHOW_QUOTE_LINES 8u

struct str show_time(struct call *, struct utc_ms);	/* none: empty; the end of a day reads as its 24:00 */
struct str show_date(struct call *, struct date);
struct str show_money(struct call *, int64_t cents);
struct str show_number(struct call *, struct str digits);	/* ..3456 */
struct str show_whole_number(struct call *, struct str digits);	/* as the reader writes it: msisdn_show; for its own subscriber only */

/* show_summary: step 3. LINES is the room for its quote. */
void show_summary(struct call *, const struct desk_case_view *, struct page_quote_line lines[SHOW_QUOTE_LINES], struct page_summary *out);

/* show_declaration: what was declared, as a paper; as a file to keep, without links. */
void show_declaration(struct call *, const struct desk_case_view *v, bool is_file, struct page_declaration *out);

/* show_papers: the papers of V, in the request's arena. */
struct list show_papers(struct call *, const struct desk_case_view *v);

/* show_state: in plain words, as the case's own page says it. */
struct str show_state(struct call *, enum termination_state);

/* show_group_line: one case of a group, with its quote; `waits` is left to the caller. */
void show_group_line(struct call *, const struct desk_case_view *, struct page_group_line *out);

/* show_case: as much as V says to this reader. STEPS is the room for the way. */
void show_case(struct call *, const struct desk_case_view *, struct page_step steps[PAGES_STEPS], struct page_case *out);
#endif
