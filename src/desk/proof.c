/* proof.c - one-time codes of somebody who has no case. */
#include "desk/operations.h"

static void
proof_begin_decide(void *v)
{
	struct proof_begin *s = v;

	unit_say(&s->u, DESK_refused, "Not built yet.");
}

const struct unit_operation operations_proof_begin = UNIT_OPERATION(proof_begin, NULL, NULL, proof_begin_decide, NULL);

static void
proof_get_decide(void *v)
{
	struct proof_get *s = v;

	unit_say(&s->u, DESK_refused, "Not built yet.");
}

const struct unit_operation operations_proof_get = UNIT_OPERATION(proof_get, NULL, NULL, proof_get_decide, NULL);

static void
proof_again_decide(void *v)
{
	struct proof_again *s = v;

	unit_say(&s->u, DESK_refused, "Not built yet.");
}

const struct unit_operation operations_proof_again = UNIT_OPERATION(proof_again, NULL, NULL, proof_again_decide, NULL);

static void
proof_code_decide(void *v)
{
	struct proof_code *s = v;

	unit_say(&s->u, DESK_refused, "Not built yet.");
}

const struct unit_operation operations_proof_code = UNIT_OPERATION(proof_code, NULL, NULL, proof_code_decide, NULL);

