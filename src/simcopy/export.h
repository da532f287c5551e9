/* export.h - what a person gets from an image: one table of formats, each with its word, its file and its writer. */
#ifndef SIMOFF_SIMCOPY_EXPORT_H
#define SIMOFF_SIMCOPY_EXPORT_H
#include "base/catalog.h"
#include "simcopy/content.h"

#define EXPORT_BYTES_MAX 50331648u	/* of one file */

struct export_options {
	bool vcard4;
	const struct catalog *cat;	/* language of index.html and report.txt; never NULL */
};
struct export_format {
	const char *word, *file;	/* "vcf", "contacts.vcf" */
	void (*write)(struct buf *, const struct content *, const struct export_options *);
	const char *what;		/* one line of help */
};
extern const struct export_format export_formats[];
extern const size_t export_format_count;

const struct export_format *export_find(const char *word);		/* NULL: there is no such format */

/* export_one: one format into OUT, which this initialises. ERR_LIMIT. */
enum err export_one(const struct image *, const struct export_format *, const struct export_options *, struct buf *out) MUST_CHECK;

/* export_folder(im, dirfd, options): every format into that folder, each file whole or as it was. ERR_LIMIT, and those of folder_write. */
enum err export_folder(const struct image *, int dirfd, const struct export_options *) MUST_CHECK;
#endif
