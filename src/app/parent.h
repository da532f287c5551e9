/* parent.h - the process that a person or systemd starts: holds the sockets, starts the children, keeps them alive, ends them.
 * No network protocol, no database. One installation has one parent.
 *	SIGTERM, SIGINT  the web stops accepting, workers finish the call in hand, the desk its batch; within 5 s all are gone
 *	SIGHUP           the configuration is read again; a bad one is reported and changes nothing; else each child in turn is
 *	                 replaced by one that has the new one, while the others go on */
#ifndef SIMOFF_PARENT_H
#define SIMOFF_PARENT_H

/* exit status of simoffd, as in simoffd(8) */
#define PARENT_EXIT_OK     0		/* asked to end */
#define PARENT_EXIT_FAILED 1		/* a socket could not be bound, or a daemon already runs there */
#define PARENT_EXIT_USAGE  2
#define PARENT_EXIT_CONFIG 3		/* configuration, keys or database cannot be used: the log says why */

/* parent_run(dir): the daemon of the installation in DIR, in the foreground, until it is asked to end. Prints "ready URL" on
 * standard output when all children are up. Returns the exit status. */
int parent_run(const char *dir);
#endif
