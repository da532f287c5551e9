/* mime.c - what a mail looks like on the wire. Owns nothing; no clock, no socket.
 * A header value is checked before anything is written, so writing cannot fail. Errors: a fault is a sentence. */
#include "base/mime.h"

#include "base/clock.h"

#define WORD_BYTES 39u		/* in one encoded word: 12 + 52 characters, with "Subject: " below 76 (RFC 2047, 2) */
#define PLAIN_MAX  60u		/* a header text up to this length may stay as it is: no folding */
#define QP_MAX     75u		/* of quoted-printable, the last column being left for "=" (RFC 2045, 6.7) */
#define BOUNDARY   "=_simoff"	/* "=_" cannot occur in quoted-printable (RFC 2045, 6.7, note) */

/* -- what is allowed -- */

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool
is_atom(struct str s)		/* RFC 5322, 3.2.3 */
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && (!s.p[i] || !strchr("!#$%&'*+-/=?^_`{|}~", s.p[i])))
			return false;
	return s.n > 0;
}

static bool
is_label(struct str s)		/* RFC 1123, 2.1 */
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && s.p[i] != '-')
			return false;
	return s.n > 0 && s.n <= 63 && s.p[0] != '-' && s.p[s.n - 1] != '-';
}

static bool
is_dotted(struct str s, bool (*is_part)(struct str))
{
	struct str part;
	bool more;

	do {
		more = str_split(s, '.', &part, &s);
		if (!is_part(part))
			return false;
	} while (more);
	return true;
}

static bool
is_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] > 0x7e)
			return false;
	return true;
}

bool
mime_is_host(struct str s)
{
	return s.n <= 253 && is_dotted(s, is_label);
}

const char *
mime_address_fault(struct str address)
{
	struct str local, domain;

	if (str_has_control(address))
		return "the address holds a control character";
	if (!str_split(address, '@', &local, &domain))
		return "the address has no @";
	if (address.n > MIME_ADDRESS_MAX || local.n > 64)
		return "the address is too long";
	if (!is_ascii(local))
		return "the address has other than plain letters before the @: our mail cannot reach such an address";
	if (!is_ascii(domain))
		return "the address has other than plain letters in its domain: give the domain in its xn-- form";
	if (!is_dotted(local, is_atom) || !mime_is_host(domain))
		return "the address is not of the form name@domain";
	return NULL;
}

static bool
is_message_id(struct str s)
{
	struct str left, right;

	if (s.n < 3 || s.n > 250 || s.p[0] != '<' || s.p[s.n - 1] != '>')
		return false;
	return str_split((struct str){ s.p + 1, s.n - 2 }, '@', &left, &right) && is_dotted(left, is_atom) && mime_is_host(right);
}

static bool
is_language(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && s.p[i] != '-')
			return false;
	return s.n <= 35;
}

/* C1 controls count as controls too: U+0080 to U+009F, C2 80 to C2 9F in UTF-8. */
static bool
is_header_text(struct str s)
{
	for (size_t i = 0; i + 1 < s.n; i++)
		if ((unsigned char)s.p[i] == 0xc2 && (unsigned char)s.p[i + 1] < 0xa0)
			return false;
	return s.n <= MIME_SUBJECT_MAX && !str_has_control(s) && str_is_utf8(s);
}

const char *
mime_fault(const struct mime_from *from, const struct mime_mail *m)
{
	const char *why = mime_address_fault(m->to);

	if (why)
		return why;
	if (mime_address_fault(from->address))
		return "the sender's address is not of the form name@domain, in plain letters";
	if (!is_header_text(from->name))
		return "the sender's name is too long, not UTF-8, or holds a control character";
	if (!m->subject.n || !is_header_text(m->subject))
		return "the subject is missing, too long, not UTF-8, or holds a control character";
	if (!is_message_id(m->message_id))
		return "the Message-ID is not of the form <name@domain>";
	if (!is_language(m->language))
		return "the language is not a BCP 47 tag";
	if (!m->text.n || !str_is_utf8(m->text) || !str_is_utf8(m->html))
		return "the mail has no text, or it is not UTF-8";
	return NULL;
}

/* -- headers -- */

static void
add_base64(struct buf *b, struct str s)
{
	static const char DIGIT[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < s.n; i += 3) {
		size_t n = s.n - i < 3 ? s.n - i : 3;
		uint32_t v = 0;

		for (size_t k = 0; k < 3; k++)
			v = v << 8 | (k < n ? (unsigned char)s.p[i + k] : 0u);
		for (size_t k = 0; k < 4; k++)
			buf_addc(b, k <= n ? DIGIT[v >> (18 - 6 * k) & 63] : '=');
	}
}

