/* hash.c - SHA-256 and HMAC over pieces with their lengths, by OpenSSL: it uses the processor's own SHA instructions, a quarter
 * of the time of plain C. One context of each is kept for the process; there are no threads. */
#include "base/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdlib.h>

static EVP_MD_CTX *digest;		/* made at the first use, kept until the process ends */
static EVP_MAC_CTX *mac;

/* A digest of memory fails only for want of memory: that aborts, as everywhere. */
static void
must(int ok)
{
	if (ok != 1)
		abort();
}

static void
make_digest(void)
{
	EVP_MD *md = EVP_MD_fetch(NULL, "SHA256", NULL);

	digest = EVP_MD_CTX_new();
	must(md && digest);
	must(EVP_DigestInit_ex(digest, md, NULL));
	EVP_MD_free(md);		/* the context holds it */
}

static void
make_mac(void)
{
	static char sha256[] = "SHA256";
	const OSSL_PARAM with[] = { OSSL_PARAM_construct_utf8_string("digest", sha256, 0), OSSL_PARAM_construct_end() };
	EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);

	must(hmac != NULL);
	mac = EVP_MAC_CTX_new(hmac);
	must(mac != NULL);
	must(EVP_MAC_CTX_set_params(mac, with));
	EVP_MAC_free(hmac);
}

static void
length_of(size_t n, uint8_t out[8])
{
	for (int i = 0; i < 8; i++)
		out[i] = (uint8_t)((uint64_t)n >> (8 * i));
}

struct hash
hash_of(const struct str *piece, size_t n)
{
	struct hash h;
	uint8_t len[8];

	if (!digest)
		make_digest();
	must(EVP_DigestInit_ex(digest, NULL, NULL));
	for (size_t i = 0; i < n; i++) {
		length_of(piece[i].n, len);
		must(EVP_DigestUpdate(digest, len, sizeof len));
		must(EVP_DigestUpdate(digest, piece[i].p, piece[i].n));
	}
	must(EVP_DigestFinal_ex(digest, h.b, NULL));
	return h;
}

struct hash
hash_keyed(const uint8_t key[HASH_SIZE], const struct str *piece, size_t n)
{
	struct hash h;
	uint8_t len[8];
	size_t made;

	if (!mac)
		make_mac();
	must(EVP_MAC_init(mac, key, HASH_SIZE, NULL));
	for (size_t i = 0; i < n; i++) {
		length_of(piece[i].n, len);
		must(EVP_MAC_update(mac, len, sizeof len));
		must(EVP_MAC_update(mac, (const unsigned char *)piece[i].p, piece[i].n));
	}
	must(EVP_MAC_final(mac, h.b, &made, sizeof h.b));
	return h;
}

struct hash
hash_hmac(struct str key, struct str s)
{
	struct hash h;
	size_t made;

	assert(key.n > 0);		/* OpenSSL takes an empty one for the key of before */
	if (!mac)
		make_mac();
	must(EVP_MAC_init(mac, (const unsigned char *)key.p, key.n, NULL));
	must(EVP_MAC_update(mac, (const unsigned char *)s.p, s.n));
	must(EVP_MAC_final(mac, h.b, &made, sizeof h.b));
	return h;
}

bool
hash_eq(const void *a, const void *b, size_t n)
{
	return CRYPTO_memcmp(a, b, n) == 0;
}

void
hash_hex(const void *bytes, size_t n, char *out)
{
	static const char DIGIT[] = "0123456789abcdef";
	const uint8_t *b = bytes;

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = DIGIT[b[i] >> 4];
		out[2 * i + 1] = DIGIT[b[i] & 15];
	}
	out[2 * n] = '\0';
}

struct str
hash_str(const struct hash *h)
{
	return (struct str){ (const char *)h->b, sizeof h->b };
}
