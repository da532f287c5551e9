/* seal.h - bytes under a passphrase: Argon2id for the key, XChaCha20-Poly1305 in pieces (libsodium's secretstream) for the rest.
 * Sealed: "seal 1\n", how hard the key is to make (two 32-bit numbers, little endian: passes, KiB), 16 bytes of salt, the
 * stream's header, then pieces of SEAL_PIECE bytes, each SEAL_EXTRA longer; the last one says that it is the last.
 * Takes memory of its own while the key is made (SEAL_MEMORY_KIB). */
#ifndef SIMOFF_SEAL_H
#define SIMOFF_SEAL_H
#include "base/base.h"
#include "base/buf.h"

#define SEAL_PIECE      65536u
#define SEAL_EXTRA      17u
#define SEAL_PASSES     3u
#define SEAL_MEMORY_KIB 65536u		/* what we seal with: about 0.2 s on a small machine */
#define SEAL_PASSES_MAX 10u
#define SEAL_MEMORY_KIB_MAX 1048576u	/* what we open: a file must not make us take more */
#define SEAL_PASSPHRASE_MIN 12u		/* bytes */

/* seal_lock(passphrase, plain, out): adds the sealed bytes to OUT. ERR_LIMIT: OUT is too small. ERR_TEMP: no memory for the key. */
enum err seal_lock(struct str passphrase, struct str plain, struct buf *out) MUST_CHECK;

/* seal_open(passphrase, sealed, out): ERR_INVALID: not a seal of ours, or cut off; ERR_DENIED: another passphrase, or damaged: nobody can
 * tell which; ERR_LIMIT: OUT too small, or more work than the limits allow; ERR_TEMP. After an error OUT has nothing new that may be used. */
enum err seal_open(struct str passphrase, struct str sealed, struct buf *out) MUST_CHECK;
bool seal_is(struct str bytes);		/* does it begin as one? */

/* seal_checksum: SHA-256 of the bytes as they are, as sha256sum gives it. Slower than base/hash for much, but it has no start, which
 * takes OpenSSL 1 ms and 2 MB: for a program that needs one of them and ends. */
#define SEAL_CHECKSUM_SIZE 32u
void seal_checksum(struct str bytes, uint8_t out[SEAL_CHECKSUM_SIZE]);
#endif
