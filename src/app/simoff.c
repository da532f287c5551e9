/* simoff.c - the command line program; everything it does is in commands.c and behind it.
 * Files it makes are for its user only unless a command says otherwise. Exit codes: cli.h. */
#include "app/commands.h"

#include <signal.h>
#include <sys/stat.h>

int
main(int argc, char **argv)
{
	umask(077);
	signal(SIGPIPE, SIG_IGN);	/* a reader of ours that goes away, or the daemon, is an error like any other */
	return (int)commands_main(argc, argv, stdin, stdout, stderr);
}
