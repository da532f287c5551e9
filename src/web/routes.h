/* routes.h - the one table of what can be asked for: dispatch, the OpenAPI file, Allow headers and the tests are made from it.
 * A GET row answers HEAD too. */
#ifndef SIMOFF_WEB_ROUTES_H
#define SIMOFF_WEB_ROUTES_H
#include "web/call.h"

#define ROUTES_NO_OP DESK_OP_COUNT	/* nothing is asked of the desk, or a page's handler decides */

struct routes_row {
	enum httpd_method method;
	const char *path;		/* a {parameter} is a whole segment; its name is the field of the operation's input */
	enum metrics_channel channel;
	enum desk_op op;
	int status;			/* on success */
	bool is_even;			/* its time must not tell what was found: call.h */
	bool is_guarded;		/* needs the form's token from the same site: every POST of a page */
	bool takes_files;		/* the body is multipart/form-data, and may be large */
	enum rate_class rate;
	bool is_quiet;			/* asked for by pages themselves: keeps no session awake */
	/* API only */
	const struct record *query;	/* what the query may hold; NULL: nothing */
	const struct record *body;	/* what the body may hold; NULL: it is not looked at */
	const char *set, *to;		/* a field of the input that this route itself fixes, and its value */
	bool needs_key;			/* an Idempotency-Key */
	bool needs_body;
	bool gives_file;		/* the answer is no JSON */
	bool has_location;		/* 201 tells where the new thing is: the path and the answer's reference */
	/* begin: answers, or sends an operation; answer: gets what the desk said. NULL where nothing is sent. */
	void (*begin)(struct call *);
	void (*answer)(struct call *, const struct call_reply *);
	const char *text;
};
extern const struct routes_row routes[];
extern const size_t routes_count;

/* routes_find: the row of method and path, and what stands for its first parameter (borrowed from PATH; 1 to ROUTES_PARAM_MAX bytes).
 * NULL: none; IS_KNOWN tells whether the path has other methods. Cost: one pass over the table. */
#define ROUTES_PARAM_MAX 80u
const struct routes_row *routes_find(enum httpd_method, struct str path, struct str *param_out, bool *is_known_out);
struct str routes_allow(struct str path, struct arena *);	/* "GET, HEAD, POST" */
const char *routes_method(enum httpd_method);			/* "GET" */

/* routes_next_param: takes the next segment in braces off PATTERN, a row's path, and with it as many segments off PATH, one that fits
 * it (NULL: there is none). False: there is no more. NAME_OUT is without braces. */
bool routes_next_param(struct str *pattern, struct str *path, struct str *name_out, struct str *value_out);
#endif
