/* billing_null.c - a billing system that agrees with everything, for trying simoff out and for tests: every stop is taken, and
 * the balance is what simoff was told last. Keeps nothing. Errors: none. */
#include "adapter/adapter.h"

#include "base/clock.h"
#include "domain/billing.h"

#define ARENA_BYTES 65536u

static void *
open_world(const struct adapter_conf *conf)
{
	(void)conf;
	return arena_new(ARENA_BYTES);
}

static void
close_world(void *self)
{
	arena_free(self);
}

static void
run(void *self, const struct effect_task *t, const struct adapter_message *message, struct effect_outcome *out)
{
	struct billing_order order;
	struct str why;

	(void)message;
	assert(effect_family_of(t->kind) == EFFECT_FAMILY_billing);
	arena_reset(self);
	if (record_from_json(&billing_order_record, t->facts, &order, self, &why)) {
		adapter_say(out, EFFECT_RESULT_never, EFFECT_FINDING_none, "null: the order cannot be read");
		return;
	}
	if (t->kind == EFFECT_billing_balance)
		out->balance = (struct effect_balance){ .found = true, .credit_cents = order.credit_cents, .debt_cents = order.debt_cents,
			.as_of = clock_now() };
	adapter_say(out, EFFECT_RESULT_done, EFFECT_FINDING_accepted, "null: told to nobody");
}

/* A repeat is harmless, and there is nobody to ask. */
static void
ask(void *self, const struct effect_task *t, struct effect_outcome *out)
{
	(void)self, (void)t;
	adapter_say(out, EFFECT_RESULT_later, EFFECT_FINDING_none, "null: not done yet");
}

static enum err
check(void *self, char why_out[200])
{
	(void)self;
	why_out[0] = '\0';
	return ERR_OK;
}

const struct adapter billing_null_adapter = {
	.name = "null", .family = EFFECT_FAMILY_billing,
	.open = open_world, .close = close_world, .run = run, .ask = ask, .check = check,
};
