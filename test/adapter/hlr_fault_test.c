/* hlr_fault_test.c - the HLR's adapter when the answer to a write is lost, refused halfway, or nonsense: what a real HLR does
 * too rarely to test. The scripts also fix every byte that is ever asked: no request reads a key. */
#include "adapter/adapter.h"
#include "fakepeer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define IMSI   "216010000000001"
#define NUMBER "36301000001"
#define BY_IMSI   "subscriber.by-imsi-" IMSI
#define BY_NUMBER "subscriber.by-msisdn-" NUMBER
#define INFO(id, by, cs, ps) \
	TAKE("\0GET " id " " by ".info"), \
	REPLY("GET_REPLY " id " " by ".info \nid\t1\nimsi\t" IMSI "\nmsisdn\t" NUMBER "\nnam_cs\t" cs "\nnam_ps\t" ps)
#define ABSENT(id, by) TAKE("\0GET " id " " by ".info"), REPLY("ERROR " id " No such subscriber.")
#define ASK_SET(id, variable, value) TAKE("\0SET " id " " BY_IMSI "." variable " " value)
#define SET(id, variable, value) ASK_SET(id, variable, value), REPLY("SET_REPLY " id " " BY_IMSI "." variable " OK")
#define MATCH(cs, ps) INFO("1", BY_IMSI, cs, ps), INFO("2", BY_NUMBER, cs, ps)

