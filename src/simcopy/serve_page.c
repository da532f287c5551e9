/* serve_page.c - the agent's pages in the language of the one who reads. Pure. The files are ours, so that a wrong one is a bug.
 * Errors: the buffer's limit. */
#include "simcopy/serve_page.h"

#include <stdio.h>

#define TEXT_SIZE 512u

const struct serve_page *
serve_page_find(struct str path)
{
	if (str_is(path, "/"))
		path = STR("/agent.html");
	else if (str_is(path, "/take"))
		path = STR("/take.html");
	for (size_t i = 0; i < serve_page_count; i++)
		if (str_is(path, serve_page_files[i].path))
			return &serve_page_files[i];
	return NULL;
}

/* WORD stands between the braces. */
static void
add_word(struct buf *out, struct str word, const struct catalog *cat)
{
	char text[TEXT_SIZE];

	if (str_is(word, "lang")) {
		buf_html(out, cat->lang);
		return;
	}
	assert(str_starts(word, "t \"") && word.n > 4 && word.p[word.n - 1] == '"' && word.n < sizeof text);
	snprintf(text, sizeof text, "%.*s", (int)word.n - 4, word.p + 3);
	buf_html(out, catalog_text(cat, text));
}

void
serve_page_write(struct buf *out, const struct serve_page *page, const struct catalog *cat)
{
	struct str rest = page->body;

	while (rest.n && str_starts(str_of(page->type), "text/html")) {
		const char *open = memmem(rest.p, rest.n, "{{", 2);
		size_t before = open ? (size_t)(open - rest.p) : rest.n;

		buf_add(out, (struct str){ rest.p, before });
		rest = (struct str){ rest.p + before, rest.n - before };
		if (!open)
			break;
		const char *close = memmem(rest.p, rest.n, "}}", 2);
		assert(close);
		size_t inside = (size_t)(close - rest.p) - 2;
		add_word(out, str_trim((struct str){ rest.p + 2, inside }), cat);
		rest = (struct str){ close + 2, rest.n - inside - 4 };
	}
	buf_add(out, rest);
}
