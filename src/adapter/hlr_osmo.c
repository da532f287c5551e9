/* hlr_osmo.c - the network of osmo-hlr: reads, disables, enables and deletes subscribers over CTRL, and has the serving
 * nodes told over GSUP. Class B: every recipe reads first, can be repeated, and ends with reading back.
 * A subscriber is touched only while its IMSI and its MSISDN are both the line's. Order: disable, so that the phone cannot
 * register again; tell the nodes, while the HLR still knows them; keys, so that none outlives its subscriber; delete.
 * Keys are never read, by no request: osmo-hlr would send them in clear.
 * Each call ends within call_ms, all its requests together. Errors: as outcomes. Lost after something was sent that
 * changes the network: unknown. Only osmo-hlr's two texts for it mean absent; any other refusal is tried again later.
 * Sources: DESIGN 7; osmo-hlr 1.5, seen. */
#include "adapter/adapter.h"
#include "adapter/gsup.h"
#include "adapter/hlr_subscriber.h"
#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>

#define ADDRESS_DEFAULT   "127.0.0.1"
#define GSUP_NAME_DEFAULT "SIMOFF"
#define CALL_MS_DEFAULT   5000
#define IMSI_DIGITS_MIN   6u
#define VARIABLE_MAX      80u		/* bytes of a CTRL variable's name */
#define STEPS_MAX         6u
#define TOLD_MAX          (2 * (HLR_SUBSCRIBER_NODE_MAX + 20))

struct hlr { struct ctrl ctrl; struct gsup gsup; int64_t call_ms; };

static const struct { const char *variable; enum gsup_domain gsup; } DOMAIN[] = {
	[HLR_SUBSCRIBER_CS] = { "cs-enabled", GSUP_DOMAIN_CS },
	[HLR_SUBSCRIBER_PS] = { "ps-enabled", GSUP_DOMAIN_PS },
};
static_assert(HLR_SUBSCRIBER_NODE_MAX <= GSUP_NAME_MAX, "what the HLR names, gsup can tell");

/* One run or ask. */
struct visit {
	struct hlr               *hlr;
	const struct effect_task *task;
	struct effect_outcome    *out;
	struct utc_ms             deadline;
	struct hlr_subscriber     subscriber;	/* by the task's IMSI */
	enum effect_finding       finding;	/* match, differs or absent */
	bool                      wrote;	/* something was sent that changes the network, and was not refused */
	char                      told[TOLD_MAX];	/* "; MSC-1 told; SGSN-1 not attached" */
};

/* A step of a recipe: true to go on, false when the outcome has been said. */
typedef bool step(struct visit *);

static enum err
subscriber_read(struct visit *v, const char *by, struct str value, struct hlr_subscriber *out)
{
	return hlr_subscriber_read(&v->hlr->ctrl, by, value, v->deadline, out);
}

/* Reads by IMSI and by MSISDN, and compares both with the line. */
static enum err
compare(struct visit *v)
{
	struct hlr_subscriber *s = &v->subscriber, other;
	enum err by_imsi = subscriber_read(v, "imsi", v->task->imsi, s);

	if (by_imsi && by_imsi != ERR_NOENT)
		return by_imsi;
	enum err by_number = subscriber_read(v, "msisdn", v->task->msisdn, &other);
	if (by_number && by_number != ERR_NOENT)
		return by_number;
	if (by_imsi && by_number)
		v->finding = EFFECT_FINDING_absent;
	else if (!by_imsi && !by_number && str_is(v->task->imsi, s->imsi) && str_is(v->task->msisdn, s->msisdn) &&
		 str_is(v->task->imsi, other.imsi))
		v->finding = EFFECT_FINDING_match;
	else
		v->finding = EFFECT_FINDING_differs;
	return ERR_OK;
}

static bool
has_state(const struct visit *v, const char *enabled)
{
	for (size_t d = 0; d < COUNT(DOMAIN); d++)
		if (strcmp(v->subscriber.domain[d].enabled, enabled) != 0)
			return false;
	return true;
}

/* -- how a visit ends -- */