/* Runs KIND against SCRIPT and compares what came of it. */
static void
expect_(enum effect_kind kind, const struct peer_step *script, enum effect_result result, enum effect_finding finding,
	const char *file, int line)
{
	pid_t peer = peer_start(4259, script);
	struct adapter_conf conf = { .net = { .address = str_of(peer_address()), .gsup_name = STR("X"), .call_ms = 400 } };
	struct effect_task t = { .kind = kind, .attempts = 1, .imsi = STR(IMSI), .msisdn = STR(NUMBER) };
	struct effect_outcome out = { 0 };
	void *self = hlr_osmo_adapter.open(&conf);

	hlr_osmo_adapter.run(self, &t, NULL, &out);
	hlr_osmo_adapter.close(self);
	if (!peer_end(peer) || out.result != result || out.finding != finding) {
		print_error("%s %s: %.*s\n", effect_result_names.name[out.result], effect_finding_names.name[out.finding],
			    STR_ARG(out.detail));
		_fail(file, line);
	}
}
#define EXPECT(kind, script, result, finding) \
	expect_(EFFECT_net_##kind, script, EFFECT_RESULT_##result, EFFECT_FINDING_##finding, __FILE__, __LINE__)

static void
every_request_of_a_delete(void **state)
{
	static const struct peer_step script[] = {
		MATCH("1", "0"), SET("3", "cs-enabled", "0"), SET("4", "aud2g", "none"), SET("5", "aud3g", "none"),
		TAKE("\0SET 6 subscriber.delete " IMSI), REPLY("SET_REPLY 6 subscriber.delete 1"),
		ABSENT("7", BY_IMSI), ABSENT("8", BY_NUMBER), { 0 },
	};

	(void)state;
	EXPECT(delete, script, done, gone);
}

static void
lost_after_a_write_is_unknown(void **state)
{
	static const struct peer_step silent[] = { MATCH("1", "1"), ASK_SET("3", "cs-enabled", "0"), { 0 } };
	static const struct peer_step later[] = {
		MATCH("1", "1"), SET("3", "cs-enabled", "0"), SET("4", "ps-enabled", "0"), TAKE("\0GET 5 " BY_IMSI ".info"), { 0 },
	};
	static const struct peer_step wrong[] = {
		MATCH("1", "1"), SET("3", "cs-enabled", "0"), ASK_SET("4", "ps-enabled", "0"), SEND("\xff\xff\xff\xff"), { 0 },
	};
	static const struct peer_step deleting[] = {
		MATCH("0", "0"), SET("3", "aud2g", "none"), SET("4", "aud3g", "none"),
		TAKE("\0SET 5 subscriber.delete " IMSI), { 0 },
	};

	static const struct peer_step untold[] = { MATCH("1", "0\nsgsn_number\tS"), SET("3", "cs-enabled", "0"), { 0 } };	/* no GSUP here */

	(void)state;
	EXPECT(off, untold, unknown, none);
	EXPECT(off, silent, unknown, none);
	EXPECT(off, later, unknown, none);
	EXPECT(block, wrong, unknown, none);
	EXPECT(delete, deleting, unknown, none);
}

static void
lost_before_a_write_is_later(void **state)
{
	static const struct peer_step silent[] = { TAKE_ANY, { 0 } };
	static const struct peer_step nonsense[] = { TAKE_ANY, REPLY("GET_REPLY 1 " BY_IMSI ".info yes"), { 0 } };
	static const struct peer_step unreachable[] = { MATCH("0", "0\nsgsn_number\tS"), { 0 } };	/* no GSUP here */

	(void)state;
	EXPECT(off, silent, later, none);
	EXPECT(read, nonsense, later, none);
	EXPECT(off, unreachable, later, none);
}

static void
refusals(void **state)
{
	static const struct peer_step locked[] = {
		MATCH("1", "1"), ASK_SET("3", "cs-enabled", "0"), REPLY("ERROR 3 An error has occurred."),
		INFO("4", BY_IMSI, "1", "1"), { 0 },
	};
	static const struct peer_step vanished[] = {
		MATCH("1", "1"), ASK_SET("3", "cs-enabled", "0"), REPLY("ERROR 3 An error has occurred."),
		ABSENT("4", BY_IMSI), { 0 },
	};
	static const struct peer_step halfway[] = {
		MATCH("0", "0"), ASK_SET("3", "aud2g", "none"), REPLY("ERROR 3 Update aud2g failed."),
		INFO("4", BY_IMSI, "0", "0"), SET("5", "aud3g", "none"),
		TAKE("\0SET 6 subscriber.delete " IMSI), REPLY("ERROR 6 Cannot delete subscriber."),
		ABSENT("7", BY_IMSI), ABSENT("8", BY_IMSI), ABSENT("9", BY_NUMBER), { 0 },
	};
	static const struct peer_step meanwhile[] = {
		MATCH("0", "0"), ASK_SET("3", "aud2g", "none"), REPLY("ERROR 3 No such subscriber."), { 0 },
	};
	static const struct peer_step by_another[] = {
		MATCH("0", "0"), SET("3", "aud2g", "none"), SET("4", "aud3g", "none"),
		TAKE("\0SET 5 subscriber.delete " IMSI), REPLY("ERROR 5 Subscriber doesn't exist."), { 0 },
	};
	static const struct peer_step no_effect[] = {
		MATCH("1", "0"), SET("3", "cs-enabled", "0"), INFO("4", BY_IMSI, "1", "0"), INFO("5", BY_NUMBER, "1", "0"), { 0 },
	};

	(void)state;
	EXPECT(off, locked, later, none);
	EXPECT(off, vanished, never, absent);
	EXPECT(delete, halfway, done, gone);
	EXPECT(delete, meanwhile, never, absent);
	EXPECT(delete, by_another, never, absent);
	EXPECT(off, no_effect, unknown, none);		/* something was changed: not untouched any more */
}

/* Two answers that contradict each other are no match. */
static void
contradictions(void **state)
{
	static const struct peer_step number[] = {
		TAKE_ANY, REPLY("GET_REPLY 1 " BY_IMSI ".info imsi\t" IMSI "\nmsisdn\t36301000002\nnam_cs\t1\nnam_ps\t1"),
		INFO("2", BY_NUMBER, "1", "1"), { 0 },
	};
	static const struct peer_step imsi[] = {
		TAKE_ANY, REPLY("GET_REPLY 1 " BY_IMSI ".info imsi\t216010000000002\nmsisdn\t" NUMBER "\nnam_cs\t1\nnam_ps\t1"),
		INFO("2", BY_NUMBER, "1", "1"), { 0 },
	};
	static const struct peer_step other[] = {
		INFO("1", BY_IMSI, "1", "1"), TAKE_ANY,
		REPLY("GET_REPLY 2 " BY_NUMBER ".info imsi\t216010000000002\nmsisdn\t" NUMBER "\nnam_cs\t1\nnam_ps\t1"), { 0 },
	};

	(void)state;
	EXPECT(block, other, never, differs);
	EXPECT(off, number, never, differs);
	EXPECT(delete, imsi, never, differs);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_request_of_a_delete),
		cmocka_unit_test(lost_after_a_write_is_unknown),
		cmocka_unit_test(lost_before_a_write_is_later),
		cmocka_unit_test(refusals),
		cmocka_unit_test(contradictions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
