/* plain.h - what is asked for by machines: /healthz, /metrics, the OpenAPI file, static files. */
#ifndef SIMOFF_WEB_PLAIN_H
#define SIMOFF_WEB_PLAIN_H
#include "web/call.h"

#define PLAIN_FRESH_MS 3000		/* a desk that answered so recently is not asked again */

void plain_health(struct call *);
void plain_health_answer(struct call *, const struct call_reply *);
void plain_metrics(struct call *);
void plain_metrics_answer(struct call *, const struct call_reply *);
void plain_openapi(struct call *);
void plain_static(struct call *);

/* plain_file: one file, with what caches need; packed for who takes it where there is a packed one. NULL: 404. */
void plain_file(struct call *, const struct page_static *);
#endif
