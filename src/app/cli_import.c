/* cli_import.c - simoff import lines FILE and simoff import hlr ADDRESS: rows to the daemon, CLIENT_WINDOW under way at once. */
#include "app/cli_import.h"

#include "app/cli_call.h"
#include "app/client.h"
#include "app/hlr_list.h"
#include "app/import.h"
#include "app/seen.h"

#include <errno.h>
#include <inttypes.h>

#define FILE_BYTES_MAX ((size_t)512 << 20)
#define REPLY_BYTES    ((size_t)1 << 20)
#define IMSI_SIZE      16u

/* ---- the door to the daemon ---- */

struct way {
	struct client *client;
	struct desk_caller caller;
	struct arena *arena;			/* of one answer */
	int64_t row[CLIENT_WINDOW];		/* under way, in order */
	size_t sent, taken;
};

/* The oldest answers, until at most LEFT are under way. Busy is the client's word for a daemon that went away. */
static bool
take(struct way *w, struct import *im, size_t left)
{
	while (client_under_way(w->client) > left) {
		struct desk_import_out out;
		struct str why;

		arena_reset(w->arena);
		enum desk_code code = client_receive(w->client, &out, w->arena, &why);
		if (code == DESK_busy)
			return false;
		import_answer(im, w->row[w->taken++ % CLIENT_WINDOW], code, why, &out);
	}
	return true;
}

/* A full window is emptied by half, so that requests and answers travel in bundles. */
static bool
ask(void *self, struct import *im, const struct desk_import_in *in)
{
	struct way *w = self;

	if (client_under_way(w->client) == CLIENT_WINDOW && !take(w, im, CLIENT_WINDOW / 2))
		return false;
	if (!client_send(w->client, DESK_OP_line_import, &w->caller, in))
		return false;
	w->row[w->sent++ % CLIENT_WINDOW] = in->row.row;
	return true;
}

static bool
settle(void *self, struct import *im)
{
	return take(self, im, 0);
}

static enum cli_exit
run(struct cli *c, struct client *client, const struct cli_args *args, const char *name, struct buf *csv)
{
	struct way w = { .client = client, .caller = cli_caller(c), .arena = arena_new(REPLY_BYTES) };
	struct import_options o = { .name = name, .dry = cli_arg(args, "dry-run"), .skip_bad = cli_arg(args, "skip-bad") };
	enum cli_exit e = import_run(c, csv->p, csv->n, &o, &(struct import_door){ &w, ask, settle });

	arena_free(w.arena);
	return e;
}

/* ---- from a file ---- */

static bool
read_file(struct cli *c, const char *path, struct buf *out)
{
	char part[65536];
	FILE *f = strcmp(path, "-") != 0 ? fopen(path, "re") : c->in;
	size_t n;

	while (f && (n = fread(part, 1, sizeof part, f)) > 0)
		buf_add(out, (struct str){ part, n });
	bool ok = f && !ferror(f) && !out->over;
	if (!ok)
		cli_fail(c, CLI_NO, "%s: %s", path, out->over ? "is larger than 512 MB; divide it" : strerror(errno));
	if (f && f != c->in)
		fclose(f);
	return ok;
}

enum cli_exit
cli_import_lines(struct cli *c, const struct cli_args *args)
{
	AUTO(buf_done) struct buf csv;
	const char *path = cli_arg(args, "file");

	buf_init(&csv, FILE_BYTES_MAX);
	if (!read_file(c, path, &csv))
		return CLI_NO;
	if (!csv.n)
		return cli_fail(c, CLI_NO, "%s: is empty; the first row must name the columns", path);
	struct client *client = cli_call_open(c);
	if (!client)
		return CLI_AWAY;
	enum cli_exit e = run(c, client, args, path, &csv);
	client_close(client);
	return e;
}

/* ---- from an HLR: what it knows is less than what a line has, so lines that are known are left alone ---- */

struct known { struct seen *numbers; struct buf imsis; int64_t n; };	/* number -> its place among IMSIS, from 1 */

static void
remember(void *self, const void *item)
{
	struct known *k = self;
	const struct desk_line_view *l = item;

	if (!str_is(l->status, "active") || l->imsi.n >= IMSI_SIZE)
		return;
	seen_add(k->numbers, l->msisdn, ++k->n);
	buf_add(&k->imsis, l->imsi);
	for (size_t i = l->imsi.n; i < IMSI_SIZE; i++)
		buf_addc(&k->imsis, '\0');
}

/* The rows of CSV whose number is not known yet. A known number with another IMSI is said: a person must look. */
static void
leave_out_known(struct cli *c, struct known *k, struct str csv, struct buf *out)
{
	struct str line, msisdn, imsi;
	int64_t left = 0;

	str_split(csv, '\n', &line, &csv);		/* the header */
	buf_printf(out, "%.*s\n", STR_ARG(line));
	while (csv.n) {
		str_split(csv, '\n', &line, &csv);
		str_split(line, ',', &msisdn, &imsi);
		int64_t at = seen_find(k->numbers, msisdn);

		if (!at)
			buf_printf(out, "%.*s\n", STR_ARG(line));
		else if (!str_is(imsi, k->imsis.p + (at - 1) * IMSI_SIZE))
			cli_say(c, "hlr: %.*s has another IMSI there than here; it stays as it is here", STR_ARG(msisdn));
		left += at > 0;
	}
	if (left)
		cli_say(c, "%" PRId64 " lines are known already and stay as they are.", left);
}

static enum cli_exit
import_new(struct cli *c, struct client *client, const struct cli_args *args, struct str csv)
{
	AUTO(buf_done) struct buf news;
	struct known k = { .numbers = seen_new() };

	buf_init(&news, FILE_BYTES_MAX);
	buf_init(&k.imsis, FILE_BYTES_MAX);
	enum cli_exit e = cli_call_each(c, client, DESK_OP_line_list, remember, &k);
	if (!e) {
		leave_out_known(c, &k, csv, &news);
		e = run(c, client, args, "hlr", &news);
	}
	buf_done(&k.imsis);
	seen_free(k.numbers);
	return e;
}

enum cli_exit
cli_import_hlr(struct cli *c, const struct cli_args *args)
{
	AUTO(buf_done) struct buf csv;
	char why[HLR_LIST_WHY_SIZE];
	int64_t left_out;
	struct client *client = cli_call_open(c);

	buf_init(&csv, FILE_BYTES_MAX);
	if (!client)
		return CLI_AWAY;
	bool ok = hlr_list_read(str_of(cli_arg(args, "address")), &csv, &left_out, why);
	if (ok && left_out)
		cli_say(c, "%" PRId64 " subscribers without a number are left out.", left_out);
	enum cli_exit e = ok ? import_new(c, client, args, buf_str(&csv)) : cli_fail(c, CLI_NO, "%s", why);
	client_close(client);
	if (!e)
		cli_say(c, "ICCID, name and mail address are not in the HLR: add them with simoff import lines.");
	return e;
}
