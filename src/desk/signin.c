/* signin.c - passwords, and what they open. */
#include "desk/operations.h"

static void
password_look_decide(void *v)
{
	struct password_look *s = v;

	unit_say(&s->u, DESK_refused, "Not built yet.");
}

const struct unit_operation operations_password_look = UNIT_OPERATION(password_look, NULL, NULL, password_look_decide, NULL);

static void
sign_in_decide(void *v)
{
	struct sign_in *s = v;

	unit_say(&s->u, DESK_refused, "Not built yet.");
}

const struct unit_operation operations_sign_in = UNIT_OPERATION(sign_in, NULL, NULL, sign_in_decide, NULL);

static void
password_set_decide(void *v)
{
	struct password_set *s = v;

	unit_say(&s->u, DESK_refused, "Not built yet.");
}

const struct unit_operation operations_password_set = UNIT_OPERATION(password_set, NULL, NULL, password_set_decide, NULL);

