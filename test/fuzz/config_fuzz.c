/* config_fuzz.c - simoff.conf. What cannot be taken is refused with the file's name. What is taken can be written down with all its
 * settings and read again, and is then in force in the same way; secrets are never shown. */
#include "fuzz.h"

#include "app/config.h"
#include "app/config_text.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define OUT_BYTES (1u << 20)
#define PATH_SIZE 64

static char dir[PATH_SIZE], file[PATH_SIZE + 16];

static void
remove_dir(void)
{
	unlink(file);
	rmdir(dir);
}

static void
make_dir(void)
{
	if (dir[0])
		return;
	snprintf(dir, sizeof dir, "/dev/shm/simoff-fuzz-XXXXXX");
	if (!mkdtemp(dir))
		abort();
	snprintf(file, sizeof file, "%s/simoff.conf", dir);
	atexit(remove_dir);
}

static struct config *
load(struct str text, char why[CONFIG_WHY_SIZE])
{
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, text.p, text.n) != (ssize_t)text.n)
		abort();
	close(fd);
	return config_load(dir, why);
}

static void
check_secret(const struct config *c, struct str shown)
{
	struct str password = c->adapters.mail.password;

	assert(password.n < 8 || !memmem(shown.p, shown.n, password.p, password.n) || memmem(c->file, strlen(c->file), password.p, password.n));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	AUTO(buf_done) struct buf written, one, two;
	char why[CONFIG_WHY_SIZE] = "";

	buf_init(&written, OUT_BYTES);
	buf_init(&one, OUT_BYTES);
	buf_init(&two, OUT_BYTES);
	make_dir();
	struct config *c = load(fuzz_input(data, n), why);
	if (!c) {
		assert(str_starts(str_of(why), file));
		return 0;
	}
	struct config *defaults = config_new(dir, why);
	config_text_file(c, defaults, &written);
	config_text_json(c, &one);
	struct config *again = load(buf_str(&written), why);
	assert(again);
	config_text_json(again, &two);
	assert(str_eq(buf_str(&one), buf_str(&two)));
	check_secret(c, buf_str(&one));
	config_free(again);
	config_free(defaults);
	config_free(c);
	return 0;
}
