/* group.c - several lines at once. */
#include "desk/operations.h"

static void
group_get_decide(void *v)
{
	struct group_get *s = v;

	unit_say(&s->u, DESK_refused, "Not built yet.");
}

const struct unit_operation operations_group_get = UNIT_OPERATION(group_get, NULL, NULL, group_get_decide, NULL);

