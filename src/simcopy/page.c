/* page.c - index.html: one self-contained page. Pure. Source: HTML living standard; WCAG 2.2 AA (headings, table heads, contrast).
 * Everything from the card goes through text(), which escapes it and shows control characters as U+FFFD.  Errors: the buffer's limit. */
#include "simcopy/page.h"
#include "base/clock.h"
#include "base/l10n.h"
#include "simcopy/utf8.h"

struct page {
	struct buf *b;
	const struct content *c;
	const struct catalog *cat;
	struct buf clean;		/* of one text */
	bool has_emails, has_groups;	/* in the book at hand: an empty column is left out */
};

static const char HEAD[] =
    "<meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    "<meta name=\"robots\" content=\"noindex\">"
    "<style>:root{color-scheme:light dark}"
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color:#1a1a1a;background:#fff}"
    "h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:2rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:start;vertical-align:top;padding:.35rem .5rem;border-bottom:1px solid #bbb}"
    "td,p,dd{overflow-wrap:anywhere}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dd{margin:0}"
    "article{border:1px solid #bbb;border-radius:.5rem;padding:.5rem .8rem;margin:.6rem 0;max-width:42rem}"
    "article.sent{margin-inline-start:auto;background:#eef4ff}article p{white-space:pre-wrap;margin:.3rem 0}"
    "small{color:#555}.note{font-style:italic}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}article.sent{background:#1c2738}small{color:#bbb}"
    "th,td,article{border-color:#555}}"
    "@media print{body{max-width:none;padding:0;color:#000;background:#fff}article,tr{break-inside:avoid}thead{display:table-header-group}}"
    "</style>";

static void
text(struct page *p, struct str s)
{
	buf_reset(&p->clean);
	utf8_clean(&p->clean, s);
	buf_html(p->b, buf_str(&p->clean));
}

/* NAME may have attributes behind it. */
static void
element(struct page *p, const char *name, struct str s)
{
	buf_printf(p->b, "<%s>", name);
	text(p, s);
	buf_printf(p->b, "</%.*s>", (int)strcspn(name, " "), name);
}

static void
row(struct page *p, struct str name, struct str value)
{
	if (!value.n)
		return;
	element(p, "dt", name);
	element(p, "dd", value);
}

/* To the minute, in the sender's own zone; nothing when there is no time. */
static void
instant(struct page *p, const char *before, struct utc_ms at, int zone_min, const char *after)
{
	struct utc_ms there = { at.ms + zone_min * INT64_C(60000) };
	struct date day = clock_day_of(there);

	if (!at.ms)
		return;
	buf_addz(p->b, before);
	l10n_time(p->b, p->cat->lang, day, (int)((there.ms - day.days * CLOCK_DAY_MS) / 60000));
	buf_addz(p->b, after);
}

static void
add_summary(struct page *p)
{
	buf_addz(p->b, "<dl>");
	row(p, catalog_text(p->cat, "Card number (ICCID)"), p->c->im->iccid);
	row(p, catalog_text(p->cat, "Provider"), p->c->provider);
	if (p->c->im->begun.ms)
		element(p, "dt", catalog_text(p->cat, "Read on (UTC)"));
	instant(p, "<dd>", p->c->im->begun, 0, "</dd>");
	buf_addz(p->b, "</dl>");
	if (!p->c->im->is_whole)
		element(p, "p class=note", catalog_text(p->cat, "Not everything could be read. What is missing is listed in report.txt."));
}

static void
add_numbers(struct page *p, const struct contact *c)
{
	for (size_t i = 0; i < c->numbers; i++) {
		if (i)
			buf_addz(p->b, "<br>");
		text(p, c->number[i].text);
		if (c->number[i].label.n) {
			buf_addz(p->b, " <small>");
			text(p, c->number[i].label);
			buf_addz(p->b, "</small>");
		}
		if (c->number[i].is_cut)
			buf_addz(p->b, " \xe2\x80\xa6");
	}
}

static void
add_texts(struct page *p, const struct str *s, size_t n)
{
	buf_addz(p->b, "<td>");
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_addz(p->b, "<br>");
		text(p, s[i]);
	}
	buf_addz(p->b, "</td>");
}

