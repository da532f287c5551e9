/* effect_test.c - the lists of effects are whole, and their records have the fields that they promise. */
#include "domain/effect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void
every_word_is_there(void **state)
{
	static const struct { const struct names *names; int n; } LIST[] = {
		{ &effect_kind_names, EFFECT_KIND_COUNT },     { &effect_family_names, EFFECT_FAMILY_COUNT },
		{ &effect_result_names, EFFECT_RESULT_COUNT }, { &effect_finding_names, EFFECT_FINDING_COUNT },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(LIST); i++) {
		assert_int_equal(LIST[i].names->n, LIST[i].n);
		for (int k = 0; k < LIST[i].n; k++)
			assert_true(LIST[i].names->name[k][0]);
	}
	assert_string_equal(effect_kind_names.name[EFFECT_net_delete], "net_delete");
	assert_string_equal(effect_family_names.name[EFFECT_FAMILY_mail], "mail");
	assert_string_equal(effect_result_names.name[EFFECT_RESULT_unknown], "unknown");
	assert_string_equal(effect_finding_names.name[EFFECT_FINDING_bounced], "bounced");
}

/* A kind's name begins with its family's; what can be asked is the network, what is blind are the messages, and an event that
 * is repeated is dropped. */
static void
kinds_have_family_class_and_text(void **state)
{
	static const char CLASS[EFFECT_FAMILY_COUNT] = { [EFFECT_FAMILY_net] = 'B', [EFFECT_FAMILY_sms] = 'D', [EFFECT_FAMILY_mail] = 'D',
		[EFFECT_FAMILY_billing] = 'B', [EFFECT_FAMILY_hook] = 'A' };

	(void)state;
	for (size_t i = 0; i < EFFECT_KIND_COUNT; i++) {
		enum effect_kind k = (enum effect_kind)i;
		const char *family = effect_family_names.name[effect_family_of(k)];
		struct str name = str_of(effect_kind_names.name[k]), head, rest;

		assert_true(str_split(name, '_', &head, &rest));
		assert_true(str_is(head, family));
		assert_int_equal(effect_class(k), CLASS[effect_family_of(k)]);
		assert_true(strlen(effect_text(k)) > 10);
	}
}

static const struct field *
field_of(const struct record *r, const char *name)
{
	for (size_t i = 0; i < r->n; i++)
		if (!strcmp(r->field[i].name, name))
			return &r->field[i];
	return NULL;
}

static void
records_mark_personal_data(void **state)
{
	static const char *const PERSONAL_FIELD[] = { "msisdn", "imsi", "address", "facts" };

	(void)state;
	for (size_t i = 0; i < COUNT(PERSONAL_FIELD); i++)
		assert_true(field_of(&effect_task_record, PERSONAL_FIELD[i])->flags & PERSONAL);
	assert_int_equal(effect_task_record.size, sizeof(struct effect_task));
	assert_int_equal(effect_outcome_record.size, sizeof(struct effect_outcome));
	assert_ptr_equal(field_of(&effect_outcome_record, "finding")->names, &effect_finding_names);
	assert_int_equal(field_of(&effect_outcome_record, "detail")->limit, 200);
	assert_int_equal(field_of(&effect_outcome_record, "detail")->at, offsetof(struct effect_outcome, detail));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_word_is_there),
		cmocka_unit_test(kinds_have_family_class_and_text),
		cmocka_unit_test(records_mark_personal_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
