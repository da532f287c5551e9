/* brand_file.h - reads the operator's mark ([operator] mark) and judges it. */
#ifndef SIMOFF_BRAND_FILE_H
#define SIMOFF_BRAND_FILE_H
#include "app/config.h"
#include "base/buf.h"

/* brand_file_read: the SVG into OUT, which is begun here and is the caller's; nothing where the configuration names none. False: WHY. */
bool brand_file_read(const struct config *, struct buf *out, char why_out[CONFIG_WHY_SIZE]) MUST_CHECK;
#endif
