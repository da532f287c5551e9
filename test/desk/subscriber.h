/* subscriber.h - for tests of signing in: the operations as a browser calls them, and what is in the tables. */
#ifndef SIMOFF_TEST_SUBSCRIBER_H
#define SIMOFF_TEST_SUBSCRIBER_H
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

/* One browser: what it shows with each request. At first it shows nothing, and comes from the network 127.31.0.1/32. */
struct browser { struct str session, device, network, agent, key; };
extern struct browser BROWSER;
struct desk_caller browser_caller(void);

enum desk_code proof_begin(struct world *, const char *login, enum desk_purpose, const char *language, struct desk_proof_view *out);
enum desk_code proof_get(struct world *, struct str proof, struct desk_proof_view *out);
enum desk_code proof_again(struct world *, struct str proof, struct desk_proof_view *out);
enum desk_code proof_code(struct world *, struct str proof, const char *code, struct desk_session_view *out);
enum desk_code touch(struct world *, struct str session);

/* Carries out what is due and gives the code of the newest message of KIND. */
const char *newest_code(struct world *, enum effect_kind);
/* The code that the desk would derive for the newest proof, also where nobody was sent one. */
const char *derived_code(struct world *);
/* Signs in by a one-time code, as the holder of line 0 would. */
struct str signed_in(struct world *, const char *login);

int64_t count_of(struct world *, const char *sql);	/* the first number of what SQL selects */
struct id id_of(struct world *, const char *sql);		/* the id that is the second of what SQL selects */
int64_t rows_written(struct world *);			/* in all tables that signing in writes to */
#endif
