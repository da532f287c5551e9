/* hash.c - how many passwords one core checks in a second, without any process around it: what bench/rows/signins.sh is compared with.
 *	hash COUNT */
#include "bench.h"

#include "base/password.h"

int
main(int argc, char **argv)
{
	int count = argc == 2 ? bench_int(argv[1], 100000) : 0;

	BENCH_MUST(count > 0, "usage: hash COUNT");
	double from = bench_seconds();
	for (int i = 0; i < count; i++)
		BENCH_MUST(password_check(password_nobody(), STR("correct horse battery")) == ERR_DENIED, "no memory");
	printf("%.1f\n", count / (bench_seconds() - from));
	return 0;
}
