/* sms_faulty.c - the world of sms_null, failing on purpose (faulty.h). For tests. */
#include "adapter/faulty.h"

static void *
open_world(const struct adapter_conf *conf)
{
	return faulty_open(&sms_null_adapter, conf);
}

const struct adapter sms_faulty_adapter = {
	.name = "faulty", .family = EFFECT_FAMILY_sms,
	.open = open_world, .close = faulty_close, .run = faulty_run, .check = faulty_check,
};
