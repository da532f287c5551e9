/* language.h - in which language a page is, and the switch on it. The reader's choice (?lang=xx, kept in a cookie) comes first, then
 * what the browser asks for, then the operator's. Only languages whose texts are built in are offered. Pure.
 * Source: RFC 9110 12.5.4 (Accept-Language). */
#ifndef SIMOFF_WEB_LANGUAGE_H
#define SIMOFF_WEB_LANGUAGE_H
#include "web/call.h"

#define LANGUAGE_URL_MAX 200u		/* bytes of a page's own address in the switch; a longer one leads to the front page */

/* language_offers: is CODE ("nl") one of ours? */
bool language_offers(struct str code);

/* language_settle: chooses the catalogue of C, once its route is known; ?lang=xx of a GET is kept from now on. */
void language_settle(struct call *);

/* language_accepted(header, otherwise): the best of Accept-Language that we offer; OTHERWISE when there is none, or for "*".
 * What is malformed is passed over. O(bytes). */
struct str language_accepted(struct str header, struct str otherwise);

/* language_choices: list of page_language: this page in each language; empty where there is but one. The links keep the path and those
 * words of the query that say nothing about anybody. In the request's arena. */
struct list language_choices(struct call *);
#endif
