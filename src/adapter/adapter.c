/* adapter.c - which adapters there are, their configuration records, and how one gives its verdict. */
#include "adapter/adapter.h"

#include <stdarg.h>
#include <stdio.h>

#define DETAIL_MAX 200u		/* bytes, as in EFFECT_OUTCOME */

RECORD_TABLE(adapter_net_conf, ADAPTER_NET_CONF)
RECORD_TABLE(adapter_mail_conf, ADAPTER_MAIL_CONF)
RECORD_TABLE(adapter_sms_conf, ADAPTER_SMS_CONF)
RECORD_TABLE(adapter_billing_conf, ADAPTER_BILLING_CONF)
RECORD_TABLE(adapter_hook_conf, ADAPTER_HOOK_CONF)

static const struct adapter *const ADAPTERS[] = {
	&hlr_osmo_adapter, &net_null_adapter, &net_faulty_adapter,
	&mail_smtp_adapter, &mail_null_adapter, &mail_faulty_adapter,
	&sms_kannel_adapter, &sms_null_adapter, &sms_faulty_adapter,
	&billing_csv_adapter, &billing_null_adapter, &billing_faulty_adapter,
	&exec_net_adapter, &exec_sms_adapter, &exec_mail_adapter, &exec_billing_adapter, &exec_hook_adapter,
	&webhook_net_adapter, &webhook_sms_adapter, &webhook_mail_adapter, &webhook_billing_adapter, &webhook_hook_adapter,
};

#define TAKE(conf, kind, name, limit, flags, doc) .name = (conf).name,
#define COMMON(conf) (struct adapter_common){ .adapter = (conf).adapter, .call_ms = (conf).call_ms, ADAPTER_FAR(TAKE, conf) }

struct adapter_common
adapter_common_of(const struct adapter_conf *c, enum effect_family family)
{
	switch (family) {
#define X(n) case EFFECT_FAMILY_##n: return COMMON(c->n);
	EFFECT_FAMILIES(X)
#undef X
	case EFFECT_FAMILY_COUNT:
		break;
	}
	assert(false && "every family has its section");
	return (struct adapter_common){ 0 };
}

bool
adapter_is_wanted(const struct adapter_conf *c, enum effect_family family)
{
	bool may_be_absent = family == EFFECT_FAMILY_billing || family == EFFECT_FAMILY_hook;

	return !may_be_absent || adapter_common_of(c, family).adapter.n;
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
	while (!str_is_utf8(out->detail))		/* cut within a character */
		out->detail.n--;
}
