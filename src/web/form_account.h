/* form_account.h - the lines of the subscriber who is signed in, as the form needs them: to choose from, and what is known already. */
#ifndef SIMOFF_WEB_FORM_ACCOUNT_H
#define SIMOFF_WEB_FORM_ACCOUNT_H
#include "web/call.h"

#define FORM_ACCOUNT_LINES_MAX 20u	/* active lines in one form; the others come in another one */

struct form_account_line { struct str handle, msisdn, plan, reference; struct date paid_until, statutory_until; bool is_chosen; };
struct form_account {
	struct str name, email, phone;
	size_t n;
	struct form_account_line line[FORM_ACCOUNT_LINES_MAX];
};

/* form_account_new: what the form needs of V, copied into the request's arena. Nothing is chosen. */
struct form_account *form_account_new(struct call *, const struct desk_account_view *v);

/* form_account_choose: the line of HANDLE, if it is there and no request for it is open. True: it is chosen now. */
bool form_account_choose(struct form_account *, struct str handle);

/* form_account_take: what the form's fields `pick` choose. False: nothing. */
bool form_account_take(struct call *, struct form_account *) MUST_CHECK;

/* form_account_knows_paid: has every chosen line (nothing chosen: every line) an end of its paid period? */
bool form_account_knows_paid(const struct form_account *);

/* form_account_show: PAGE's lines, and the last paid day where it is the same for all of them. */
void form_account_show(struct call *, const struct form_account *, struct page_form *page);
#endif
