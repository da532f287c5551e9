/* account.h - My account, for who is signed in: lines, requests, sessions, language, password. One function that begins each route, and one
 * that gets the desk's answer to it. Who is not signed in gets the sign-in page (enter.h). */
#ifndef SIMOFF_WEB_ACCOUNT_H
#define SIMOFF_WEB_ACCOUNT_H
#include "web/call.h"

#define ACCOUNT_OLD_DAYS 730		/* a password older than that is gently spoken of; never more than that */

void account_page(struct call *);
void account_page_answer(struct call *, const struct call_reply *);
void account_speak(struct call *);
void account_speak_answer(struct call *, const struct call_reply *);
void account_end(struct call *);
void account_end_answer(struct call *, const struct call_reply *);
void account_password(struct call *);
void account_password_answer(struct call *, const struct call_reply *);
void account_choose(struct call *);
void account_choose_answer(struct call *, const struct call_reply *);

/* -- shared with the page of blocked lines -- */
void account_ask(struct call *);	/* sends account_get; its answer reaches the route's answer function */
struct page_account_line account_line(struct call *, const struct desk_account_line *);
#endif
