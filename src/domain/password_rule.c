/* password_rule.c - what may not be chosen as a password: too short, what others know, what everybody chooses.
 * Pure. The list has no digits only and nothing shorter than the least length: other rules have refused those before.
 * Source of the list: the heads of several published counts of leaked passwords, and their like in the languages of the portal. */
#include "domain/password_rule.h"

#define NUMBER_DIGITS_MAX 19u		/* an account number, a date, a telephone number with its zeros */
#define COMMON_KINDS_MAX  3u		/* "aaaaaaaaaa", "abababab12": so few different characters */

static const char *const COMMON[] = {
	"12345qwert", "123456789a", "12345abcde", "123qwe123qwe", "1q2w3e4r5t", "1q2w3e4r5t6y", "1qaz2wsx3edc", "a123456789", "aa12345678",
	"abc1234567", "abc123456789", "abcd123456", "abcdefghij", "administrator", "asdfghjkl1", "azerty1234", "azerty12345", "azerty123456",
	"azertyuiop", "basketball", "benutzername", "bienvenue1", "bonjour123", "changeme123", "clubbrugge", "doudou1234", "football123", "geheim1234",
	"geheim12345", "hallo12345", "hallo123456", "iloveyou12", "iloveyou123", "kennwort123", "letmein123", "liverpool1", "loulou1234",
	"manchester", "mijnwachtwoord", "monmotdepasse", "motdepasse", "motdepasse1", "motdepasse123", "password12", "password123",
	"password1234", "password12345", "passwort12", "passwort123", "passwort1234", "princess123", "q1w2e3r4t5", "q1w2e3r4t5y6", "qazwsxedcrfv",
	"qwerasdfzxcv", "qwerty1234", "qwerty12345", "qwerty123456", "qwertyuiop", "schalke041", "schatz1234", "simkaart123", "soleil1234",
	"sommer2026", "sonnenschein", "standard123", "sunshine123", "superman123", "testtest123", "wachtwoord", "wachtwoord1", "wachtwoord12",
	"wachtwoord123", "welcome123", "welcome1234", "welkom1234", "welkom12345", "willkommen", "willkommen1", "woaini1314", "woaini520520", "zaq12wsxcde3",
};

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static size_t
characters(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

/* "+32 470 12 34 56", "0470/12.34.56", "1985-07-21" */
static bool
is_number(struct str s)
{
	size_t digits = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9')
			digits++;
		else if (!memchr("+ -./()", s.p[i], 7))
			return false;
	}
	return digits <= NUMBER_DIGITS_MAX;
}

/* One @ between two parts without blanks, the second with a dot inside. */
static bool
is_address(struct str s)
{
	struct str name, host;

	if (!str_split(s, '@', &name, &host) || memchr(host.p, '@', host.n) || !name.n || host.n < 3)
		return false;
	return !memchr(s.p, ' ', s.n) && memchr(host.p + 1, '.', host.n - 2) && host.p[host.n - 1] != '.';
}

static bool
has_few_kinds(struct str s)
{
	char kinds[COMMON_KINDS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = lower(s.p[i]);

		if (memchr(kinds, c, n))
			continue;
		if (n == COMMON_KINDS_MAX)
			return false;
		kinds[n++] = c;
	}
	return true;
}

static bool
is_same(struct str s, const char *word)
{
	size_t i = 0;

	while (i < s.n && word[i] && word[i] == lower(s.p[i]))
		i++;
	return i == s.n && !word[i];
}

static bool
is_common(struct str s)
{
	for (size_t i = 0; i < COUNT(COMMON); i++)
		if (is_same(s, COMMON[i]))
			return true;
	return has_few_kinds(s);
}

enum password_rule
password_rule_of(struct str typed)
{
	size_t n = characters(typed);

	if (n < PASSWORD_RULE_CHARACTERS_MIN)
		return PASSWORD_RULE_short;
	if (n > PASSWORD_RULE_CHARACTERS_MAX)
		return PASSWORD_RULE_long;
	if (is_number(typed) || is_address(typed))
		return PASSWORD_RULE_login;
	return is_common(typed) ? PASSWORD_RULE_common : PASSWORD_RULE_fine;
}

const char *
password_rule_text(enum password_rule r)
{
	static const char *const TEXT[PASSWORD_RULE_COUNT] = {
#define X(n, t) [PASSWORD_RULE_##n] = t,
		PASSWORD_RULES(X)
#undef X
	};

	return TEXT[r];
}
