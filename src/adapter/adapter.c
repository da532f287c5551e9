/* adapter.c - which adapters there are, their configuration records, and how one gives its verdict. */
#include "adapter/adapter.h"

#include <stdarg.h>
#include <stdio.h>

#define DETAIL_MAX 200u		/* bytes, as in EFFECT_OUTCOME */

RECORD_TABLE(adapter_net_conf, ADAPTER_NET_CONF)
RECORD_TABLE(adapter_mail_conf, ADAPTER_MAIL_CONF)
RECORD_TABLE(adapter_sms_conf, ADAPTER_SMS_CONF)
RECORD_TABLE(adapter_hook_conf, ADAPTER_HOOK_CONF)

static const struct adapter *const ADAPTERS[] = {
	&hlr_osmo_adapter, &net_null_adapter, &net_faulty_adapter,
	&mail_smtp_adapter, &mail_null_adapter, &mail_faulty_adapter,
	&sms_kannel_adapter, &sms_null_adapter, &sms_faulty_adapter,
	&exec_net_adapter, &exec_sms_adapter, &exec_mail_adapter, &exec_hook_adapter,
	&webhook_net_adapter, &webhook_sms_adapter, &webhook_mail_adapter, &webhook_hook_adapter,
};

#define TAKE(conf, kind, name, limit, flags, doc) .name = (conf).name,
#define COMMON(conf) (struct adapter_common){ .adapter = (conf).adapter, .call_ms = (conf).call_ms, ADAPTER_FAR(TAKE, conf) }

struct adapter_common
adapter_common_of(const struct adapter_conf *c, enum effect_family family)
{
	switch (family) {
	case EFFECT_FAMILY_net:
		return COMMON(c->net);
	case EFFECT_FAMILY_sms:
		return COMMON(c->sms);
	case EFFECT_FAMILY_mail:
		return COMMON(c->mail);
	case EFFECT_FAMILY_hook:
		return COMMON(c->hook);
	case EFFECT_FAMILY_COUNT:
		break;
	}
	assert(false && "every family has its section");
	return (struct adapter_common){ 0 };
}

bool
adapter_is_wanted(const struct adapter_conf *c, enum effect_family family)
{
	return family != EFFECT_FAMILY_hook || c->hook.adapter.n;
}

const struct adapter *
adapter_find(enum effect_family family, struct str name)
{
	for (size_t i = 0; i < COUNT(ADAPTERS); i++)
		if (ADAPTERS[i]->family == family && str_is(name, ADAPTERS[i]->name))
			return ADAPTERS[i];
	return NULL;
}

void
adapter_say(struct effect_outcome *out, enum effect_result result, enum effect_finding finding, const char *fmt, ...)
{
	static char detail[DETAIL_MAX + 1];
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(detail, sizeof detail, fmt, ap);
	va_end(ap);
	assert(n >= 0);
	out->result = result;
	out->finding = finding;
	out->detail = str_of(detail);
}
