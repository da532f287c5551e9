/* command_write.h - the commands that write to a card. */
#ifndef SIMOFF_SIMCOPY_COMMAND_WRITE_H
#define SIMOFF_SIMCOPY_COMMAND_WRITE_H
#include "simcopy/command.h"

enum command_exit command_write_restore(const struct command_args *, struct progress *);
enum command_exit command_write_erase(const struct command_args *, struct progress *);
#endif
