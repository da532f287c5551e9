/* serve_files.c - what was read, out of the memory that the job left. Touches the stick's folder; a new one per backup.
 * Errors: sentences to the page. */
#include "simcopy/serve_files.h"

#include "base/rng.h"
#include "simcopy/bundle.h"
#include "simcopy/folder.h"
#include "simcopy/serve_answer.h"
#include "simcopy/zip.h"

#include <stdio.h>

#define PATH_BYTES_MAX 4096u

static const char *
type_of(const char *name)
{
	static const struct { const char *end, *type; } TYPES[] = {
		{ ".html", SERVE_ANSWER_HTML }, { ".json", SERVE_ANSWER_JSON }, { ".xml", "text/xml; charset=utf-8" }, { ".csv", "text/csv; charset=utf-8" },
		{ ".vcf", "text/vcard; charset=utf-8" }, { ".zip", "application/zip" },
	};
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < COUNT(TYPES); i++)
		if (!strcmp(dot, TYPES[i].end))
			return TYPES[i].type;
	return "text/plain; charset=utf-8";
}

static bool
find_file(const struct serve_api *s, struct str wanted, const char **name, struct str *bytes)
{
	struct str rest = serve_job_files(&s->job);

	while (bundle_next(&rest, name, bytes))
		if (str_is(wanted, *name))
			return true;
	return false;
}

/* The address of the page to print: whoever does not have the key cannot guess it. */
static const char *
view_of(struct serve_api *s)
{
	uint8_t bytes[(SERVE_API_VIEW_SIZE - 1) / 2];

	if (s->view[0])
		return s->view;
	rng_bytes(bytes, sizeof bytes);
	for (size_t i = 0; i < sizeof bytes; i++)
		snprintf(s->view + 2 * i, 3, "%02x", bytes[i]);
	return s->view;
}

static void
no_backup(struct serve_api *s, struct httpd_request *q)
{
	serve_answer_refuse(s, q, 404, CATALOG_TEXT("There is no backup, or it was forgotten. Read the card again."));
}

void
serve_files_list(struct serve_api *s, struct httpd_request *q)
{
	AUTO(buf_done) struct buf b = { .max_bytes = SERVE_ANSWER_BYTES_MAX };
	struct str rest = serve_job_files(&s->job), bytes;
	const char *name;
	size_t n = 0;

	if (!rest.n) {
		no_backup(s, q);
		return;
	}
	buf_printf(&b, "{\"view\":\"" SERVE_FILES_VIEW_PATH "%s\",\"stick\":%s,\"files\":[", view_of(s), s->folder ? "true" : "false");
	while (bundle_next(&rest, &name, &bytes))
		buf_printf(&b, "%s{\"name\":\"%s\",\"bytes\":%zu}", n++ ? "," : "", name, bytes.n);
	buf_addz(&b, "]}");
	serve_answer_send(s, q, 200, SERVE_ANSWER_JSON, buf_str(&b));
}

void
serve_files_one(struct serve_api *s, struct httpd_request *q)
{
	const char *name;
	struct str bytes;

	if (find_file(s, serve_answer_below(q, SERVE_FILES_PATH), &name, &bytes))
		serve_answer_send(s, q, 200, type_of(name), bytes);
	else
		no_backup(s, q);
}

/* index.html in a frame of its own: it may be printed, and do nothing else. */
void
serve_files_view(struct serve_api *s, struct httpd_request *q)
{
	static const struct httpd_pair HEADERS[] = {
		{ STR("Content-Type"), STR(SERVE_ANSWER_HTML) },
		{ STR("Content-Security-Policy"), STR("default-src 'none'; style-src 'unsafe-inline'; sandbox allow-modals; frame-ancestors 'none'") },
	};
	const char *name;
	struct str bytes;

	if (s->view[0] && str_is(serve_answer_below(q, SERVE_FILES_VIEW_PATH), s->view) && find_file(s, STR("index.html"), &name, &bytes))
		httpd_answer(q, 200, HEADERS, COUNT(HEADERS), bytes);
	else
		no_backup(s, q);
}

void
serve_files_archive(struct serve_api *s, struct httpd_request *q)
{
	AUTO(serve_store_wipe) struct buf b = { .max_bytes = SERVE_STORE_BYTES_MAX };
	struct str rest = serve_job_files(&s->job), bytes;
	struct zip z;
	const char *name;

	zip_begin(&z, &b, s->now());
	while (bundle_next(&rest, &name, &bytes))
		zip_add(&z, name, bytes);
	zip_end(&z);
	if (!z.n)
		no_backup(s, q);
	else if (b.over)
		serve_answer_refuse(s, q, 413, CATALOG_TEXT("This backup is too large for a link; save it on the stick."));
	else
		serve_answer_send(s, q, 200, "application/zip", buf_str(&b));
}

/* A new folder per backup: nothing is written over. */
static enum err
write_folder(const struct serve_api *s, struct buf *path)
{
	AUTO(folder_close) int fd = -1;
	struct str rest = serve_job_files(&s->job), bytes;
	const char *name;
	uint8_t mark[4];

	rng_bytes(mark, sizeof mark);
	buf_printf(path, "%s/simcopy-%02x%02x%02x%02x", s->folder, mark[0], mark[1], mark[2], mark[3]);
	buf_addc(path, '\0');
	enum err e = path->over ? ERR_LIMIT : folder_open(path->p, &fd);
	while (!e && bundle_next(&rest, &name, &bytes))
		e = folder_write(fd, name, bytes);
	return e;
}

void
serve_files_stick(struct serve_api *s, struct httpd_request *q)
{
	AUTO(buf_done) struct buf path = { .max_bytes = PATH_BYTES_MAX / 2 }, b = { .max_bytes = PATH_BYTES_MAX };

	if (!serve_job_files(&s->job).n) {
		no_backup(s, q);
		return;
	}
	if (!s->folder) {
		serve_answer_refuse(s, q, 409, CATALOG_TEXT("No stick was named; start the agent with simcopy serve --to FOLDER."));
		return;
	}
	if (write_folder(s, &path)) {
		serve_answer_refuse(s, q, 507, CATALOG_TEXT("The stick cannot be written: is it in, has it room, is it read-only?"));
		return;
	}
	buf_addz(&b, "{\"folder\":");
	buf_json(&b, str_is_utf8(str_of(path.p)) ? str_of(path.p) : STR("?"));
	buf_addc(&b, '}');
	serve_answer_send(s, q, 200, SERVE_ANSWER_JSON, buf_str(&b));
}
