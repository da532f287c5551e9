/* feed.c - everything that happened, with a cursor; and the counts for /metrics.
 * Order per line, at least once: a batch that writes is later than every one before it (batch.c), so that a cursor never
 * passes over what is not there yet. */
#include "desk/operations.h"

#include "base/rng.h"
#include "desk/batch.h"

#include <inttypes.h>

static void
list_ask(void *v)
{
	struct event_list *s = v;

	if (view_page(&s->u, &s->in, &s->page))
		all_audit_feed(&s->u, &s->page, &s->rows);
}

static void
list_decide(void *v)
{
	struct event_list *s = v;
	const struct feed_row *r = s->rows.items;
	struct desk_feed_item *item = ARENA_ARRAY(s->u.arena, struct desk_feed_item, s->rows.n + 1);

	for (size_t i = 0; i < s->rows.n; i++) {
		char line[RNG_ID_SIZE];
		struct term_case c = { .reference = r[i].reference };

		rng_id_format(r[i].line_id, line);
		item[i] = (struct desk_feed_item){
			.found = true, .id = unit_printf(&s->u, "%s.%" PRId64, line, r[i].seq),
			.reference = r[i].reference.n ? subject_reference(&s->u, &c) : STR(""),
			.at = r[i].at_ms, .what = r[i].what, .actor = r[i].actor, .line = r[i].line_id,
		};
	}
	s->out.items = (struct list){ item, s->rows.n };
	s->out.next = s->in.after;
	if (s->rows.n)
		s->out.next = view_cursor(&s->u, r[s->rows.n - 1].at_ms, r[s->rows.n - 1].line_id, r[s->rows.n - 1].seq);
}

const struct unit_operation operations_event_list = UNIT_OPERATION(event_list, NULL, list_ask, list_decide, NULL);

/* ---- counts ---- */

static void
metrics_ask(void *v)
{
	struct metrics *s = v;
	struct by_time now = { .now = s->u.now };

	all_case_counts(&s->u, &now, &s->cases);
	all_effect_counts(&s->u, &now, &s->effects);
	all_card_counts(&s->u, &now, &s->cards);
	all_far_ends(&s->u, &(struct none){ .found = true }, &s->far_ends);
}

static struct list
counts(struct unit *u, const struct list *rows)
{
	struct desk_count *out = ARENA_ARRAY(u->arena, struct desk_count, rows->n + 1);
	const struct count_row *r = rows->items;

	for (size_t i = 0; i < rows->n; i++)
		out[i] = (struct desk_count){ .found = true, .word = r[i].word, .second = r[i].second, .count = r[i].count };
	return (struct list){ out, rows->n };
}

static struct list
far_ends(struct unit *u, const struct list *rows)
{
	struct desk_count *out = ARENA_ARRAY(u->arena, struct desk_count, rows->n + 1);
	const struct far_end *r = rows->items;

	for (size_t i = 0; i < rows->n; i++)
		out[i] = (struct desk_count){ .found = true, .word = str_of(effect_family_names.name[r[i].family]), .count = r[i].failures };
	return (struct list){ out, rows->n };
}

static void
metrics_decide(void *v)
{
	struct metrics *s = v;
	const struct batch_stats *b = batch_stats(desk_batch(s->u.desk));

	s->out = (struct desk_metrics){
		.found = true, .cases = counts(&s->u, &s->cases), .effects = counts(&s->u, &s->effects), .cards = counts(&s->u, &s->cards),
		.far_ends = far_ends(&s->u, &s->far_ends),
		.batches = b->batches, .units = b->units, .reruns = b->reruns, .lost = b->lost, .commit_us = b->commit_us,
		.started = desk_started(s->u.desk),
	};
}

const struct unit_operation operations_metrics = UNIT_OPERATION(metrics, NULL, metrics_ask, metrics_decide, NULL);
