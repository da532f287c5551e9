/* door.h - the Unix socket of an installation, DIR/simoff.sock: made by the parent, knocked at by the command line. */
#ifndef SIMOFF_DOOR_H
#define SIMOFF_DOOR_H
#include "base/base.h"

#define DOOR_WHY_SIZE 300u

/* door_open(path, gid): a listening socket, mode 660 and of group GID (-1: our own). Takes the place of a socket that nobody
 * listens on any more. Non-blocking, close-on-exec. -1: WHY; in use means that a daemon runs there. */
int door_open(const char *path, int64_t gid, char why_out[DOOR_WHY_SIZE]) MUST_CHECK;
/* door_connect(path): a connection. -1: WHY says what to do. */
int door_connect(const char *path, char why_out[DOOR_WHY_SIZE]) MUST_CHECK;
#endif
