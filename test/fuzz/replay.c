/* replay.c - gives a target every file of a folder once. What fails ends the process: the name printed last says which.
 * usage: NAME_fuzz FOLDER */
#include "fuzz.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void
replay(int folder, const char *name)
{
	struct stat st;
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st)) {
		perror(name);
		exit(1);
	}
	size_t n = (size_t)st.st_size;
	uint8_t *data = malloc(n ? n : 1);	/* no byte more than there is: reading past the end is seen */
	if (!data || read(fd, data, n) != st.st_size)
		abort();
	LLVMFuzzerTestOneInput(data, n);
	free(data);
	close(fd);
}

int
main(int argc, char **argv)
{
	struct dirent **entry;
	int passed = 0, n = argc == 2 ? scandir(argv[1], &entry, NULL, alphasort) : -1;
	int folder = n < 0 ? -1 : open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (folder < 0) {
		fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
		return 2;
	}
	for (int i = 0; i < n; i++) {
		if (entry[i]->d_name[0] != '.') {
			printf("%s\n", entry[i]->d_name);
			fflush(stdout);
			replay(folder, entry[i]->d_name);
			passed++;
		}
		free(entry[i]);
	}
	free(entry);
	close(folder);
	printf("%d passed, %d failed\n", passed, passed == 0);
	return passed == 0;
}
