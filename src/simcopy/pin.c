/* pin.c - one try of a PIN. Touches card and terminal.
 * Sources: TS 102.221 11.1.9 (VERIFY), TS 51.011 9.2.9 (VERIFY CHV), 9.2.2 (STATUS). Errors: pin.h. */
#include "simcopy/pin.h"

#include "simcopy/ask.h"

#include <stdio.h>

enum { VERIFY = 0x20, STATUS = 0xf2, PIN1 = 0x01 };
#define STATUS_SIZE 22u			/* up to the state of PIN2's PUK */
#define PIN_SIZE    8u			/* on the card, filled up with FF */
#define DIGITS_MIN  4u
#define SWITCHED_OFF 0x6984		/* this card does not ask for its PIN */

/* A UICC answers 63Cx to VERIFY without a PIN. The form of five bytes: some cards know no shorter one. */
static enum err
look_usim(struct card *c, struct pin_tries *out)
{
	struct card_answer a;
	enum err e = card_command(c, &(struct card_command){ .ins = VERIFY, .p2 = PIN1 }, &a);

	out->is_open = !e && (card_meaning(a.sw) == CARD_DONE || a.sw == SWITCHED_OFF);
	out->is_blocked = !e && card_meaning(a.sw) == CARD_PIN_BLOCKED;
	out->left = !e && (a.sw & 0xfff0) == 0x63c0 ? a.sw & 0x0f : HEADER_TRIES_UNKNOWN;
	if (out->left == 0)
		out->is_blocked = true;
	return e;
}

static enum err
look_gsm(struct card *c, struct pin_tries *out)
{
	struct card_answer a;
	struct header h;
	enum err e = card_command(c, &(struct card_command){ .ins = STATUS, .answer_size = STATUS_SIZE }, &a);

	*out = (struct pin_tries){ .left = HEADER_TRIES_UNKNOWN };
	if (e || !header_parse((struct str){ (const char *)a.bytes, a.n }, &h))
		return e;
	out->is_open = h.pin_is_known && !h.pin_is_on;
	out->left = h.pin_tries;
	out->is_blocked = h.pin_tries == 0;
	return ERR_OK;
}

enum err
pin_look(struct card *c, struct pin_tries *out)
{
	return c->cls == IMAGE_GSM ? look_gsm(c, out) : look_usim(c, out);
}

/* 4 to 8 digits, or it is not sent: a typing error must not cost a try. */
static bool
is_pin(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n >= DIGITS_MIN && s.n <= PIN_SIZE;
}

static enum err
send_once(struct card *c, struct str pin, struct card_answer *a)
{
	char filled[PIN_SIZE];

	memset(filled, 0xff, sizeof filled);
	memcpy(filled, pin.p, pin.n);
	enum err e = card_command(c, &(struct card_command){ .ins = VERIFY, .p2 = PIN1, .data = { filled, sizeof filled } }, a);
	explicit_bzero(filled, sizeof filled);
	return e;
}

static bool
get(const struct pin *pin, struct progress *p, char typed[ASK_MAX])
{
	if (!pin->given)
		return ask_secret(p, CATALOG_TEXT("PIN of the card (nothing is shown; only Enter goes on without):"), NULL, 0, typed);
	return (size_t)snprintf(typed, ASK_MAX, "%s", pin->given) < ASK_MAX;
}

static enum err
try_once(struct pin *pin, struct card *c, struct progress *p)
{
	char typed[ASK_MAX];
	struct card_answer a;
	struct pin_tries after;

	if (!get(pin, p, typed) || !*typed) {
		progress_say(p, "pin", CATALOG_TEXT("No PIN was given; what needs it is left out."), NULL, 0);
		return ERR_OK;
	}
	if (!is_pin(str_of(typed))) {
		explicit_bzero(typed, sizeof typed);
		progress_say(p, "pin", CATALOG_TEXT("That is no PIN: it has 4 to 8 digits. Nothing was sent to the card, no try is used up."), NULL, 0);
		return ERR_OK;
	}
	enum err e = send_once(c, str_of(typed), &a);
	explicit_bzero(typed, sizeof typed);
	if (e)
		return e;
	if (card_meaning(a.sw) == CARD_DONE) {
		pin->state = PIN_OPEN;
		return ERR_OK;
	}
	if ((e = pin_look(c, &after)))
		return e;
	char left[12];
	snprintf(left, sizeof left, "%d", after.is_blocked ? 0 : after.left);
	PROGRESS_SAY(p, "pin_wrong", CATALOG_TEXT("The PIN was not right. Tries left: {left}. It is not tried again; what needs it is left out."),
		{ "left", str_of(left) });
	return ERR_OK;
}

/* May one try be spent? Never the last one, unless that was asked for and is agreed to; and not without knowing. */
static bool
may_try(const struct pin *pin, const struct pin_tries *t, struct progress *p)
{
	char left[12];

	snprintf(left, sizeof left, "%d", t->left);
	if (t->left > 1) {
		PROGRESS_SAY(p, "pin_needed", CATALOG_TEXT("The card asks for its PIN. Tries left: {left}."), { "left", str_of(left) });
		return true;
	}
	if (!pin->last_try) {
		progress_say(p, "pin_last", t->left == 1
			? CATALOG_TEXT("The card asks for its PIN and only one try is left. It is not used; with --last-try you can allow it.")
			: CATALOG_TEXT("The card asks for its PIN and does not say how many tries are left. None is used; with --last-try you can allow it."),
			NULL, 0);
		return false;
	}
	return pin->given || ask_yes(p, CATALOG_TEXT("This may be the last try: a wrong PIN blocks the card until its PUK is entered in a phone. Type yes to go on:"), NULL, 0);
}

enum err
pin_open(struct pin *pin, struct card *c, struct progress *p)
{
	struct pin_tries t = { 0 };

	if (pin->state != PIN_UNKNOWN)
		return ERR_OK;
	enum err e = pin_look(c, &t);
	if (e)
		return e;
	pin->state = t.is_open ? PIN_OPEN : PIN_CLOSED;
	if (t.is_open)
		return ERR_OK;
	if (t.is_blocked) {
		progress_say(p, "pin_blocked", CATALOG_TEXT("The PIN is blocked. Put the card in a phone, enter the PUK from your operator, and come back."), NULL, 0);
		return ERR_OK;
	}
	if (!pin->given && !ask_is_possible()) {
		progress_say(p, "pin", CATALOG_TEXT("The card asks for its PIN and there is no terminal to type it on; what needs it is left out."), NULL, 0);
		return ERR_OK;
	}
	return may_try(pin, &t, p) ? try_once(pin, c, p) : ERR_OK;
}
