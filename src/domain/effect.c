/* effect.c - the words of effects, and the tables of their records. Pure. */
#include "domain/effect.h"

#define X(n, ...) #n,
static const char *const FAMILY_NAME[] = { EFFECT_FAMILIES(X) };
static const char *const KIND_NAME[] = { EFFECT_KINDS(X) };
static const char *const RESULT_NAME[] = { EFFECT_RESULTS(X) };
static const char *const FINDING_NAME[] = { EFFECT_FINDINGS(X) };
#undef X

const struct names effect_family_names = { FAMILY_NAME, COUNT(FAMILY_NAME) };
const struct names effect_kind_names = { KIND_NAME, COUNT(KIND_NAME) };
const struct names effect_result_names = { RESULT_NAME, COUNT(RESULT_NAME) };
const struct names effect_finding_names = { FINDING_NAME, COUNT(FINDING_NAME) };

static const struct { enum effect_family family; char class; const char *text; } KIND[] = {
#define X(n, f, c, t) { EFFECT_FAMILY_##f, #c[0], t },
	EFFECT_KINDS(X)
#undef X
};

enum effect_family
effect_family_of(enum effect_kind k)
{
	assert(k < EFFECT_KIND_COUNT);
	return KIND[k].family;
}

char
effect_class(enum effect_kind k)
{
	assert(k < EFFECT_KIND_COUNT);
	return KIND[k].class;
}

const char *
effect_text(enum effect_kind k)
{
	assert(k < EFFECT_KIND_COUNT);
	return KIND[k].text;
}

bool
effect_is_message(enum effect_kind k)
{
	return effect_family_of(k) == EFFECT_FAMILY_sms || effect_family_of(k) == EFFECT_FAMILY_mail;
}

/* A kind that is not here is done at any hour. */
static const bool MAY_WAIT[EFFECT_KIND_COUNT] = {
	[EFFECT_net_off] = true, [EFFECT_net_delete] = true, [EFFECT_sms_last] = true,
	[EFFECT_mail_asked] = true, [EFFECT_mail_owing] = true, [EFFECT_mail_approved] = true, [EFFECT_mail_rejected] = true,
	[EFFECT_mail_withdrawn] = true, [EFFECT_mail_contested] = true, [EFFECT_mail_confirmed] = true,
	[EFFECT_billing_stop] = true, [EFFECT_billing_balance] = true, [EFFECT_hook_event] = true,
};

bool
effect_may_wait(enum effect_kind k)
{
	assert(k < EFFECT_KIND_COUNT);
	return MAY_WAIT[k];
}

RECORD_TABLE(effect_task, EFFECT_TASK)
RECORD_TABLE(effect_balance, EFFECT_BALANCE)
RECORD_TABLE(effect_outcome, EFFECT_OUTCOME)