static void
add_contact(struct page *p, const struct contact *c)
{
	buf_addz(p->b, "<tr><td>");
	text(p, c->name);
	if (c->second_name.n) {
		buf_addz(p->b, " <small>");
		text(p, c->second_name);
		buf_addz(p->b, "</small>");
	}
	buf_addz(p->b, "</td><td>");
	add_numbers(p, c);
	buf_addz(p->b, "</td>");
	if (p->has_emails)
		add_texts(p, c->email, c->emails);
	if (p->has_groups)
		add_texts(p, c->group, c->groups);
	buf_addz(p->b, "</tr>\n");
}

static void
begin_book(struct page *p, enum contact_book book)
{
	const struct contact_list *l = &p->c->contacts;

	p->has_emails = p->has_groups = false;
	for (size_t i = 0; i < l->n; i++) {
		p->has_emails |= l->item[i].book == book && l->item[i].emails;
		p->has_groups |= l->item[i].book == book && l->item[i].groups;
	}
	element(p, "h2", catalog_text(p->cat, contact_book_text(book)));
	buf_addz(p->b, "<table><thead><tr>");
	element(p, "th scope=col", catalog_text(p->cat, "Name"));
	element(p, "th scope=col", catalog_text(p->cat, "Number"));
	if (p->has_emails)
		element(p, "th scope=col", catalog_text(p->cat, "E-mail"));
	if (p->has_groups)
		element(p, "th scope=col", catalog_text(p->cat, "Group"));
	buf_addz(p->b, "</tr></thead><tbody>\n");
}

static void
add_book(struct page *p, enum contact_book book)
{
	const struct contact_list *l = &p->c->contacts;
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++) {
		if (l->item[i].book != book)
			continue;
		if (n++ == 0)
			begin_book(p, book);
		add_contact(p, &l->item[i]);
	}
	if (n)
		buf_addz(p->b, "</tbody></table>\n");
}

static void
add_message(struct page *p, const struct message *m)
{
	const struct tpdu *t = &m->first->tpdu;
	struct str name = content_name(p->c, t->number);
	buf_printf(p->b, "<article%s><h3>", message_is_received(m) ? "" : " class=sent");
	text(p, name.n ? name : t->number);
	buf_addz(p->b, "</h3><small>");
	text(p, catalog_text(p->cat, message_status_text(m->status)));
	if (name.n) {
		buf_addz(p->b, " \xc2\xb7 ");
		text(p, t->number);
	}
	instant(p, " \xc2\xb7 <time>", t->sent.at, t->sent.zone_min, "</time>");
	buf_addz(p->b, "</small>");
	if (t->coding == TPDU_8BIT || t->coding == TPDU_COMPRESSED)
		element(p, "p class=note", catalog_text(p->cat, "A data message; its bytes are in messages.json."));
	else
		element(p, "p dir=auto", m->text);
	if (m->there < m->parts || m->is_cut)
		element(p, "p class=note", catalog_text(p->cat, "A part of this message is not on the card."));
	buf_addz(p->b, "</article>\n");
}

void
page_write(struct buf *b, const struct content *c, const struct catalog *cat)
{
	struct page p = { .b = b, .c = c, .cat = cat };

	buf_init(&p.clean, KEEP_TEXT_MAX);
	buf_printf(b, "<!DOCTYPE html>\n<html lang=\"%.*s\"><head>%s", STR_ARG(cat->lang), HEAD);
	element(&p, "title", catalog_text(cat, "What was on your SIM card"));
	buf_addz(b, "</head><body><main>\n");
	element(&p, "h1", catalog_text(cat, "What was on your SIM card"));
	add_summary(&p);
	for (enum contact_book book = 0; book < CONTACT_BOOK_COUNT; book++)
		add_book(&p, book);
	if (c->messages.n)
		element(&p, "h2", catalog_text(cat, "Messages"));
	for (size_t i = 0; i < c->messages.n; i++)
		add_message(&p, &c->messages.item[i]);
	if (!c->contacts.n && !c->messages.n)
		element(&p, "p", catalog_text(cat, "There are no contacts and no messages on this card."));
	buf_addz(b, "</main></body></html>\n");
	buf_done(&p.clean);
}
