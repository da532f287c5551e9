/* net_faulty.c - the network of net_null, failing on purpose (faulty.h). For tests. */
#include "adapter/faulty.h"

static void *
open_world(const struct adapter_conf *conf)
{
	return faulty_open(&net_null_adapter, conf);
}

const struct adapter net_faulty_adapter = {
	.name = "faulty", .family = EFFECT_FAMILY_net,
	.open = open_world, .close = faulty_close, .run = faulty_run, .ask = faulty_ask, .check = faulty_check,
};