static bool
say_absent(struct visit *v)
{
	bool ours = v->task->kind == EFFECT_net_delete && (v->task->attempts > 1 || v->task->uncertain);

	if (ours)
		adapter_say(v->out, EFFECT_RESULT_done, EFFECT_FINDING_gone, "no such subscriber; an earlier attempt of ours deleted it");
	else
		adapter_say(v->out, EFFECT_RESULT_never, EFFECT_FINDING_absent, "no such subscriber, and it was not us who deleted it");
	return false;
}

static bool
say_differs(struct visit *v)
{
	adapter_say(v->out, EFFECT_RESULT_never, EFFECT_FINDING_differs,
		    "in the network the IMSI has another number, or the number another IMSI");
	return false;
}

/* Not reached, or not known: `later` only while nothing was changed. Half a change is one that may have happened, and nobody
 * may take the line for untouched. */
static enum effect_result
not_yet(const struct visit *v)
{
	return v->wrote ? EFFECT_RESULT_unknown : EFFECT_RESULT_later;
}

/* E of the CTRL port, while DOING something. */
static bool
say_failed(struct visit *v, enum err e, const char *doing)
{
	if (e == ERR_NOENT)
		return say_absent(v);
	adapter_say(v->out, not_yet(v), EFFECT_FINDING_none, "HLR, %s: %s", doing, v->hlr->ctrl.why);
	return false;
}

/* -- steps -- */

static bool
read_and_say(struct visit *v)
{
	enum err e = compare(v);

	if (e)
		return say_failed(v, e, "reading");
	adapter_say(v->out, EFFECT_RESULT_done, v->finding, "read");
	return false;
}

static bool
must_match(struct visit *v)
{
	enum err e = compare(v);

	if (e)
		return say_failed(v, e, "reading");
	if (v->finding == EFFECT_FINDING_absent)
		return say_absent(v);
	if (v->finding == EFFECT_FINDING_differs)
		return say_differs(v);
	return true;
}

static enum err
change(struct visit *v, const char *variable, const char *value)
{
	struct str reply;
	enum err e = ctrl_set(&v->hlr->ctrl, variable, value, v->deadline, &reply);

	v->wrote |= e == ERR_OK || e == ERR_UNSURE;
	return e;
}

/* After a refusal: osmo-hlr has the same words for a locked database and for a subscriber that is not there. */
static bool
has_vanished(struct visit *v)
{
	struct hlr_subscriber s;

	return subscriber_read(v, "imsi", v->task->imsi, &s) == ERR_NOENT;
}

/* Changes NAME of the subscriber. */
static enum err
set(struct visit *v, const char *name, const char *value)
{
	char variable[VARIABLE_MAX];

	snprintf(variable, sizeof variable, "subscriber.by-imsi-%.*s.%s", STR_ARG(v->task->imsi), name);
	enum err e = change(v, variable, value);
	return e == ERR_DENIED && has_vanished(v) ? ERR_NOENT : e;
}

static bool
switch_to(struct visit *v, const char *enabled)
{
	for (size_t d = 0; d < COUNT(DOMAIN); d++) {
		if (!strcmp(v->subscriber.domain[d].enabled, enabled))
			continue;
		enum err e = set(v, DOMAIN[d].variable, enabled);
		if (e)
			return say_failed(v, e, *enabled == '1' ? "enabling" : "disabling");
	}
	return true;
}

static bool
disable(struct visit *v)
{
	return switch_to(v, "0");
}

static bool
enable(struct visit *v)
{
	return switch_to(v, "1");
}

/* A node that is not attached is noted, no more: it asks the HLR when it comes back, and is refused. */
static bool
tell_nodes(struct visit *v)
{
	struct gsup *g = &v->hlr->gsup;

	for (size_t d = 0; d < COUNT(DOMAIN); d++) {
		const char *node = v->subscriber.domain[d].node;

		if (!*node)
			continue;
		enum err e = gsup_cancel(g, v->task->imsi, str_of(node), DOMAIN[d].gsup, v->deadline);
		if (e && e != ERR_NOENT) {
			adapter_say(v->out, e == ERR_UNSURE ? EFFECT_RESULT_unknown : not_yet(v),
				    EFFECT_FINDING_none, "GSUP, telling %s: %s", node, g->why);
			return false;
		}
		size_t n = strlen(v->told);
		snprintf(v->told + n, sizeof v->told - n, "; %s %s", node, e ? "not attached" : "told");
	}
	return true;
}

