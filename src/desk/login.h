/* login.h - inside the desk: what somebody signs in with, a number or a mail address, and whose it is. */
#ifndef SIMOFF_LOGIN_H
#define SIMOFF_LOGIN_H
#include "desk/unit.h"

struct login {
	struct str text;		/* canonical: digits, or the address in lower case */
	bool is_mail;
	struct dir_login at;
};

/* login_find: in find: reads what was TYPED and asks whose it is. False: the unit says what is wrong with it. */
bool login_find(struct unit *, struct str typed, struct login *);
/* login_owner: after find: whose it is; for what nobody has, an id derived from it, which tells nobody that it is none. */
struct id login_owner(struct unit *, const struct login *);
/* login_mask: for the page on which it was typed: ..3456, h...@example.org */
struct str login_mask(struct unit *, struct str login);
/* login_mail: an address as it is compared; in the unit's arena. */
struct str login_mail(struct unit *, struct str address);
#endif
