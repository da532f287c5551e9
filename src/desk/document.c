/* document.c - papers that the customer sends. */
#include "desk/operations.h"

static void
document_add_decide(void *v)
{
	struct document_add *s = v;

	unit_say(&s->u, DESK_refused, "Not built yet.");
}

const struct unit_operation operations_document_add = UNIT_OPERATION(document_add, NULL, NULL, document_add_decide, NULL);

static void
document_get_decide(void *v)
{
	struct document_get *s = v;

	unit_say(&s->u, DESK_refused, "Not built yet.");
}

const struct unit_operation operations_document_get = UNIT_OPERATION(document_get, NULL, NULL, document_get_decide, NULL);

