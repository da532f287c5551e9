/* mail_faulty.c - the world of mail_null, failing on purpose (faulty.h). For tests. */
#include "adapter/faulty.h"

static void *
open_world(const struct adapter_conf *conf)
{
	return faulty_open(&mail_null_adapter, conf);
}

const struct adapter mail_faulty_adapter = {
	.name = "faulty", .family = EFFECT_FAMILY_mail,
	.open = open_world, .close = faulty_close, .run = faulty_run, .check = faulty_check,
};
