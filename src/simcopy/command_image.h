/* command_image.h - the commands that need an image and no card. */
#ifndef SIMOFF_SIMCOPY_COMMAND_IMAGE_H
#define SIMOFF_SIMCOPY_COMMAND_IMAGE_H
#include "simcopy/command.h"

enum command_exit command_image_export(const struct command_args *, struct progress *);
enum command_exit command_image_show(const struct command_args *, struct progress *);
enum command_exit command_image_diff(const struct command_args *, struct progress *);
enum command_exit command_image_verify(const struct command_args *, struct progress *);
enum command_exit command_image_seal(const struct command_args *, struct progress *);
enum command_exit command_image_unseal(const struct command_args *, struct progress *);
#endif
