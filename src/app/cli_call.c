/* cli_call.c - commands that are one operation of the desk: the record from the arguments, the call, and the answer shown.
 * Errors: refusals in the desk's words with exit code 1; no daemon, with what to do, 4. */
#include "app/cli_call.h"

#include "base/clock.h"

#include <sys/stat.h>
#include <time.h>

#define REPLY_BYTES   ((size_t)16 << 20)	/* of one page */
#define PAGE_ROWS     100			/* the limit of desk_page_in */
#define FOLLOW_MS     500

struct client *
cli_call_open(struct cli *c)
{
	char why[CLIENT_WHY_SIZE];
	struct client *client = client_open(c->dir, why);

	if (!client)
		cli_fail(c, CLI_AWAY, "%s", why);
	return client;
}

/* 0 when it went well; otherwise said. */
static enum cli_exit
verdict(struct cli *c, enum desk_code code, struct str why)
{
	if (code == DESK_ok || code == DESK_created)
		return CLI_OK;
	if (why.n)
		return cli_fail(c, CLI_NO, "%s: %.*s", desk_code_name(code), STR_ARG(why));
	return cli_fail(c, CLI_NO, "%s: %s", desk_code_name(code), desk_code_text(code));
}

static void *
record_new(struct cli *c, const struct record *r)
{
	void *rec = arena_must(c->arena, r->size);

	record_init(r, rec);
	*(bool *)rec = true;
	return rec;
}

/* ---- lists ---- */

/* A list in hand: all its pages, up to LIMIT rows. */
struct paging {
	struct cli *c;
	struct client *client;
	enum desk_op op;
	struct desk_page_in in;
	const struct field *items, *next;
	int64_t left;			/* rows still wanted */
	struct str cursor;		/* behind what was read; empty at the end */
};

static void
paging_init(struct paging *p, struct cli *c, struct client *client, enum desk_op op)
{
	const struct record *r = desk_operations[op].out;

	assert(desk_operations[op].in == &desk_page_in_record);
	*p = (struct paging){ .c = c, .client = client, .op = op, .left = INT64_MAX, .in = { .found = true } };
	p->items = record_find(r, STR("items"));
	p->next = record_find(r, STR("next"));
	assert(p->items && p->next);
}

/* The next page, its rows in the command's arena. */
static enum cli_exit
paging_read(struct paging *p, struct list *items_out)
{
	void *out = record_new(p->c, desk_operations[p->op].out);
	struct desk_caller caller = cli_caller(p->c);
	struct str why;

	p->in.limit = p->left < PAGE_ROWS ? p->left : PAGE_ROWS;
	enum desk_code code = client_call(p->client, p->op, &caller, &p->in, out, p->c->arena, &why);
	if (code != DESK_ok)
		return verdict(p->c, code, why);
	*items_out = RECORD_AT(out, p->items, struct list);
	p->cursor = RECORD_AT(out, p->next, struct str);
	p->left -= (int64_t)items_out->n;
	p->in.after = p->cursor;
	return CLI_OK;
}

/* One table of all rows: gathers the pages into one list. JSON goes out page by page. */
static enum cli_exit
list(struct paging *p, const char *columns)
{
	AUTO(buf_done) struct buf rows;
	const struct record *r = p->items->sub;
	struct list items;

	buf_init(&rows, SIZE_MAX / 2);
	do {
		enum cli_exit e = paging_read(p, &items);

		if (e)
			return e;
		if (p->c->json)
			cli_table(p->c, r, items, columns);
		else
			buf_add(&rows, (struct str){ items.items, items.n * r->size });
	} while (p->cursor.n && p->left > 0);
	if (!p->c->json)
		cli_table(p->c, r, (struct list){ rows.p, rows.n / r->size }, columns);
	if (p->cursor.n)
		cli_say(p->c, "There is more: --after %.*s", STR_ARG(p->cursor));
	return CLI_OK;
}

enum cli_exit
cli_call_each(struct cli *c, struct client *client, enum desk_op op, void (*each)(void *, const void *), void *self)
{
	struct paging p;
	struct list items;

	paging_init(&p, c, client, op);
	do {
		enum cli_exit e = paging_read(&p, &items);

		if (e)
			return e;
		for (size_t i = 0; i < items.n; i++)
			each(self, (const char *)items.items + i * p.items->sub->size);
	} while (p.cursor.n);
	return CLI_OK;
}

