/* multipart_fuzz.c - a form with files. Line 1: its Content-Type; the rest: its body. What is accepted lies within the body, keeps
 * the limits, and written down again with the same boundary it reads the same; what is refused leaves nothing. */
#include "fuzz.h"

#include "base/multipart.h"

#define OUT_BYTES (8u << 20)

static void
check_part(const struct multipart_part *p, struct str body, struct str mark)
{
	assert(p->name.n > 0 && p->name.n <= MULTIPART_NAME_BYTES && fuzz_is_printable(p->name));
	assert(!memchr(p->name.p, '"', p->name.n));
	assert(fuzz_within(p->name, body) && fuzz_within(p->content, body));
	assert(!p->content.n || !memmem(p->content.p, p->content.n, mark.p, mark.n));
}

static void
write_again(const struct multipart *m, struct str boundary, struct buf *out)
{
	for (size_t i = 0; i < m->n; i++) {
		buf_printf(out, "--%.*s\r\nContent-Disposition: form-data; name=\"%.*s\"%s\r\n\r\n", STR_ARG(boundary), STR_ARG(m->part[i].name),
		    m->part[i].is_file ? "; filename=\"x\"" : "");
		buf_add(out, m->part[i].content);
		buf_addz(out, "\r\n");
	}
	buf_printf(out, "--%.*s--\r\n", STR_ARG(boundary));
}

static void
check_again(const struct multipart *m, struct str boundary)
{
	AUTO(buf_done) struct buf out;
	struct multipart again;

	buf_init(&out, OUT_BYTES);
	write_again(m, boundary, &out);
	assert(!out.over);
	enum err e = multipart_parse(buf_str(&out), boundary, &again);
	assert(!e && again.n == m->n);
	for (size_t i = 0; i < m->n; i++) {
		assert(str_eq(again.part[i].name, m->part[i].name) && str_eq(again.part[i].content, m->part[i].content));
		assert(again.part[i].is_file == m->part[i].is_file);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str body = fuzz_input(data, n), type = fuzz_line(&body), boundary;
	char text[MULTIPART_BOUNDARY_MAX + 4] = "\r\n--";
	struct multipart m;

	if (!multipart_boundary(type, &boundary))
		return 0;
	assert(boundary.n > 0 && boundary.n <= MULTIPART_BOUNDARY_MAX && fuzz_is_printable(boundary));
	enum err e = multipart_parse(body, boundary, &m);
	assert(!e || e == ERR_INVALID || e == ERR_LIMIT);
	assert(m.n <= MULTIPART_PARTS_MAX && (!e || m.n == 0));
	memcpy(text + 4, boundary.p, boundary.n);
	for (size_t i = 0; i < m.n; i++)
		check_part(&m.part[i], body, (struct str){ text, boundary.n + 4 });
	if (!e)
		check_again(&m, boundary);
	return 0;
}