static bool
must_be(struct visit *v, const char *enabled, const char *word)
{
	if (!must_match(v))
		return false;
	if (!has_state(v, enabled))
		adapter_say(v->out, not_yet(v), EFFECT_FINDING_none, "read back: not %s", word);
	else
		adapter_say(v->out, EFFECT_RESULT_done, EFFECT_FINDING_match, "%s, read back%s", word, v->told);
	return false;
}

static bool
must_be_off(struct visit *v)
{
	return must_be(v, "0", "off");
}

static bool
must_be_on(struct visit *v)
{
	return must_be(v, "1", "on");
}

/* A refusal is let pass: it means that there are no such keys, or a locked database, which refuses the delete as well. */
static bool
delete_keys(struct visit *v)
{
	static const char *const KEYS[] = { "aud2g", "aud3g" };

	for (size_t i = 0; i < COUNT(KEYS); i++) {
		enum err e = set(v, KEYS[i], "none");

		if (e && e != ERR_DENIED)
			return say_failed(v, e, "deleting keys");
	}
	return true;
}

static bool
delete_subscriber(struct visit *v)
{
	char imsi[HLR_SUBSCRIBER_DIGITS_MAX + 1];

	snprintf(imsi, sizeof imsi, "%.*s", STR_ARG(v->task->imsi));
	enum err e = change(v, "subscriber.delete", imsi);
	if (e == ERR_DENIED && has_vanished(v))
		return true;			/* refused halfway: it is gone, reading back goes on */
	return e ? say_failed(v, e, "deleting") : true;
}

static bool
must_be_gone(struct visit *v)
{
	enum err e = compare(v);

	if (e)
		return say_failed(v, e, "reading back");
	if (v->finding == EFFECT_FINDING_differs)
		return say_differs(v);
	if (v->finding == EFFECT_FINDING_match)
		adapter_say(v->out, not_yet(v), EFFECT_FINDING_none, "read back: still there");
	else
		adapter_say(v->out, EFFECT_RESULT_done, EFFECT_FINDING_gone, "deleted, read back by IMSI and by number%s",
			    v->told);
	return false;
}

/* -- was it done already? -- */

static bool
is_read(const struct visit *v)
{
	(void)v;
	return true;
}

/* Whether the nodes were told cannot be read: while one is registered, a line that is off is told again. */
static bool
is_off(const struct visit *v)
{
	bool registered = *v->subscriber.domain[HLR_SUBSCRIBER_CS].node || *v->subscriber.domain[HLR_SUBSCRIBER_PS].node;

	return v->finding == EFFECT_FINDING_match && has_state(v, "0") && !registered;
}

static bool
is_on(const struct visit *v)
{
	return v->finding == EFFECT_FINDING_match && has_state(v, "1");
}

static bool
is_gone(const struct visit *v)
{
	return v->finding == EFFECT_FINDING_absent;
}

/* The last step of each says the outcome. */
static const struct { bool (*is_reached)(const struct visit *); step *step[STEPS_MAX]; } RECIPE[EFFECT_KIND_COUNT] = {
	[EFFECT_net_read]    = { is_read, { read_and_say } },
	[EFFECT_net_off]     = { is_off,  { must_match, disable, tell_nodes, must_be_off } },
	[EFFECT_net_block]   = { is_off,  { must_match, disable, tell_nodes, must_be_off } },
	[EFFECT_net_unblock] = { is_on,   { must_match, enable, must_be_on } },
	[EFFECT_net_delete]  = { is_gone, { must_match, disable, tell_nodes, delete_keys, delete_subscriber, must_be_gone } },
};

/* -- the adapter -- */

static bool
is_digits(struct str s, size_t min)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n >= min && s.n <= HLR_SUBSCRIBER_DIGITS_MAX;
}