static enum cli_exit
run_list(struct cli *c, struct client *client, const struct commands *k, const struct cli_args *args)
{
	struct paging p;
	const char *limit = cli_arg(args, "limit");

	paging_init(&p, c, client, k->op);
	if (!commands_record(c, k, args, &p.in))
		return CLI_USAGE;
	if (limit && (!str_to_i64(str_of(limit), &p.left) || p.left < 1))
		return cli_fail(c, CLI_USAGE, "limit: must be a whole number from 1");
	return list(&p, k->columns);
}

/* ---- one record ---- */

static enum cli_exit
run_one(struct cli *c, struct client *client, const struct commands *k, const struct cli_args *args)
{
	const struct desk_operation *op = &desk_operations[k->op];
	void *in = record_new(c, op->in), *out = record_new(c, op->out);
	struct desk_caller caller = cli_caller(c);
	struct str why;

	if (!commands_record(c, k, args, in))
		return CLI_USAGE;
	enum desk_code code = client_call(client, k->op, &caller, in, out, c->arena, &why);
	enum cli_exit e = verdict(c, code, why);
	if (!e)
		cli_show(c, op->out, out);
	return e;
}

enum cli_exit
cli_call_run(struct cli *c, const struct commands *k, const struct cli_args *args)
{
	struct config *conf = cli_config(c);		/* a wrong folder is not a daemon that is away */

	if (!conf)
		return CLI_CONFIG;
	config_free(conf);
	struct client *client = cli_call_open(c);
	if (!client)
		return CLI_AWAY;
	bool is_list = desk_operations[k->op].in == &desk_page_in_record;
	enum cli_exit e = is_list ? run_list(c, client, k, args) : run_one(c, client, k, args);
	client_close(client);
	return e;
}

/* ---- events ---- */

static void
event_print(struct cli *c, const struct desk_feed_item *e)
{
	char at[CLOCK_TEXT_SIZE];

	if (c->json) {
		cli_table(c, &desk_feed_item_record, (struct list){ (void *)(uintptr_t)e, 1 }, NULL);
		return;
	}
	clock_format(e->at, at);
	fprintf(c->out, "%s  %-12.*s  %-20.*s  %.*s\n", at, STR_ARG(e->reference), STR_ARG(e->what), STR_ARG(e->actor));
}

/* Each page as it comes; at the end, with FOLLOW, again and again. */
static enum cli_exit
events(struct cli *c, struct client *client, bool follow, const char *after)
{
	struct arena *whole = c->arena, *page = arena_new(REPLY_BYTES);
	char cursor[200] = "";
	struct list items;
	struct paging p;
	enum cli_exit e;

	c->arena = page;
	paging_init(&p, c, client, DESK_OP_event_list);
	snprintf(cursor, sizeof cursor, "%s", after ? after : "");
	for (;;) {
		p.in.after = str_of(cursor);
		if ((e = paging_read(&p, &items)))
			break;
		for (size_t i = 0; i < items.n; i++)
			event_print(c, (const struct desk_feed_item *)items.items + i);
		snprintf(cursor, sizeof cursor, "%.*s", STR_ARG(p.cursor));
		arena_reset(page);
		if (fflush(c->out) != 0 || (!items.n && !follow))
			break;
		if (!items.n)
			nanosleep(&(struct timespec){ .tv_nsec = FOLLOW_MS * 1000000L }, NULL);
	}
	c->arena = whole;
	arena_free(page);
	if (!e && !follow && cursor[0])
		cli_say(c, "Go on from here: --after %s", cursor);
	return e;
}

enum cli_exit
cli_call_events(struct cli *c, const struct cli_args *args)
{
	const char *after = cli_arg(args, "after");

	if (after && strlen(after) > 120)
		return cli_fail(c, CLI_USAGE, "after: must be a cursor as printed before");
	struct client *client = cli_call_open(c);
	if (!client)
		return CLI_AWAY;
	enum cli_exit e = events(c, client, cli_arg(args, "follow") != NULL, after);
	client_close(client);
	return e;
}
