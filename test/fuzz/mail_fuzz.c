/* mail_fuzz.c - facts as JSON, by them every message of simoff, and each as a mail. The first byte is the language. The subject is
 * one line. A control character in a fact does what a blank does: no fact can begin a line of a message, or a header of a
 * mail; the mail is plain ASCII in short lines, none beginning with a dot, and has the headers that every mail has. */
#include "fuzz.h"

#include "base/mime.h"
#include "domain/message.h"

#define OUT_BYTES (1u << 20)
#define LINE_MAX_BYTES 78u

static const struct mime_from FROM = { STR("simoff@example.net"), STR("Testel") };

/* FACTS with a blank for every control character. */
static void
blank_controls(struct message_facts *facts, struct arena *a)
{
	for (const struct field *f = message_facts_record.field; f < message_facts_record.field + message_facts_record.n; f++) {
		if (f->kind != F_TEXT)
			continue;
		struct str *s = &RECORD_AT(facts, f, struct str), copy = arena_str(a, *s);
		for (size_t i = 0; i < copy.n; i++)
			if (((unsigned char)copy.p[i] < ' ') || copy.p[i] == 0x7f)
				((char *)(uintptr_t)copy.p)[i] = ' ';
		*s = copy;
	}
}

/* How many header lines begin with a name, and whether every line is fit to be sent. */
static size_t
count_headers(struct str mail)
{
	size_t headers = 0;
	bool in_head = true;

	while (mail.n) {
		struct str line;
		bool has_end = str_split(mail, '\n', &line, &mail);

		assert(has_end && line.n && line.p[line.n - 1] == '\r');
		line.n--;
		in_head = in_head && line.n;
		headers += in_head && line.p[0] != ' ';
		assert(fuzz_is_printable(line) && line.n <= LINE_MAX_BYTES && !str_starts(line, "."));
	}
	return headers;
}

static void
compose(struct str subject, struct str text, struct buf *out)
{
	struct mime_mail m = { .to = STR("holder@example.org"), .subject = subject, .text = text, .message_id = STR("<a@example.net>"),
		.language = STR("en"), .date = { INT64_C(1795000000000) } };

	if (!mime_fault(&FROM, &m))
		mime_compose(&FROM, &m, out);
	else
		assert(subject.n > MIME_SUBJECT_MAX || memchr(subject.p, '\xc2', subject.n));	/* too long; or C1 controls may be in it */
}

static void
check_mail(struct str subject, struct str text)
{
	AUTO(buf_done) struct buf out, plain;

	buf_init(&out, OUT_BYTES);
	buf_init(&plain, OUT_BYTES);
	compose(subject, text, &out);
	compose(STR("subject"), STR("text"), &plain);
	assert(!out.over && (!out.n || count_headers(buf_str(&out)) == count_headers(buf_str(&plain))));
}

static void
check_message(enum effect_kind kind, const struct catalog *cat, const struct message_facts *facts, const struct message_facts *blanked)
{
	AUTO(buf_done) struct buf subject, text, subject_again, text_again;

	buf_init(&subject, OUT_BYTES);
	buf_init(&text, OUT_BYTES);
	buf_init(&subject_again, OUT_BYTES);
	buf_init(&text_again, OUT_BYTES);
	message_render(kind, cat, facts, &subject, &text);
	message_render(kind, cat, blanked, &subject_again, &text_again);
	assert(!subject.over && !text.over && text.n && str_is_utf8(buf_str(&text)) && !str_has_control(buf_str(&subject)));
	assert(str_eq(buf_str(&subject), buf_str(&subject_again)) && str_eq(buf_str(&text), buf_str(&text_again)));
	if (effect_family_of(kind) == EFFECT_FAMILY_mail)
		check_mail(buf_str(&subject), buf_str(&text));
	else
		assert(!subject.n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const LANG[] = { "en", "nl", "fr", "de", "zh" };
	struct arena *a = fuzz_arena();
	struct str json = fuzz_input(data, n), why;
	const struct catalog *cat = catalog_of(str_of(LANG[fuzz_byte(&json) % COUNT(LANG)]));
	struct message_facts facts, blanked;

	if (record_from_json(&message_facts_record, json, &facts, a, &why))
		return 0;
	blanked = facts;
	blank_controls(&blanked, a);
	for (enum effect_kind kind = 0; kind < EFFECT_KIND_COUNT; kind++)
		if (effect_family_of(kind) == EFFECT_FAMILY_mail || effect_family_of(kind) == EFFECT_FAMILY_sms)
			check_message(kind, cat, &facts, &blanked);
	return 0;
}
