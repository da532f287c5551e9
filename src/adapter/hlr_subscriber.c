/* hlr_subscriber.c - reads one subscriber of osmo-hlr.
 * What arrives goes on into details for staff and back into requests, so only short printable ASCII is taken. */
#include "adapter/hlr_subscriber.h"

#include <stdio.h>

#define VARIABLE_MAX 80u		/* bytes of a CTRL variable's name */

/* A copy of VALUE, if it fits and is printable ASCII without spaces. */
static bool
keep(struct str value, char *out, size_t size)
{
	if (value.n >= size)
		return false;
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] <= ' ' || value.p[i] > '~')
			return false;
	memcpy(out, value.p, value.n);
	out[value.n] = '\0';
	return true;
}

static bool
keep_field(struct hlr_subscriber *s, struct str name, struct str value)
{
	const struct { const char *name; char *at; size_t size; } FIELD[] = {
		{ "imsi",        s->imsi,   sizeof s->imsi },
		{ "msisdn",      s->msisdn, sizeof s->msisdn },
		{ "nam_cs",      s->domain[HLR_SUBSCRIBER_CS].enabled, sizeof s->domain->enabled },
		{ "nam_ps",      s->domain[HLR_SUBSCRIBER_PS].enabled, sizeof s->domain->enabled },
		{ "vlr_number",  s->domain[HLR_SUBSCRIBER_CS].node,    sizeof s->domain->node },
		{ "sgsn_number", s->domain[HLR_SUBSCRIBER_PS].node,    sizeof s->domain->node },
	};

	for (size_t i = 0; i < COUNT(FIELD); i++)
		if (str_is(name, FIELD[i].name))
			return !FIELD[i].at[0] && keep(value, FIELD[i].at, FIELD[i].size);	/* once: which would be true? */
	return true;				/* of no interest here */
}

bool
hlr_subscriber_parse(struct str info, struct hlr_subscriber *out)
{
	struct str line, name, value;

	*out = (struct hlr_subscriber){ 0 };
	while (info.n) {
		str_split(info, '\n', &line, &info);
		if (line.n && (!str_split(line, '\t', &name, &value) || !keep_field(out, name, value)))
			return false;
	}
	for (size_t d = 0; d < HLR_SUBSCRIBER_DOMAIN_COUNT; d++)
		if (strcmp(out->domain[d].enabled, "0") != 0 && strcmp(out->domain[d].enabled, "1") != 0)
			return false;
	return out->imsi[0];
}

enum err
hlr_subscriber_read(struct ctrl *c, const char *by, struct str value, struct utc_ms deadline, struct hlr_subscriber *out)
{
	char variable[VARIABLE_MAX];
	struct str info;

	snprintf(variable, sizeof variable, "subscriber.by-%s-%.*s.info", by, STR_ARG(value));
	enum err e = ctrl_get(c, variable, deadline, &info);
	if (!e && !hlr_subscriber_parse(info, out)) {
		ctrl_close(c);
		snprintf(c->why, sizeof c->why, "its answer cannot be read");
		return ERR_UNSURE;
	}
	return e;
}