static void *
hlr_open(const struct adapter_conf *conf)
{
	const struct adapter_net_conf *net = &conf->net;
	struct hlr *h = calloc(1, sizeof *h);
	struct str address = net->address.n ? net->address : STR(ADDRESS_DEFAULT);

	if (!h)
		abort();
	ctrl_init(&h->ctrl, address, CTRL_PORT_HLR);
	gsup_init(&h->gsup, address, net->gsup_name.n ? net->gsup_name : STR(GSUP_NAME_DEFAULT));
	h->call_ms = net->call_ms > 0 ? net->call_ms : CALL_MS_DEFAULT;
	return h;
}

static void
hlr_close(void *self)
{
	struct hlr *h = self;

	ctrl_close(&h->ctrl);
	gsup_close(&h->gsup);
	free(h);
}

static struct utc_ms
call_deadline(const struct hlr *h)
{
	return (struct utc_ms){ clock_monotonic().ms + h->call_ms };
}

static bool
is_usable(const struct effect_task *t)
{
	assert(effect_family_of(t->kind) == EFFECT_FAMILY_net);
	return is_digits(t->imsi, IMSI_DIGITS_MIN) && is_digits(t->msisdn, 1);
}

static void
hlr_run(void *self, const struct effect_task *t, const struct adapter_message *message, struct effect_outcome *out)
{
	struct hlr *h = self;
	struct visit v = { .hlr = h, .task = t, .out = out, .deadline = call_deadline(h) };
	step *const *next = RECIPE[t->kind].step;

	assert(!message);
	if (!is_usable(t)) {
		adapter_say(out, EFFECT_RESULT_never, EFFECT_FINDING_none, "the line's IMSI or number is not one");
		return;
	}
	while ((*next)(&v))
		next++;
}

static void
hlr_ask(void *self, const struct effect_task *t, struct effect_outcome *out)
{
	struct hlr *h = self;
	struct visit v = { .hlr = h, .task = t, .out = out, .deadline = call_deadline(h) };

	if (!is_usable(t)) {
		adapter_say(out, EFFECT_RESULT_later, EFFECT_FINDING_none, "the line's IMSI or number is not one");
		return;
	}
	if (compare(&v))
		adapter_say(out, EFFECT_RESULT_unknown, EFFECT_FINDING_none, "HLR, asking: %s", h->ctrl.why);
	else if (!RECIPE[t->kind].is_reached(&v))
		adapter_say(out, EFFECT_RESULT_later, EFFECT_FINDING_none, "not so yet in the network");
	else
		adapter_say(out, EFFECT_RESULT_done, t->kind == EFFECT_net_delete ? EFFECT_FINDING_gone : v.finding,
			    "found so in the network");
}

/* Asks for a subscriber that cannot be, and attaches. */
static enum err
hlr_check(void *self, char why_out[200])
{
	struct hlr *h = self;
	struct utc_ms deadline = call_deadline(h);
	struct str info;
	enum err e = ctrl_get(&h->ctrl, "subscriber.by-id-0.info", deadline, &info);

	why_out[0] = '\0';
	if (e && e != ERR_NOENT) {
		snprintf(why_out, 200, "HLR %.*s, CTRL port %u: %s. See that osmo-hlr runs there, and \"ctrl\" \"bind\" in its configuration",
			 STR_ARG(h->ctrl.address), CTRL_PORT_HLR, h->ctrl.why);
		return e == ERR_PERM ? ERR_PERM : ERR_TEMP;
	}
	e = gsup_attach(&h->gsup, deadline);
	if (e)
		snprintf(why_out, 200, "HLR %.*s, GSUP port %u: %s. See \"gsup\" \"bind ip\" in its configuration, and that no other "
			 "client has our name", STR_ARG(h->gsup.address), GSUP_PORT_HLR, h->gsup.why);
	return e;
}

const struct adapter hlr_osmo_adapter = {
	.name = "hlr_osmo", .family = EFFECT_FAMILY_net,
	.open = hlr_open, .close = hlr_close, .run = hlr_run, .ask = hlr_ask, .check = hlr_check,
};
