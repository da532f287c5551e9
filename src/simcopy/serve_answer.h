/* serve_answer.h - how the agent answers: JSON, refusals in the reader's language, what the portal's page may see. */
#ifndef SIMOFF_SIMCOPY_SERVE_ANSWER_H
#define SIMOFF_SIMCOPY_SERVE_ANSWER_H
#include "simcopy/serve_api.h"

#define SERVE_ANSWER_BYTES_MAX 2097152u
#define SERVE_ANSWER_HTML "text/html; charset=utf-8"
#define SERVE_ANSWER_JSON "application/json"

void serve_answer_send(const struct serve_api *, struct httpd_request *, int status, const char *type, struct str body);
void serve_answer_ok(const struct serve_api *, struct httpd_request *, int status);	/* with nothing to say */
void serve_answer_refuse(const struct serve_api *, struct httpd_request *, int status, const char *msgid);

/* serve_answer_preflight: the browser asks first, for a page of another origin; the place was checked. */
void serve_answer_preflight(const struct serve_api *, struct httpd_request *);

const struct catalog *serve_answer_language(const struct serve_api *, const struct httpd_request *);
struct str serve_answer_below(const struct httpd_request *, const char *prefix);	/* the path without it */
#endif
