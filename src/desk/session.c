/* session.c - sessions. */
#include "desk/operations.h"

static void
session_touch_decide(void *v)
{
	struct session_touch *s = v;

	unit_say(&s->u, DESK_refused, "Not built yet.");
}

const struct unit_operation operations_session_touch = UNIT_OPERATION(session_touch, NULL, NULL, session_touch_decide, NULL);

static void
session_end_decide(void *v)
{
	struct session_end *s = v;

	unit_say(&s->u, DESK_refused, "Not built yet.");
}

const struct unit_operation operations_session_end = UNIT_OPERATION(session_end, NULL, NULL, session_end_decide, NULL);

static void
account_language_decide(void *v)
{
	struct account_language *s = v;

	unit_say(&s->u, DESK_refused, "Not built yet.");
}

const struct unit_operation operations_account_language = UNIT_OPERATION(account_language, NULL, NULL, account_language_decide, NULL);

static void
account_end_decide(void *v)
{
	struct account_end *s = v;

	unit_say(&s->u, DESK_refused, "Not built yet.");
}

const struct unit_operation operations_account_end = UNIT_OPERATION(account_end, NULL, NULL, account_end_decide, NULL);

