/* simoffd.c - the daemon: simoffd -C DIR, in the foreground, log on standard error. See simoffd(8).
 * The same program is every child: the parent starts it again with the hidden argument --role NAME. */
#include "app/parent.h"
#include "app/role.h"

#include <stdio.h>
#include <stdlib.h>

static int
usage(FILE *to, int status)
{
	fprintf(to, "usage: simoffd [-C DIR]\n"
	    "Runs the installation in DIR (else $SIMOFF_DIR, else /etc/simoff) in the foreground.\n"
	    "exit status: 0 asked to end, 1 a socket cannot be bound, 2 usage, 3 configuration, keys or database\n");
	return status;
}

int
main(int argc, char **argv)
{
	const char *dir = getenv("SIMOFF_DIR");

	if (argc == 3 && strcmp(argv[1], "--role") == 0)
		return role_main(argv[2]);
	if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
		return usage(stdout, PARENT_EXIT_OK);
	if (argc == 3 && strcmp(argv[1], "-C") == 0)
		dir = argv[2];
	else if (argc != 1)
		return usage(stderr, PARENT_EXIT_USAGE);
	return parent_run(dir ? dir : "/etc/simoff");
}
