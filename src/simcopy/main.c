/* main.c - the program `simcopy`: opens the streams, chooses the language, hands over to the commands.
 * Files it makes are for its user only. Exit codes: command.h. */
#include "simcopy/command.h"
#include "simcopy/serve.h"
#include "simcopy/words.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* The language of the user, as the environment names it: "nl_BE.UTF-8" is looked up as "nl-BE", then as "nl". */
static const struct catalog *
catalog_of_user(void)
{
	static const char *const NAMES[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	char tag[16] = "";

	for (size_t i = 0; i < COUNT(NAMES) && !tag[0]; i++) {
		const char *value = getenv(NAMES[i]);
		size_t n = value ? strcspn(value, ".@") : 0;

		if (n && n < sizeof tag)
			memcpy(tag, value, n);
	}
	for (char *c = tag; *c; c++)
		if (*c == '_')
			*c = '-';
	return words_of(str_of(tag));
}

int
main(int argc, char **argv)
{
	struct progress p;

	umask(077);
	signal(SIGPIPE, SIG_IGN);
	if (argc > 1 && !strcmp(argv[1], "serve") && serve_forgetful(argv))
		return COMMAND_FAILED;
	progress_start(&p, catalog_of_user(), stdout, stderr, false);
	p.has_bar = isatty(STDERR_FILENO);
	enum command_exit code = command_run(argc, argv, &p);
	if (fflush(stdout) || ferror(stdout))
		code = COMMAND_FAILED;
	return (int)code;
}
