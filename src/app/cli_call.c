/* cli_call.c - commands that are one operation of the desk: the record from the arguments, the call, and the answer shown.
 * Errors: refusals in the desk's words with exit code 1; no daemon, with what to do, 4. */
#include "app/cli_call.h"

#include "base/clock.h"

#include <sys/stat.h>
#include <time.h>

#define REPLY_BYTES   ((size_t)16 << 20)	/* of one page */
#define PAGE_ROWS     100			/* the limit of desk_page_in */
#define CURSOR_SIZE   200
#define TABLE_ROWS    1000			/* for people, unless --limit says otherwise */
#define TABLE_ROWS_MAX 100000
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

enum cli_exit
cli_call_verdict(struct cli *c, enum desk_code code, struct str why)
{
	if (code == DESK_ok || code == DESK_created)
		return CLI_OK;
	if (why.n)
		return cli_fail(c, CLI_NO, "%s: %.*s", desk_code_name(code), STR_ARG(why));
	return cli_fail(c, CLI_NO, "%s: %s", desk_code_name(code), desk_code_text(code));
}

static void *
record_new(struct arena *a, const struct record *r)
{
	void *rec = arena_must(a, r->size);

	record_init(r, rec);
	*(bool *)rec = true;
	return rec;
}

/* ---- lists ---- */

/* A list in hand: all its pages, up to LEFT rows. */
struct paging {
	struct cli *c;
	struct client *client;
	enum desk_op op;
	struct desk_caller caller;
	struct desk_page_in in;
	const struct field *items, *next;
	struct arena *page;		/* of the page in hand; NULL: pages stay, in the command's arena */
	int64_t left;			/* rows still wanted */
	char cursor[CURSOR_SIZE];	/* behind what was read; empty at the end */
};

static void
paging_init(struct paging *p, struct cli *c, struct client *client, enum desk_op op, bool keeps)
{
	const struct record *r = desk_operations[op].out;

	assert(desk_operations[op].in == &desk_page_in_record);
	*p = (struct paging){ .c = c, .client = client, .op = op, .caller = cli_caller(c), .left = INT64_MAX, .in.found = true };
	p->page = keeps ? NULL : arena_new(REPLY_BYTES);
	p->items = record_find(r, STR("items"));
	p->next = record_find(r, STR("next"));
	assert(p->items && p->next);
}

static void
paging_done(struct paging *p)
{
	arena_free(p->page);
}

/* The next page. */
static enum cli_exit
paging_read(struct paging *p, struct list *items_out)
{
	struct arena *a = p->page ? p->page : p->c->arena;
	struct str why;

	if (p->page)
		arena_reset(p->page);
	void *out = record_new(a, desk_operations[p->op].out);
	p->in.limit = p->left < PAGE_ROWS ? p->left : PAGE_ROWS;
	enum desk_code code = client_call(p->client, p->op, &p->caller, &p->in, out, a, &why);
	if (code != DESK_ok)
		return cli_call_verdict(p->c, code, why);
	*items_out = RECORD_AT(out, p->items, struct list);
	snprintf(p->cursor, sizeof p->cursor, "%.*s", STR_ARG(RECORD_AT(out, p->next, struct str)));
	p->in.after = str_of(p->cursor);
	p->left -= (int64_t)items_out->n;
	return CLI_OK;
}

static bool
paging_is_over(const struct paging *p)
{
	return !p->cursor[0] || p->left <= 0;
}

/* For people: one table, as wide as its widest row. For programs: rows as they come. */
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
	} while (!paging_is_over(p));
	if (!p->c->json)
		cli_table(p->c, r, (struct list){ rows.p, rows.n / r->size }, columns);
	if (p->cursor[0])
		cli_say(p->c, "There is more: --after %s, or --limit, or all with --json", p->cursor);
	return CLI_OK;
}

enum cli_exit
cli_call_each(struct cli *c, struct client *client, enum desk_op op, void (*each)(void *, const void *), void *self)
{
	struct paging p;
	struct list items;
	enum cli_exit e;

	paging_init(&p, c, client, op, false);
	do {
		e = paging_read(&p, &items);
		for (size_t i = 0; !e && i < items.n; i++)
			each(self, (const char *)items.items + i * p.items->sub->size);
	} while (!e && !paging_is_over(&p));
	paging_done(&p);
	return e;
}

static enum cli_exit
run_list(struct cli *c, struct client *client, const struct commands *k, const struct cli_args *args)
{
	struct paging p;
	const char *limit = cli_arg(args, "limit");

	paging_init(&p, c, client, k->op, !c->json);
	bool ok = commands_record(c, k, args, &p.in);
	p.left = c->json ? INT64_MAX : TABLE_ROWS;
	if (limit && (!str_to_i64(str_of(limit), &p.left) || p.left < 1 || (!c->json && p.left > TABLE_ROWS_MAX)))
		ok = !cli_fail(c, CLI_USAGE, "limit: must be a whole number from 1 to %d; with --json there is no limit", TABLE_ROWS_MAX);
	enum cli_exit e = ok ? list(&p, k->columns) : CLI_USAGE;
	paging_done(&p);
	return e;
}

/* ---- one record ---- */

static enum cli_exit
run_one(struct cli *c, struct client *client, const struct commands *k, const struct cli_args *args)
{
	const struct desk_operation *op = &desk_operations[k->op];
	void *in = record_new(c->arena, op->in), *out = record_new(c->arena, op->out);
	struct desk_caller caller = cli_caller(c);
	struct str why;

	if (!commands_record(c, k, args, in))
		return CLI_USAGE;
	enum desk_code code = client_call(client, k->op, &caller, in, out, c->arena, &why);
	enum cli_exit e = cli_call_verdict(c, code, why);
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
events(struct paging *p, bool follow)
{
	struct list items;

	for (;;) {
		enum cli_exit e = paging_read(p, &items);

		if (e)
			return e;
		for (size_t i = 0; i < items.n; i++)
			event_print(p->c, (const struct desk_feed_item *)items.items + i);
		if (fflush(p->c->out) != 0 || (!items.n && !follow))
			return CLI_OK;
		if (!items.n)
			nanosleep(&(struct timespec){ .tv_nsec = FOLLOW_MS * 1000000L }, NULL);
	}
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
	struct paging p;
	paging_init(&p, c, client, DESK_OP_event_list, false);
	p.in.after = str_of(after);
	enum cli_exit e = events(&p, cli_arg(args, "follow"));
	if (!e && p.cursor[0])
		cli_say(c, "Go on from here: --after %s", p.cursor);
	paging_done(&p);
	client_close(client);
	return e;
}
