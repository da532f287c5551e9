/* cli_paper.c - `simoff case document`: a paper that a customer sent, part by part into a new file that only its maker can read. It is
 * hostile content: nothing here opens it. Errors: see cli.h; a file that could not be written whole is taken away again. */
#include "app/cli_paper.h"

#include "app/cli_call.h"
#include "domain/paper.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static bool
write_whole(int fd, struct str s)
{
	while (s.n) {
		ssize_t n = write(fd, s.p, s.n);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0)
			s = (struct str){ s.p + n, s.n - (size_t)n };
	}
	return true;
}

/* All parts, in order. */
static enum cli_exit
fetch(struct cli *c, struct client *client, struct desk_document_in *in, int fd, struct desk_document_view *about_out)
{
	struct desk_caller caller = cli_caller(c);
	struct desk_document_part out = { .last = false };
	struct str why;

	for (in->part = 0; !out.last && in->part * (int64_t)DESK_PART_BYTES <= PAPER_BYTES_MAX; in->part++) {
		enum desk_code code = client_call(client, DESK_OP_document_get, &caller, in, &out, c->arena, &why);

		if (code != DESK_ok)
			return cli_call_verdict(c, code, why);
		if (!write_whole(fd, out.content))
			return cli_fail(c, CLI_NO, "the file cannot be written: %s", strerror(errno));
	}
	*about_out = out.about;
	return CLI_OK;
}

static enum cli_exit
fetch_into(struct cli *c, struct client *client, struct desk_document_in *in, const char *file)
{
	struct desk_document_view about = { .found = false };
	int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return cli_fail(c, CLI_NO, "%s: %s", file, errno == EEXIST ? "is there already; choose another name" : strerror(errno));
	enum cli_exit e = fetch(c, client, in, fd, &about);
	if ((fsync(fd) != 0 || close(fd) != 0) && !e)
		e = cli_fail(c, CLI_NO, "%s: %s", file, strerror(errno));
	if (e)
		unlink(file);
	else
		cli_say(c, "%s: %.*s, %lld bytes", file, STR_ARG(about.type), (long long)about.bytes);
	return e;
}

enum cli_exit
cli_paper_fetch(struct cli *c, const struct cli_args *args)
{
	struct desk_document_in in = { .found = true, .reference = str_of(cli_arg(args, "reference")), .document = str_of(cli_arg(args, "document")) };

	if (in.reference.n > 16 || in.document.n > 40)
		return cli_fail(c, CLI_USAGE, "take reference and document from `simoff case show`");
	struct client *client = cli_call_open(c);
	if (!client)
		return CLI_AWAY;
	enum cli_exit e = fetch_into(c, client, &in, cli_arg(args, "file"));
	client_close(client);
	return e;
}
