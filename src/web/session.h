/* session.h - what a browser carries for us: one cookie, and from it the token that every form holds.
 * The cookie is "ID" or "ID.TOKEN": ID is random and means nothing but "the same browser"; TOKEN is the case's own, given by
 * the desk after the first step or by the secret link, checked by the desk each time. Nothing is stored here.
 * A form is accepted when it holds HMAC(key, ID) and the browser does not say that it came from another site.
 * Sources: RFC 6265bis (__Host-), Fetch Metadata, RFC 6454 (Origin). Pure but for the random ID. */
#ifndef SIMOFF_WEB_SESSION_H
#define SIMOFF_WEB_SESSION_H
#include "base/httpd.h"

#define SESSION_ID_SIZE    33u		/* 128 bits as hexadecimal, and a NUL */
#define SESSION_FORM_SIZE  65u		/* HMAC-SHA-256 as hexadecimal, and a NUL */
#define SESSION_TOKEN_MAX  64u		/* as in desk_caller */
#define SESSION_MAX_AGE_S  28800	/* a token leaves the browser after 8 hours */

struct session {
	char id[SESSION_ID_SIZE];
	struct str token;		/* of a case; empty: none. Borrowed from the request or from the caller */
	bool is_new;			/* the browser does not have it yet: session_cookie goes into the answer */
};

/* session_read: from the request's cookie; a new one without a token if there is none or it is not well-formed. */
struct session session_read(const struct httpd_request *, bool is_tls);

/* session_renew: another ID with TOKEN (borrowed): at every step up, so that nobody can have planted it. Forms that were
 * open before no longer fit. */
struct session session_renew(struct str token);

bool session_token_fits(struct str);	/* could be a token of the desk's: nothing else goes into a cookie */

/* What else a browser keeps for us, a cookie each: word, name, does it speak for somebody, seconds (0: until the browser is closed).
 * What speaks for somebody has the prefix __Host- under TLS; the desk decides what it is worth and for how long. */
#define SESSION_KEEPS(X) \
	X(session,  "simoff-session", true,  0)		/* of a subscriber who is signed in */ \
	X(device,   "simoff-device",  true,  31536000)	/* this browser was signed in before: its own allowance of attempts */ \
	X(language, "simoff-lang",    false, 31536000)	/* chosen by the reader */
enum session_keep {
#define X(n, name, speaks, age) SESSION_KEEP_##n,
	SESSION_KEEPS(X)
#undef X
	SESSION_KEEP_COUNT
};
struct str session_kept(const struct httpd_request *, enum session_keep, bool is_tls);	/* empty: nothing, or not well-formed */
/* session_keep: the value of Set-Cookie; VALUE empty: the browser shall forget it. */
struct str session_keep(enum session_keep, struct str value, bool is_tls, struct arena *);

/* session_cookie: the value of Set-Cookie. Over plain HTTP (loopback) without __Host- and Secure. */
struct str session_cookie(const struct session *, bool is_tls, struct arena *);

void session_form(const struct session *, const uint8_t key[32], char out[SESSION_FORM_SIZE]);	/* what forms hold */
bool session_form_fits(const struct session *, const uint8_t key[32], struct str sent);	/* in constant time */

/* session_is_same_site: false when Sec-Fetch-Site or Origin say that another site sent this. A browser that says neither, or
 * the Origin "null" that our own Referrer-Policy makes, is believed: the form's token decides then. PUBLIC_URL may be empty. */
bool session_is_same_site(const struct httpd_request *, bool is_tls, struct str public_url);
#endif
