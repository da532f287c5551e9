/* command_card.h - the commands that need a card in a reader. */
#ifndef SIMOFF_SIMCOPY_COMMAND_CARD_H
#define SIMOFF_SIMCOPY_COMMAND_CARD_H
#include "simcopy/command.h"

enum command_exit command_card_backup(const struct command_args *, struct progress *);
enum command_exit command_card_readers(const struct command_args *, struct progress *);
#endif
