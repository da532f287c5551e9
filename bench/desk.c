/* desk.c - measures the desk without sockets: `desk DB CASES BATCH` makes the database DB anew, imports CASES lines, then
 * submits one case for each, BATCH requests to a batch, as an API client would. DB stays: bare.c repeats its rows.
 * Prints: cases per second, microseconds of processor time per case. Every case is committed before the next batch. */
#include "bench.h"

#include "desk/desk.h"
#include "store/store.h"

#include <unistd.h>

static int answers;

static void
answered(void *self, uint64_t tag, void *from, enum desk_op op, enum desk_code code, struct str why, const void *out)
{
	(void)self, (void)tag, (void)from, (void)op, (void)out;
	BENCH_MUST(code == DESK_ok || code == DESK_created, "%s: %.*s", desk_code_name(code), STR_ARG(why));
	answers++;
}

static struct desk *
make(const char *path)
{
	static const char *const ENDINGS[] = { "", "-wal", "-shm" };
	struct desk_conf conf = { .path = path, .policy = policy_default(), .operator_name = STR("Bench"),
		.public_url = STR("https://bench.example"), .complain = STR("write to us"), .key = { 1, 2, 3 } };
	char why[300], file[200];

	for (size_t i = 0; i < COUNT(ENDINGS); i++) {
		snprintf(file, sizeof file, "%s%s", path, ENDINGS[i]);
		unlink(file);
	}
	BENCH_MUST(!store_migrate(path, clock_now(), why), "%s", why);
	struct desk *d = desk_open(&conf, answered, NULL, why);
	BENCH_MUST(d, "%s", why);
	return d;
}

static void
add_line(struct desk *d, int i)
{
	struct desk_caller admin = { .role = DESK_ROLE_admin, .name = STR("bench"), .channel = STR("cli") };
	char msisdn[16], imsi[16], mail[40];
	struct desk_import_in in;

	record_init(&desk_import_in_record, &in);
	snprintf(msisdn, sizeof msisdn, BENCH_MSISDN, i);
	snprintf(imsi, sizeof imsi, "20601%010d", i);
	snprintf(mail, sizeof mail, "holder%d@example.org", i);
	in.row.found = true;
	in.row.row = i + 1;
	in.row.msisdn = str_of(msisdn);
	in.row.imsi = str_of(imsi);
	in.row.email = str_of(mail);
	in.row.name = STR("Test Holder");
	in.row.credit = STR("12.00");
	BENCH_MUST(desk_add(d, DESK_OP_line_import, &admin, &in, 0, NULL, false), "full");
}

static void
add_case(struct desk *d, struct str credential, int i)
{
	struct desk_caller client = { .role = DESK_ROLE_public, .channel = STR("api"), .credential = credential };
	struct desk_submit_in in;
	char msisdn[16], key[40];

	record_init(&desk_submit_in_record, &in);
	snprintf(msisdn, sizeof msisdn, BENCH_MSISDN, i);
	snprintf(key, sizeof key, "bench-%d", i);
	client.key = str_of(key);
	in.msisdn = str_of(msisdn);
	in.name = STR("Test Holder");
	in.contact = (struct desk_contact){ .found = true, .email = STR("away@example.net") };
	BENCH_MUST(desk_add(d, DESK_OP_case_submit, &client, &in, 0, NULL, false), "full");
}

int
main(int argc, char **argv)
{
	char key[64];

	BENCH_MUST(argc == 4, "usage: desk DB CASES BATCH");
	int cases = bench_int(argv[2], 9999999), batch = bench_int(argv[3], BENCH_BATCH_MAX);
	struct desk *d = make(argv[1]);
	for (int i = 0; i < cases; i++) {
		add_line(d, i);
		if (i % BENCH_BATCH_MAX == BENCH_BATCH_MAX - 1 || i == cases - 1)
			desk_run(d);
	}
	BENCH_MUST(!desk_client_add(d, STR("bench"), STR("operator"), key), "key");
	BENCH_MUST(answers == cases, "%d of %d lines", answers, cases);
	double from = bench_seconds(), busy = bench_processor_us();
	for (int i = 0; i < cases; i++) {
		add_case(d, str_of(key), i);
		if (i % batch == batch - 1 || i == cases - 1)
			desk_run(d);
	}
	double took = bench_seconds() - from;
	BENCH_MUST(answers == 2 * cases, "%d of %d cases", answers - cases, cases);
	printf("%.0f %.1f\n", cases / took, (bench_processor_us() - busy) / cases);
	desk_close(d);
	return 0;
}
