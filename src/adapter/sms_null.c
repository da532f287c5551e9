/* sms_null.c - no SMS gateway: an installation that tells people by mail alone. Nothing was accepted, so no STOP window starts
 * with it, and no last message is waited for. Keeps nothing. Errors: none. */
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
	adapter_say(out, EFFECT_RESULT_never, EFFECT_FINDING_no_gateway, "null: there is no SMS gateway");
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
