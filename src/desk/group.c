/* group.c - several lines at once: the cases that were asked for together. Each is a case like any other; the group is only how
 * they are shown. A case that met another one (rule 9) is shown as that one. Limit: 50 (sql/request.sql). */
#include "desk/operations.h"

#include "desk/view.h"

static void
group_get_ask(void *v)
{
	struct group_get *s = v;

	if (session_needed(&s->u))
		all_group_cases(&s->u, &(struct by_group){ .group_id = s->in.group }, &s->cases);
}

static void
group_get_decide(void *v)
{
	struct group_get *s = v;
	struct unit *u = &s->u;
	const struct term_case *c = s->cases.items;
	struct desk_case_view *view = ARENA_ARRAY(u->arena, struct desk_case_view, s->cases.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s->cases.n; i++)
		if (view_session_has(u, &c[i]))
			view_case(u, &c[i], NULL, &view[n++]);
	if (!n) {
		unit_say(u, DESK_unknown, "There is nothing of yours under this address.");
		return;
	}
	s->out = (struct desk_group){ .found = true, .group = s->in.group, .cases = { view, n } };
}

const struct unit_operation operations_group_get = UNIT_OPERATION(group_get, NULL, group_get_ask, group_get_decide, NULL);
