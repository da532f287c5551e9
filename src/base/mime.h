/* mime.h - one mail as bytes: headers nobody can inject into, texts in quoted-printable. Every byte is ASCII, no line is
 * longer than 78 (an address may make one longer), no line begins with a dot; the same mail gives the same bytes.
 * No clock, no socket. Sources: RFC 5322, 2045 to 2047, 3834 (Auto-Submitted), 3282 (Content-Language). */
#ifndef SIMOFF_MIME_H
#define SIMOFF_MIME_H
#include "base/base.h"
#include "base/buf.h"

#define MIME_SUBJECT_MAX 998u		/* bytes */
#define MIME_ADDRESS_MAX 254u

struct mime_from { struct str address, name; };		/* NAME: as people see it; may be empty */

struct mime_mail {
	struct str to, subject;
	struct str text, html;		/* UTF-8, lines end in LF or CRLF, a last one is added; html may be empty: text only */
	struct str message_id;		/* with its < and > */
	struct str language;		/* BCP 47; may be empty: not said */
	struct utc_ms date;
};

/* mime_fault(from, mail): why it cannot be sent, or NULL. Without personal data. Cost O(bytes). */
const char *mime_fault(const struct mime_from *, const struct mime_mail *);
const char *mime_address_fault(struct str);	/* plain ASCII only: what needs SMTPUTF8 or IDN is a fault */
bool mime_is_host(struct str);			/* letters, digits, hyphens and dots, as in a domain name */

/* mime_compose(from, mail, out): adds the whole mail to OUT. Having a fault is a bug (assert). OUT may become OVER. */
void mime_compose(const struct mime_from *, const struct mime_mail *, struct buf *out);
#endif
