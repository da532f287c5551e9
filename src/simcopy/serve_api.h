/* serve_api.h - the agent's requests: one table of routes over a job, a store of links and a door. Owner: serve.c's loop. */
#ifndef SIMOFF_SIMCOPY_SERVE_API_H
#define SIMOFF_SIMCOPY_SERVE_API_H
#include "base/httpd.h"
#include "simcopy/serve_door.h"
#include "simcopy/serve_job.h"
#include "simcopy/serve_store.h"

#define SERVE_API_HOLD_MS   INT64_C(900000)	/* a backup that nobody asks about is forgotten */
#define SERVE_API_VIEW_SIZE 33u

struct serve_api {
	struct serve_door door;
	struct serve_job job;
	struct serve_store store;
	const char *folder;			/* where a stick is; NULL: not said */
	const char *reader;			/* a part of its name; NULL: the page says, or the one with a card */
	const struct catalog *cat;		/* where the page names no language */
	struct utc_ms (*now)(void);
	struct utc_ms asked;			/* when somebody last asked about the backup */
	char view[SERVE_API_VIEW_SIZE];		/* part of the address of the page to print; "": nothing to see */
};

void serve_api_init(struct serve_api *, uint16_t port);	/* and a new key; the rest is the caller's to fill in */
void serve_api_done(struct serve_api *);

void   serve_api_handle(void *self, struct httpd_request *);		/* for httpd_conf */
size_t serve_api_body_limit(void *self, const struct httpd_request *);

/* serve_api_tick: what is past its time is forgotten. The time until it is worth calling again, at most a minute. */
int serve_api_tick(struct serve_api *);
#endif
