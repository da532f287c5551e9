/* hlr_list.c - all subscribers of a running osmo-hlr. The terminal is for people and says so little that only IMSIs are taken
 * from it; it says at its end how many it showed, which must be as many as were read.
 * Errors: a sentence; the terminal's own words stay out of it. */
#include "app/hlr_list.h"

#include "adapter/hlr_subscriber.h"
#include "base/clock.h"
#include "domain/imsi.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define VTY_PORT   4258
#define WAIT_S     10			/* for the next bytes of the terminal, and for each answer of CTRL */
#define LINE_SIZE  512
#define IMSIS_MAX  ((size_t)64 << 20)	/* bytes of the list: 4 million subscribers */

static bool PRINTF(2, 3)
wrong(char why_out[HLR_LIST_WHY_SIZE], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why_out, HLR_LIST_WHY_SIZE, fmt, ap);
	va_end(ap);
	return false;
}

static void
close_file(FILE **f)
{
	if (*f)
		fclose(*f);
}

/* ---- the terminal ---- */

/* A connection as a file to read from; commands are sent at once. */
static FILE *
vty_open(const char *address, char why_out[HLR_LIST_WHY_SIZE])
{
	static const char COMMANDS[] = "terminal length 0\r\nenable\r\nshow subscribers all\r\n";
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(VTY_PORT) };
	struct timeval wait = { .tv_sec = WAIT_S };

	if (inet_pton(AF_INET, address, &a.sin_addr) != 1) {
		wrong(why_out, "%.60s: must be an IPv4 address", address);
		return NULL;
	}
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait) == 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait) == 0 &&
	    connect(fd, (const struct sockaddr *)(const void *)&a, sizeof a) == 0 &&
	    send(fd, COMMANDS, sizeof COMMANDS - 1, MSG_NOSIGNAL) == (ssize_t)sizeof COMMANDS - 1;
	FILE *f = ok ? fdopen(fd, "r") : NULL;
	if (!f) {
		wrong(why_out, "%.60s, port %d (the terminal of osmo-hlr): %s", address, VTY_PORT, strerror(errno));
		if (fd >= 0)
			close(fd);
	}
	return f;
}

bool
hlr_list_imsi(struct str line, struct str *imsi_out)
{
	struct str field[3], rest = str_trim(line);
	struct imsi imsi;
	const char *why;
	int64_t id;

	for (size_t i = 0; i < COUNT(field); i++) {
		str_split(rest, ' ', &field[i], &rest);
		rest = str_trim(rest);
	}
	if (!str_to_i64(field[0], &id) || id < 1 || !imsi_parse(field[2], &imsi, &why) || !str_eq(imsi_format(&imsi), field[2]))
		return false;			/* the HLR writes digits only, and they go back to it as they are */
	*imsi_out = field[2];
	return true;
}

/* Is this the last line? Then the number that it gives. */
static bool
is_end(struct str line, int64_t *shown_out)
{
	static const char SHOWN[] = "Subscribers Shown:";
	struct str text = str_trim(line);

	*shown_out = 0;
	if (str_starts(text, "% No matching subscriber"))
		return true;
	if (!str_starts(text, SHOWN))
		return false;
	return str_to_i64(str_trim((struct str){ text.p + sizeof SHOWN - 1, text.n - (sizeof SHOWN - 1) }), shown_out);
}

/* The IMSIs, one per line. */
static bool
vty_list(FILE *f, struct buf *imsis, char why_out[HLR_LIST_WHY_SIZE])
{
	char text[LINE_SIZE];
	int64_t n = 0, shown;
	struct str imsi;

	while (fgets(text, sizeof text, f)) {
		struct str line = str_of(text);

		if (is_end(line, &shown))
			return shown == n || wrong(why_out, "the HLR says that it has %lld subscribers, but listed %lld; try again", (long long)shown, (long long)n);
		if (str_starts(str_trim(line), "% Unknown command"))
			return wrong(why_out, "this HLR cannot list its subscribers; osmo-hlr 1.5 can");
		if (!hlr_list_imsi(line, &imsi))
			continue;
		buf_add(imsis, imsi);
		buf_addc(imsis, '\n');
		n++;
	}
	return wrong(why_out, "the terminal of the HLR went silent before the end of the list; does it want a password?");
}

/* ---- each subscriber ---- */

static bool
read_one(struct ctrl *c, struct str imsi, struct buf *csv, int64_t *left_out, char why_out[HLR_LIST_WHY_SIZE])
{
	struct hlr_subscriber s;
	struct utc_ms deadline = { clock_monotonic().ms + WAIT_S * 1000 };
	enum err e = hlr_subscriber_read(c, "imsi", imsi, deadline, &s);

	if (e == ERR_NOENT)
		return true;			/* deleted since it was listed */
	if (e)
		return wrong(why_out, "the control port of the HLR: %s", c->why);
	if (!s.msisdn[0] || !strcmp(s.msisdn, "none"))
		++*left_out;
	else
		buf_printf(csv, "%s,%s\n", s.msisdn, s.imsi);
	return true;
}

static bool
read_each(const char *address, struct str imsis, struct buf *csv, int64_t *left_out, char why_out[HLR_LIST_WHY_SIZE])
{
	struct ctrl c;
	struct str imsi;
	bool ok = true;

	ctrl_init(&c, str_of(address), CTRL_PORT_HLR);
	while (ok && imsis.n) {
		str_split(imsis, '\n', &imsi, &imsis);
		ok = read_one(&c, imsi, csv, left_out, why_out);
	}
	ctrl_close(&c);
	return ok;
}

bool
hlr_list_read(struct str address, struct buf *csv_out, int64_t *left_out, char why_out[HLR_LIST_WHY_SIZE])
{
	char z[INET_ADDRSTRLEN];
	AUTO(close_file) FILE *f = NULL;
	AUTO(buf_done) struct buf imsis;

	buf_init(&imsis, IMSIS_MAX);
	*left_out = 0;
	snprintf(z, sizeof z, "%.*s", (int)(address.n < sizeof z ? address.n : sizeof z), address.p);
	f = vty_open(z, why_out);
	if (!f || !vty_list(f, &imsis, why_out))
		return false;
	buf_addz(csv_out, "msisdn,imsi\n");
	if (!read_each(z, buf_str(&imsis), csv_out, left_out, why_out))
		return false;
	return !(imsis.over || csv_out->over) || wrong(why_out, "more subscribers than fit");
}
