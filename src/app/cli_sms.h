/* cli_sms.h - commands about the SMS gateway. */
#ifndef SIMOFF_CLI_SMS_H
#define SIMOFF_CLI_SMS_H
#include "app/cli.h"

/* Prints the groups of kannel.conf that belong to this installation; opens the database read-only, with or without a daemon. */
enum cli_exit cli_sms_kannel(struct cli *, const struct cli_args *);
#endif
