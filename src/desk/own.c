/* own.c - the lines of the subscriber who is signed in. Sources: PRODUCT rule 12; PROMISES, deny by default. */
#include "desk/own.h"

#include "desk/subject.h"

void
own_find(struct unit *u, struct own *o)
{
	if (!id_is_none(u->session.subscriber_id))
		all_lines_of_subscriber(u, &(struct by_subscriber){ .subscriber_id = u->session.subscriber_id }, &o->lines);
}

const struct line *
own_line(struct unit *u, const struct own *o, struct str handle)
{
	const struct line *l = o->lines.items;

	if (!session_needed(u))
		return NULL;
	for (size_t i = 0; i < o->lines.n; i++)
		if (session_owns(u, &l[i]) && str_eq(session_handle(u, "line", l[i].line_id), handle))
			return &l[i];
	unit_say(u, DESK_unknown, "line: you have no such line. Choose one of those in your account.");
	return NULL;
}

bool
own_has_changed(const struct unit *u, const struct own *o)
{
	const struct line *l = o->lines.items;

	for (size_t i = 0; i < o->lines.n; i++)
		if (subject_line_is_fresh(u, &l[i]))
			return true;
	return false;
}
