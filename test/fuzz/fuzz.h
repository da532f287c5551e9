/* fuzz.h - what the targets share. A target is one file NAME_fuzz.c with the function below, which is called with any bytes, as
 * often as one likes: with the same bytes it does the same. It takes what the outside world may send, calls one gate of simoff,
 * and asserts what the gate promises, which is more than not to crash. Its corpus is the folder corpus/NAME.
 * Built twice: with libFuzzer (make fuzz), and with replay.c, which gives it every file of its corpus (./check fuzz). */
#ifndef SIMOFF_TEST_FUZZ_H
#define SIMOFF_TEST_FUZZ_H
#include "base/arena.h"
#include "base/base.h"
#include "base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* fuzz_arena(): the one arena of this process, emptied. FUZZ_ARENA_BYTES is far above what any gate takes for one input. */
#define FUZZ_ARENA_BYTES ((size_t)64 << 20)
struct arena *fuzz_arena(void);

/* Taking an input apart, from its front; 0 and the empty text when nothing is left. */
struct str fuzz_input(const uint8_t *data, size_t n);
uint8_t    fuzz_byte(struct str *rest);
struct str fuzz_bytes(struct str *rest, size_t n);	/* at most N */
struct str fuzz_line(struct str *rest);			/* up to LF, without it */

bool fuzz_within(struct str inner, struct str outer);	/* does INNER borrow from OUTER? an empty one always does */
bool fuzz_is_printable(struct str);			/* ASCII from space to tilde only */
#endif
