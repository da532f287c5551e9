/* billing_faulty.c - the world of billing_null, failing on purpose (faulty.h). For tests. */
#include "adapter/faulty.h"

static void *
open_world(const struct adapter_conf *conf)
{
	return faulty_open(&billing_null_adapter, conf);
}

const struct adapter billing_faulty_adapter = {
	.name = "faulty", .family = EFFECT_FAMILY_billing,
	.open = open_world, .close = faulty_close, .run = faulty_run, .ask = faulty_ask, .check = faulty_check,
};
