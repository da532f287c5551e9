/* bundle.h - a whole backup as one file under a passphrase: image and all formats, to carry on a stick or to download.
 * Inside the seal: for each file a line "NAME SIZE\n" and its bytes. */
#ifndef SIMOFF_SIMCOPY_BUNDLE_H
#define SIMOFF_SIMCOPY_BUNDLE_H
#include "simcopy/export.h"

#define BUNDLE_NAME      "backup.sealed"
#define BUNDLE_BYTES_MAX 134217728u

/* bundle_plain(im, options, out): the files one behind the other, unsealed. OUT begins with a limit of BUNDLE_BYTES_MAX. ERR_LIMIT. */
enum err bundle_plain(const struct image *, const struct export_options *, struct buf *out) MUST_CHECK;

/* bundle_next(rest, name, bytes): takes the next file off REST. False: REST is empty, or not of ours (then it is not empty).
 * NAME is one of a backup's names, never freed; BYTES borrow. */
bool bundle_next(struct str *rest, const char **name_out, struct str *bytes_out) MUST_CHECK;

/* bundle_make(im, options, passphrase, out): OUT, which this initialises, is what goes on disk. ERR_LIMIT, ERR_TEMP (no memory for the key). */
enum err bundle_make(const struct image *, const struct export_options *, struct str passphrase, struct buf *out) MUST_CHECK;

/* bundle_open(sealed, passphrase, dirfd, why): writes the files into the folder. Only names of a backup are taken. Errors as seal_open;
 * ERR_CLASH: one of them is there already; nothing was written then. */
enum err bundle_open(struct str sealed, struct str passphrase, int dirfd, char why[IMAGE_WHY_SIZE]) MUST_CHECK;
#endif
