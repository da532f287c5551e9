/* smtp.h - hands one mail to one mail server, over a connection that is kept and made again when it is gone.
 * Blocking. Whether a lost answer came before or after the end of the mail decides between TEMP and UNSURE.
 * No address, password or server's own words get into a WHY: only our sentences and the server's numbers. */
#ifndef SIMOFF_SMTP_H
#define SIMOFF_SMTP_H
#include "base/base.h"
#include "base/mime.h"

#define SMTP_MAIL_MAX (1u << 20)	/* bytes of one mail on the wire */
#define SMTP_WHY_MAX  200u

/* Borrowed while the handle lives. */
struct smtp_conf {
	struct str url;			/* smtp://HOST:PORT or smtps://HOST:PORT, nothing behind it */
	struct str tls;			/* "required" or "off": in clear, without a user, for a server on this machine */
	struct str ca_file;		/* empty: the system's certificates */
	struct str user, password;	/* user empty: no AUTH. The password is not kept by us; libcurl keeps one copy */
	struct str hello;		/* our name in EHLO */
	struct mime_from from;
	int64_t call_ms;		/* longest time of one call, 1 .. 600,000 */
};

struct smtp_reply {
	int  code;			/* the server's last reply, as 550; 0: none */
	bool is_bad_address;		/* with ERR_PERM: the server says that there is no such mailbox */
	char why[SMTP_WHY_MAX];		/* a sentence for staff; empty with ERR_OK */
};

struct smtp;

/* smtp_open(conf): touches no network. A wrong setting is said by each later call, not here. Never NULL. */
struct smtp *smtp_open(const struct smtp_conf *);
void smtp_close(struct smtp *);		/* NULL is fine; says QUIT, which may take call_ms */

/* smtp_send(s, mail, out): one mail to one address; ends within CALL_MS. A server that refuses and then leaves QUIT
 * unanswered can take as long again.
 *	OK       the server took it
 *	TEMP     not taken and not delivered: later. Also when our settings are at fault; WHY says what to mend
 *	PERM     refused for good
 *	UNSURE   the mail was complete when the answer got lost: it may be delivered. Repeat with the same Message-ID
 *	INVALID  nothing was sent: the mail or its address cannot be put into SMTP */
enum err smtp_send(struct smtp *, const struct mime_mail *, struct smtp_reply *out) MUST_CHECK;

/* smtp_check(s, out): connect, EHLO, STARTTLS, AUTH, NOOP; no mail. TEMP: not reached; PERM: a setting must be mended. */
enum err smtp_check(struct smtp *, struct smtp_reply *out) MUST_CHECK;
#endif