/* Encoded words, one to a line; the line breaks between them vanish in reading. Characters stay whole (RFC 2047, 5). */
static void
add_words(struct buf *b, struct str s)
{
	while (s.n) {
		size_t n = s.n < WORD_BYTES ? s.n : WORD_BYTES;

		while (n < s.n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
			n--;
		buf_addz(b, "=?UTF-8?B?");
		add_base64(b, (struct str){ s.p, n });
		buf_addz(b, "?=");
		s = (struct str){ s.p + n, s.n - n };
		if (s.n)
			buf_addz(b, "\r\n ");
	}
}

/* True if S reads back as it is, unencoded and unfolded. */
static bool
is_plain(struct str s)
{
	if (s.n > PLAIN_MAX || !is_ascii(s) || str_trim(s).n != s.n)
		return false;
	return s.n < 2 || !memmem(s.p, s.n, "=?", 2);
}

static void
add_subject(struct buf *b, struct str s)
{
	buf_addz(b, "Subject: ");
	if (is_plain(s))
		buf_add(b, s);
	else
		add_words(b, s);
	buf_addz(b, "\r\n");
}

static void
add_from(struct buf *b, const struct mime_from *from)
{
	buf_addz(b, "From: ");
	if (from->name.n && is_plain(from->name)) {
		buf_addc(b, '"');
		for (size_t i = 0; i < from->name.n; i++) {
			if (from->name.p[i] == '"' || from->name.p[i] == '\\')
				buf_addc(b, '\\');
			buf_addc(b, from->name.p[i]);
		}
		buf_addc(b, '"');
	} else {
		add_words(b, from->name);
	}
	buf_printf(b, "%s<%.*s>\r\n", from->name.n ? "\r\n " : "", STR_ARG(from->address));
}

/* -- texts -- */

/* How many bytes the end of a line at I takes: LF 1, CRLF 2, none 0. */
static size_t
line_end(struct str s, size_t i)
{
	if (i < s.n && s.p[i] == '\n')
		return 1;
	return i + 1 < s.n && s.p[i] == '\r' && s.p[i + 1] == '\n' ? 2 : 0;
}

/* May byte I stand for itself? Not a space that ends its line, nor a dot that begins one: SMTP would have to double it. */
static bool
stands(struct str s, size_t i, size_t column)
{
	char c = s.p[i];

	if (c == ' ' || c == '\t')
		return i + 1 < s.n && !line_end(s, i + 1);
	return c > ' ' && c < 0x7f && c != '=' && !(c == '.' && column == 0);
}

static void
add_quoted(struct buf *b, struct str s)
{
	size_t column = 0, end;

	for (size_t i = 0; i < s.n; i += end ? end : 1) {
		end = line_end(s, i);
		if (end || column + 3 > QP_MAX) {
			buf_addz(b, end ? "\r\n" : "=\r\n");
			column = 0;
		}
		if (end)
			continue;
		if (stands(s, i, column)) {
			buf_addc(b, s.p[i]);
			column += 1;
		} else {
			buf_printf(b, "=%02X", (unsigned char)s.p[i]);
			column += 3;
		}
	}
	if (column)
		buf_addz(b, "\r\n");
}

static void
add_part(struct buf *b, const char *type, struct str s)
{
	buf_printf(b, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", type);
	add_quoted(b, s);
}

void
mime_compose(const struct mime_from *from, const struct mime_mail *m, struct buf *out)
{
	char date[CLOCK_TEXT_SIZE];

	assert(!mime_fault(from, m));
	clock_format_mail(m->date, date);
	add_from(out, from);
	buf_printf(out, "To: <%.*s>\r\n", STR_ARG(m->to));
	add_subject(out, m->subject);
	buf_printf(out, "Date: %s\r\nMessage-ID: %.*s\r\n", date, STR_ARG(m->message_id));
	buf_addz(out, "Auto-Submitted: auto-generated\r\n");
	if (m->language.n)
		buf_printf(out, "Content-Language: %.*s\r\n", STR_ARG(m->language));
	buf_addz(out, "MIME-Version: 1.0\r\n");
	if (!m->html.n) {
		add_part(out, "text/plain", m->text);
		return;
	}
	buf_addz(out, "Content-Type: multipart/alternative; boundary=\"" BOUNDARY "\"\r\n\r\n--" BOUNDARY "\r\n");
	add_part(out, "text/plain", m->text);
	buf_addz(out, "\r\n--" BOUNDARY "\r\n");
	add_part(out, "text/html", m->html);
	buf_addz(out, "\r\n--" BOUNDARY "--\r\n");
}
