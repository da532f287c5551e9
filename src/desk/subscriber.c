/* subscriber.c - My account. */
#include "desk/operations.h"

static void
account_get_decide(void *v)
{
	struct account_get *s = v;

	unit_say(&s->u, DESK_refused, "Not built yet.");
}

const struct unit_operation operations_account_get = UNIT_OPERATION(account_get, NULL, NULL, account_get_decide, NULL);

