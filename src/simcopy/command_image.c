/* command_image.c - export, show, verify: an image from disk, and what can be made of it.
 * Touches the file system and standard output. Errors: a sentence and an exit code. */
#include "simcopy/command_image.h"

#include "simcopy/export.h"

static enum command_exit
open_image(const struct command_args *args, struct progress *p, struct image **im)
{
	char why[IMAGE_WHY_SIZE];
	enum err e = image_read(args->word[0], im, why);

	return e ? command_fail(p, COMMAND_FAILED, str_of(why)) : COMMAND_OK;
}

static enum command_exit
put(const struct image *im, const struct export_format *format, const struct command_args *args, struct progress *p)
{
	AUTO(buf_done) struct buf out = { 0 };
	enum err e = export_one(im, format, &(struct export_options){ .vcard4 = args->vcard4, .cat = p->cat }, &out);

	if (e)
		return command_fail(p, COMMAND_FAILED, str_of(err_text(e)));
	fwrite(out.p, 1, out.n, p->out);
	return COMMAND_OK;
}

static enum command_exit
list_formats(struct progress *p)
{
	for (size_t i = 0; i < export_format_count; i++)
		fprintf(p->err, "  %-10s %-16s %s\n", export_formats[i].word, export_formats[i].file, export_formats[i].what);
	return command_fail(p, COMMAND_USAGE, catalog_text(p->cat, CATALOG_TEXT("--as needs one of these words")));
}

enum command_exit
command_image_export(const struct command_args *args, struct progress *p)
{
	AUTO(image_free) struct image *im = NULL;
	const struct export_format *format = args->as ? export_find(args->as) : NULL;

	if (!format)
		return list_formats(p);
	enum command_exit code = open_image(args, p, &im);
	return code ? code : put(im, format, args, p);
}

enum command_exit
command_image_show(const struct command_args *args, struct progress *p)
{
	AUTO(image_free) struct image *im = NULL;
	const struct export_format *report = export_find("report");
	enum command_exit code = open_image(args, p, &im);

	assert(report);
	return code ? code : put(im, report, args, p);
}

enum command_exit
command_image_verify(const struct command_args *args, struct progress *p)
{
	AUTO(image_free) struct image *im = NULL;
	enum command_exit code = open_image(args, p, &im);

	if (code)
		return code;
	PROGRESS_SAY(p, "verified", im->is_whole
		? CATALOG_TEXT("The image of card {iccid} is as it was written, and complete.")
		: CATALOG_TEXT("The image of card {iccid} is as it was written; the backup was broken off: `simcopy backup --continue` completes it."),
		{ "iccid", im->iccid });
	return im->is_whole ? COMMAND_OK : COMMAND_PARTLY;
}
