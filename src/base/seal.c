/* seal.c - bytes under a passphrase, by libsodium. Errors: seal.h. The key is wiped as soon as it was used. */
#include "base/seal.h"

#include <sodium.h>

#define MAGIC     "seal 1\n"
#define SALT_SIZE crypto_pwhash_SALTBYTES
#define HEAD_SIZE (sizeof MAGIC - 1 + 8 + SALT_SIZE + crypto_secretstream_xchacha20poly1305_HEADERBYTES)

static_assert(SEAL_EXTRA == crypto_secretstream_xchacha20poly1305_ABYTES, "the header says otherwise");

struct head {
	uint32_t passes, memory_kib;
	const uint8_t *salt, *stream;	/* borrowed */
};

bool
seal_is(struct str bytes)
{
	return str_starts(bytes, MAGIC);
}

static void
put_32(uint32_t v, uint8_t out[4])
{
	for (int i = 0; i < 4; i++)
		out[i] = (uint8_t)(v >> (8 * i));
}

static uint32_t
get_32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static enum err
make_key(struct str passphrase, const struct head *h, uint8_t key[crypto_secretstream_xchacha20poly1305_KEYBYTES])
{
	if (sodium_init() < 0)
		return ERR_TEMP;
	if (crypto_pwhash(key, crypto_secretstream_xchacha20poly1305_KEYBYTES, passphrase.p, passphrase.n, h->salt, h->passes,
	    (size_t)h->memory_kib * 1024, crypto_pwhash_ALG_ARGON2ID13))
		return ERR_TEMP;		/* the one reason that is documented: no memory */
	return ERR_OK;
}

static void
add_bytes(struct buf *out, const uint8_t *p, size_t n)
{
	buf_add(out, (struct str){ (const char *)p, n });
}

enum err
seal_lock(struct str passphrase, struct str plain, struct buf *out)
{
	uint8_t key[crypto_secretstream_xchacha20poly1305_KEYBYTES], stream[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
	uint8_t salt[SALT_SIZE], cost[8], piece[SEAL_PIECE + SEAL_EXTRA];
	crypto_secretstream_xchacha20poly1305_state st;
	struct head h = { .passes = SEAL_PASSES, .memory_kib = SEAL_MEMORY_KIB, .salt = salt };
	unsigned char tag = 0;
	enum err e;

	if (sodium_init() < 0)
		return ERR_TEMP;
	randombytes_buf(salt, sizeof salt);
	if ((e = make_key(passphrase, &h, key)))
		return e;
	crypto_secretstream_xchacha20poly1305_init_push(&st, stream, key);
	sodium_memzero(key, sizeof key);
	put_32(h.passes, cost);
	put_32(h.memory_kib, cost + 4);
	buf_addz(out, MAGIC);
	add_bytes(out, cost, sizeof cost);
	add_bytes(out, salt, sizeof salt);
	add_bytes(out, stream, sizeof stream);
	while (tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
		size_t n = plain.n < SEAL_PIECE ? plain.n : SEAL_PIECE;

		if (plain.n <= SEAL_PIECE)
			tag = crypto_secretstream_xchacha20poly1305_TAG_FINAL;
		crypto_secretstream_xchacha20poly1305_push(&st, piece, NULL, (const uint8_t *)plain.p, n, NULL, 0, tag);
		add_bytes(out, piece, n + SEAL_EXTRA);
		plain = (struct str){ plain.p + n, plain.n - n };
	}
	sodium_memzero(&st, sizeof st);
	return out->over ? ERR_LIMIT : ERR_OK;
}

/* Reads the head and takes it off; false: it is none, or cut off. */
static bool
take_head(struct str *sealed, struct head *h)
{
	const uint8_t *p = (const uint8_t *)sealed->p + sizeof MAGIC - 1;

	if (!seal_is(*sealed) || sealed->n < HEAD_SIZE)
		return false;
	*h = (struct head){ .passes = get_32(p), .memory_kib = get_32(p + 4), .salt = p + 8, .stream = p + 8 + SALT_SIZE };
	*sealed = (struct str){ sealed->p + HEAD_SIZE, sealed->n - HEAD_SIZE };
	return true;
}

/* The pieces; ends with the one that says it is the last, and with the bytes. */
static enum err
pull_pieces(crypto_secretstream_xchacha20poly1305_state *st, struct str sealed, struct buf *out)
{
	uint8_t piece[SEAL_PIECE];
	unsigned char tag = 0;

	while (tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
		size_t n = sealed.n < SEAL_PIECE + SEAL_EXTRA ? sealed.n : SEAL_PIECE + SEAL_EXTRA;

		if (n < SEAL_EXTRA)
			return ERR_INVALID;
		if (crypto_secretstream_xchacha20poly1305_pull(st, piece, NULL, &tag, (const uint8_t *)sealed.p, n, NULL, 0))
			return ERR_DENIED;
		add_bytes(out, piece, n - SEAL_EXTRA);
		sealed = (struct str){ sealed.p + n, sealed.n - n };
	}
	sodium_memzero(piece, sizeof piece);
	return sealed.n ? ERR_INVALID : out->over ? ERR_LIMIT : ERR_OK;
}

enum err
seal_open(struct str passphrase, struct str sealed, struct buf *out)
{
	uint8_t key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
	crypto_secretstream_xchacha20poly1305_state st;
	struct head h;
	enum err e;

	if (!take_head(&sealed, &h))
		return ERR_INVALID;
	if (h.passes < 1 || h.passes > SEAL_PASSES_MAX || h.memory_kib < 8 || h.memory_kib > SEAL_MEMORY_KIB_MAX)
		return ERR_LIMIT;
	if ((e = make_key(passphrase, &h, key)))
		return e;
	e = crypto_secretstream_xchacha20poly1305_init_pull(&st, h.stream, key) ? ERR_INVALID : pull_pieces(&st, sealed, out);
	sodium_memzero(key, sizeof key);
	sodium_memzero(&st, sizeof st);
	return e;
}

void
seal_checksum(struct str bytes, uint8_t out[SEAL_CHECKSUM_SIZE])
{
	static_assert(SEAL_CHECKSUM_SIZE == crypto_hash_sha256_BYTES, "the header says otherwise");
	crypto_hash_sha256(out, (const unsigned char *)bytes.p, bytes.n);
}
