/* folder.h - files of a backup's folder: written whole or not at all, and readable by their owner only (mode 600, folder 700).
 * Touches the file system, nothing else. */
#ifndef SIMOFF_SIMCOPY_FOLDER_H
#define SIMOFF_SIMCOPY_FOLDER_H
#include "base/base.h"
#include "base/buf.h"

#define FOLDER_NAME_MAX 64u			/* bytes of a file's name */

/* folder_open(path, out): the folder, made when it is not there (its parent must be). OUT: its descriptor, folder_close's.
 * ERR_DENIED, ERR_NOENT (no parent), ERR_INVALID (it is no folder), ERR_TEMP. */
enum err folder_open(const char *path, int *fd_out) MUST_CHECK;
void folder_close(int *fd);			/* also as cleanup; -1 is fine; sets -1 */

/* folder_write(fd, name, bytes): temporary file, fsync, rename, fsync of the folder. After an error NAME is as it was before.
 * ERR_TEMP: disk full and the like; ERR_DENIED: not allowed. */
enum err folder_write(int fd, const char *name, struct str bytes) MUST_CHECK;

/* folder_read(fd, path, max, out): the whole of a regular file; FD may be AT_FDCWD. ERR_NOENT, ERR_DENIED, ERR_TEMP,
 * ERR_LIMIT (longer than MAX), ERR_INVALID (no regular file). OUT is the caller's and begins as AUTO(buf_done) = { 0 }. */
enum err folder_read(int fd, const char *path, size_t max, struct buf *out) MUST_CHECK;

enum err folder_remove(int fd, const char *name) MUST_CHECK;	/* one that is not there is fine */
#endif
