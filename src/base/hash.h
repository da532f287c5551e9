/* hash.h - SHA-256 and HMAC-SHA-256 over pieces, from OpenSSL. The same bytes always give the same hash; no errors. */
#ifndef SIMOFF_HASH_H
#define SIMOFF_HASH_H
#include "base/base.h"

#define HASH_SIZE 32u
struct hash { uint8_t b[HASH_SIZE]; };

/* Each piece goes in with its length before it (8 bytes, little endian), so that no two lists of pieces give one input. */
struct hash hash_of(const struct str *piece, size_t n);
struct hash hash_keyed(const uint8_t key[HASH_SIZE], const struct str *piece, size_t n);
#define HASH_OF(...) hash_of((const struct str[]){ __VA_ARGS__ }, COUNT(((const struct str[]){ __VA_ARGS__ })))
#define HASH_KEYED(key, ...) hash_keyed((key), (const struct str[]){ __VA_ARGS__ }, COUNT(((const struct str[]){ __VA_ARGS__ })))

/* hash_hmac: HMAC-SHA-256 (RFC 2104) over the bytes of S as they are, for others to verify. KEY of any length. */
struct hash hash_hmac(struct str key, struct str s);

bool hash_eq(const void *a, const void *b, size_t n);	/* in constant time */
void hash_hex(const void *, size_t n, char *out);	/* 2 N hexadecimal digits in small letters, and a NUL */
struct str hash_str(const struct hash *);		/* borrowed view of its bytes */
#endif
