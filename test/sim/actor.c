/* actor.c - who acts: an actor is a list of moves (move.c) on one line, one after another; one that is not answered is made again, the
 * same. A new actor is a row of ACTORS. */
#include "sim.h"

#include <stdio.h>

#define AGAIN_MAX 40			/* then the actor gives up */
#define BEGIN_WITHIN (4 * SIM_DAY)

struct sim_actor { const char *name; int weight; const char *moves; };

static int
index_of(const struct sim *s, const struct sim_play *p)
{
	return (int)(p - s->play);
}

static const struct sim_actor ACTORS[] = {
	/* who                     how often  moves, one after another with pauses */
	{ "client",                6, "submit approve peek" },
	{ "impatient client",      3, "submit submit other_body submit rival submit approve submit" },
	{ "client who withdraws",  3, "submit withdraw submit" },
	{ "subscriber",            4, "begin prove confirm confirm approve peek" },
	{ "subscriber who edits",  2, "begin edit prove edit confirm withdraw" },
	{ "signed in",             4, "ask_code sign_in my begin_own confirm confirm approve my" },
	{ "signed in, in a hurry", 2, "ask_code sign_in begin_own begin_own confirm my own_block withdraw begin_own edit confirm own_unblock" },
	{ "no code comes",         2, "begin person person vouch vouch approve" },
	{ "thief",                 3, "begin guess guess guess confirm guess guess guess prove code guess stop" },
	{ "guesser",               2, "begin guess guess guess guess guess guess guess code guess guess guess guess guess guess" },
	{ "late with the code",    2, "begin code code prove confirm approve" },
	{ "who got the alert",     2, "submit stop stop approve" },
	{ "careless staff",        4, "look retry look accept_absence accept_absence card look approve pay" },
	{ "colluding staff",       2, "look accept_absence accept_absence accept_absence reject reject card retry" },
	{ "hasty staff",           2, "submit approve retry retry retry retry retry retry retry" },
	{ "a reviewer",            3, "submit ask answer approve pay retry" },
	{ "a refusal",             1, "submit reject submit" },
	{ "an import",             1, "same contact same" },
	{ "a swapped SIM",         1, "swap same" },
	{ "the network's people",  1, "vanish" },
	{ "a mix-up",              1, "foreign look foreign" },
	{ "a lost phone",          2, "block unblock block" },
	{ "port out",              2, "port" },
	{ "port out later",        1, "port_ahead submit port_out" },
	{ "who answers STOP",      3, "submit approve text_stop text_odd text_stop approve text_odd text_stop" },
	{ "who texts anything",    2, "submit text_other approve text_other text_other text_other" },
	{ "a stranger's phone",    2, "submit text_stranger approve text_forged text_stranger report_forged report_forged text_forged report_forged" },
	{ "billing's people",      2, "bill mute bill mute bill" },
	{ "an accountant",         3, "submit approve account account look account retry account" },
	{ "a new device",          3, "submit approve device" },
	{ "who posts letters",     2, "look confirmation_left look confirmation_left look confirmation_left look confirmation_left" },
	{ "a lost phone, told",    2, "phone submit block approve text_stop unblock" },
};

static const struct sim_actor *
draw_actor(struct dice *d)
{
	int all = 0;

	for (size_t i = 0; i < COUNT(ACTORS); i++)
		all += ACTORS[i].weight;
	int64_t at = dice_below(d, all);
	for (size_t i = 0;; i++)
		if ((at -= ACTORS[i].weight) < 0)
			return &ACTORS[i];
}

/* ---- turns ---- */

static void
read_moves(struct sim_play *p)
{
	struct str rest = str_of(p->actor->moves), word;
	bool more = true;

	while (more) {
		more = str_split(rest, ' ', &word, &rest);
		assert(p->moves < SIM_MOVES_MAX);
		p->move[p->moves++] = move_named(word);
	}
}

static const struct sim_move *
move_of(const struct sim_play *p)
{
	return p->step < p->moves ? move_get(p->move[p->step]) : NULL;
}

static void
turn_comes(struct sim *s, struct sim_play *p, bool moves_on)
{
	p->step += moves_on;
	p->again = moves_on ? 0 : p->again + 1;
	p->serial = 0;
	p->is_over = p->is_over || !move_of(p) || p->again > AGAIN_MAX;
	if (!p->is_over)
		sim_push(s, dice_pause(&p->dice), SIM_act, index_of(s, p), 0);
}

void
actor_begin(struct sim *s)
{
	struct dice d = dice_of(s->setup->seed, 'a', 0);

	s->plays = (int)dice_between(&d, s->lines, 3 * s->lines);
	for (int i = 0; i < s->plays; i++) {
		struct sim_play *p = &s->play[i];
		*p = (struct sim_play){ .actor = draw_actor(&d), .line = (int)dice_below(&d, s->lines), .dice = dice_of(s->setup->seed, 'b', (uint64_t)i) };
		read_moves(p);
		snprintf(p->key, sizeof p->key, "key-%d", i);
		p->is_over = s->setup->without_plays >> i & 1;
		if (!p->is_over)
			sim_push(s, dice_below(&p->dice, BEGIN_WITHIN), SIM_act, i, 0);
	}
	s->result->plays = s->plays;
}

void
actor_act(struct sim *s, int play)
{
	struct sim_play *p = &s->play[play];

	if (p->is_over || p->serial || s->is_healed)
		return;
	sim_say(s, "%s %d: %s %s %s", p->actor->name, play, move_of(p)->name, world_number(p->line), p->reference);
	if (!move_of(p)->send(s, p))
		turn_comes(s, p, true);
}

void
actor_patience(struct sim *s, int play, int64_t serial)
{
	struct sim_play *p = &s->play[play];

	if (p->serial == serial && !p->is_over)
		turn_comes(s, p, false);
}

/* References that a client was shown must not get lost. */
static void
note_reference(enum desk_op op, enum desk_code code, const void *out)
{
	const struct desk_case_view *v = out;

	if (desk_operations[op].out == &desk_case_view_record && code < DESK_invalid && v->reference.n)
		invariants_acknowledged(v->reference);
}

void
actor_heard(struct sim *s, int play, int64_t serial, enum desk_op op, enum desk_code code, const void *out)
{
	struct sim_play *p = &s->play[play];
	const struct sim_move *m = move_of(p);

	if (p->serial != serial || p->is_over || sim_strikes(s, SIM_FAULT_told_lost, &p->dice))
		return;
	sim_say(s, "%s %d hears %s", p->actor->name, play, desk_code_name(code));
	note_reference(op, code, out);
	enum sim_heard h = m->hear ? m->hear(s, p, code, out) : SIM_NEXT;
	p->is_over = h == SIM_OVER;
	turn_comes(s, p, h == SIM_NEXT);
}

void
actor_forget(struct sim *s)
{
	for (int i = 0; i < s->plays; i++)
		s->play[i].is_answered = false;
}
