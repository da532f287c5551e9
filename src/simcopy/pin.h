/* pin.h - the PIN of a card: how many tries are left, and one try, never more, by a person at a terminal.
 * A PIN is in no argument, environment or log; it is wiped after its one use. The PUK is told about and never sent. */
#ifndef SIMOFF_SIMCOPY_PIN_H
#define SIMOFF_SIMCOPY_PIN_H
#include "simcopy/card.h"
#include "simcopy/progress.h"

enum pin_state {
	PIN_UNKNOWN,		/* not asked about yet */
	PIN_OPEN,		/* given and right, or the card asks for none */
	PIN_CLOSED,		/* not given, wrong, blocked: not tried again in this run */
};
struct pin {
	enum pin_state state;
	bool last_try;		/* the person knows that the last try may be used */
	const char *given;	/* typed elsewhere, with a yes to LAST_TRY; "": none. NULL: asked for at the terminal. Borrowed */
};
struct pin_tries { bool is_open, is_blocked; int left; };	/* LEFT < 0: the card does not say */

/* pin_look: is the PIN needed, and how many tries are left? Uses none. Cost 1 or 2 exchanges. Errors as card_command. */
enum err pin_look(struct card *, struct pin_tries *out) MUST_CHECK;

/* pin_open: the PIN is needed: is it there by now? Looks at the tries left, without using one; asks; sends it once.
 * After the first call the state no longer changes. ERR_OK whatever the card says; else as card_command. */
enum err pin_open(struct pin *, struct card *, struct progress *) MUST_CHECK;
#endif
