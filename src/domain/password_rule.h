/* password_rule.h - what may not be chosen as a password. Pure. Judged by the process that hashes, the only one that is sent it for
 * that; the page tells the same before. No rule on kinds of characters: they make passwords worse. Source: NIST SP 800-63B 5.1.1. */
#ifndef SIMOFF_PASSWORD_RULE_H
#define SIMOFF_PASSWORD_RULE_H
#include "base/base.h"

#define PASSWORD_RULE_CHARACTERS_MIN 10u
#define PASSWORD_RULE_CHARACTERS_MAX 128u

/* name, what is said to somebody who chose such a one; empty: it may be chosen */
#define PASSWORD_RULES(X) \
	X(fine,    "") \
	X(short,   "The password must have at least 10 characters. Several words are fine.") \
	X(long,    "The password may have at most 128 characters.") \
	X(login,   "A telephone number or a mail address is no password. Choose something that only you know.") \
	X(common,  "This password is one of the first that others would try. Choose another one.")
enum password_rule {
#define X(n, t) PASSWORD_RULE_##n,
	PASSWORD_RULES(X)
#undef X
	PASSWORD_RULE_COUNT
};

/* password_rule_of(typed): the first rule that TYPED, UTF-8, breaks. Cost O(length). */
enum password_rule password_rule_of(struct str typed);
const char *password_rule_text(enum password_rule);
#endif
