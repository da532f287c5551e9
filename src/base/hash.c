/* hash.c - SHA-256 and HMAC over pieces with their lengths. */
#include "base/hash.h"

#include <sodium.h>

static void
length_of(size_t n, uint8_t out[8])
{
	for (int i = 0; i < 8; i++)
		out[i] = (uint8_t)((uint64_t)n >> (8 * i));
}

struct hash
hash_of(const struct str *piece, size_t n)
{
	crypto_hash_sha256_state st;
	struct hash h;
	uint8_t len[8];

	crypto_hash_sha256_init(&st);
	for (size_t i = 0; i < n; i++) {
		length_of(piece[i].n, len);
		crypto_hash_sha256_update(&st, len, sizeof len);
		crypto_hash_sha256_update(&st, (const unsigned char *)piece[i].p, piece[i].n);
	}
	crypto_hash_sha256_final(&st, h.b);
	return h;
}

struct hash
hash_keyed(const uint8_t key[HASH_SIZE], const struct str *piece, size_t n)
{
	crypto_auth_hmacsha256_state st;
	struct hash h;
	uint8_t len[8];

	crypto_auth_hmacsha256_init(&st, key, HASH_SIZE);
	for (size_t i = 0; i < n; i++) {
		length_of(piece[i].n, len);
		crypto_auth_hmacsha256_update(&st, len, sizeof len);
		crypto_auth_hmacsha256_update(&st, (const unsigned char *)piece[i].p, piece[i].n);
	}
	crypto_auth_hmacsha256_final(&st, h.b);
	return h;
}

bool
hash_eq(const void *a, const void *b, size_t n)
{
	return sodium_memcmp(a, b, n) == 0;
}

struct str
hash_str(const struct hash *h)
{
	return (struct str){ (const char *)h->b, sizeof h->b };
}
