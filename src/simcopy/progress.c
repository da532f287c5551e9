/* progress.c - bar, notes and events. Writes to two streams; errors there are nobody's business until main closes them. */
#include "simcopy/progress.h"

#define LINE_MAX_BYTES 4000u
#define BAR_WIDTH 30

void
progress_start(struct progress *p, const struct catalog *cat, FILE *out, FILE *err, bool json)
{
	*p = (struct progress){ .cat = cat, .out = out, .err = err, .json = json, .percent = -1 };
}

void
progress_clear(struct progress *p)
{
	if (p->percent >= 0)
		fprintf(p->err, "\r\033[K");
	p->percent = -1;
	fflush(p->err);
}

/* Control characters of a reader's or a file's name do not reach the terminal. */
static void
add_safe(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		buf_addc(out, (unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f ? '?' : s.p[i]);
}

static void
add_event(struct buf *out, const char *event)
{
	buf_addz(out, "{\"event\":");
	buf_json(out, str_of(event));
}

static void
add_member(struct buf *out, const char *name, struct str value)
{
	buf_addc(out, ',');
	buf_json(out, str_of(name));
	buf_addc(out, ':');
	buf_json(out, str_is_utf8(value) ? value : STR("?"));
}

static void
put_line(FILE *to, struct buf *line)
{
	buf_addc(line, '\n');
	fwrite(line->p, 1, line->n, to);
	fflush(to);
}

void
progress_file(struct progress *p, const char *name, struct str path, size_t of)
{
	AUTO(buf_done) struct buf line;

	buf_init(&line, LINE_MAX_BYTES);
	p->name = str_of(*name ? name : "-");
	p->done = 0;
	p->of = of;
	if (!p->json)
		return;
	add_event(&line, "file");
	add_member(&line, "name", p->name);
	add_member(&line, "path", path);
	buf_printf(&line, ",\"records\":%zu}", of);
	put_line(p->out, &line);
}

void
progress_step(struct progress *p)
{
	p->done++;
	if (!p->has_bar || !p->of)
		return;
	int percent = (int)(p->done * 100 / p->of), full = percent * BAR_WIDTH / 100;
	if (percent == p->percent)
		return;
	p->percent = percent;
	fprintf(p->err, "\r%-8.*s [", STR_ARG(p->name));
	for (int i = 0; i < BAR_WIDTH; i++)
		fputc(i < full ? '#' : ' ', p->err);
	fprintf(p->err, "] %3d %%", percent);
	fflush(p->err);
}

void
progress_file_end(struct progress *p, size_t read, size_t refused)
{
	if (p->json)
		fprintf(p->out, "{\"event\":\"file_end\",\"name\":\"%.*s\",\"read\":%zu,\"refused\":%zu}\n", STR_ARG(p->name), read, refused);
	progress_clear(p);
}

void
progress_say(struct progress *p, const char *event, const char *msgid, const struct catalog_arg *arg, size_t n)
{
	AUTO(buf_done) struct buf text, line;

	buf_init(&text, LINE_MAX_BYTES);
	buf_init(&line, 4 * LINE_MAX_BYTES);
	progress_clear(p);
	catalog_say(p->cat, &text, add_safe, msgid, arg, n);
	if (!p->json) {
		put_line(p->err, &text);
		return;
	}
	add_event(&line, event);
	for (size_t i = 0; i < n; i++)
		add_member(&line, arg[i].name, arg[i].value);
	add_member(&line, "text", buf_str(&text));
	buf_addc(&line, '}');
	put_line(p->out, &line);
}

void
progress_prompt(struct progress *p, const char *msgid, const struct catalog_arg *arg, size_t n)
{
	AUTO(buf_done) struct buf text;

	buf_init(&text, LINE_MAX_BYTES);
	progress_clear(p);
	catalog_say(p->cat, &text, add_safe, msgid, arg, n);
	fprintf(p->err, "%.*s ", STR_ARG(buf_str(&text)));
	fflush(p->err);
}
