/* sms_null.c - an SMS gateway that delivers every message to nobody, for trying simoff out and for tests.
 * Keeps nothing. Errors: none. */
#include "adapter/adapter.h"

static char world;	/* there is nothing to remember; SELF only has to be something */

static void *
open_world(const struct adapter_conf *conf)
{
	(void)conf;
	return &world;
}

static void
close_world(void *self)
{
	assert(self == &world);
}

static void
run(void *self, const struct effect_task *t, const struct adapter_message *message, struct effect_outcome *out)
{
	assert(self == &world && message && effect_family_of(t->kind) == EFFECT_FAMILY_sms);
	adapter_say(out, EFFECT_RESULT_done, EFFECT_FINDING_delivered, "null: sent to nobody");
}

static enum err
check(void *self, char why_out[200])
{
	assert(self == &world);
	why_out[0] = '\0';
	return ERR_OK;
}

const struct adapter sms_null_adapter = {
	.name = "null", .family = EFFECT_FAMILY_sms,
	.open = open_world, .close = close_world, .run = run, .check = check,
};
