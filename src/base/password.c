/* password.c - Argon2id by libsodium. Copies of what was typed are wiped; the caller wipes its own.
 * A check derives the tag again and compares: libsodium's own verification calls it wrong when there was no memory.
 * Errors: password.h. */
#include "base/password.h"

#include <sodium.h>

#define PREFIX "$argon2id$v=19$m=19456,t=2,p=1$"	/* a change of cost is another prefix that is still taken for some years */
#define SALT_CHARS 22u		/* base64 without padding */
#define TAG_CHARS  43u
#define SALT_BYTES crypto_pwhash_SALTBYTES
#define TAG_BYTES  32u
#define HASH_CHARS (sizeof PREFIX - 1 + SALT_CHARS + 1 + TAG_CHARS)
#define NOBODY     PREFIX "bm9ib2R5LCBub3doZXJlLg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static_assert(PASSWORD_HASH_SIZE == crypto_pwhash_STRBYTES, "the header says otherwise");
static_assert(PASSWORD_MEMORY_KIB == 19456 && PASSWORD_PASSES == 2, "the prefix says otherwise");
static_assert(sizeof NOBODY - 1 == HASH_CHARS, "of the same form");

static bool
take_base64(const char *p, size_t n, uint8_t *out, size_t size)
{
	size_t got;
	const char *end;

	return sodium_base642bin(out, size, p, n, NULL, &got, &end, sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0 && got == size && end == p + n;
}

static bool
take_apart(struct str hash, uint8_t salt_out[SALT_BYTES], uint8_t tag_out[TAG_BYTES])
{
	const char *salt = hash.p + sizeof PREFIX - 1, *tag = salt + SALT_CHARS + 1;

	return hash.n == HASH_CHARS && str_starts(hash, PREFIX) && tag[-1] == '$'
	    && take_base64(salt, SALT_CHARS, salt_out, SALT_BYTES) && take_base64(tag, TAG_CHARS, tag_out, TAG_BYTES);
}

bool
password_is_hash(struct str hash)
{
	uint8_t salt[SALT_BYTES], tag[TAG_BYTES];

	return take_apart(hash, salt, tag);
}

struct str
password_nobody(void)
{
	return STR(NOBODY);
}

enum err
password_hash(struct str typed, char hash_out[PASSWORD_HASH_SIZE])
{
	assert(typed.n >= 1 && typed.n <= PASSWORD_BYTES_MAX);
	if (sodium_init() < 0)
		return ERR_TEMP;
	if (crypto_pwhash_str_alg(hash_out, typed.p, typed.n, PASSWORD_PASSES, (size_t)PASSWORD_MEMORY_KIB * 1024, crypto_pwhash_ALG_ARGON2ID13))
		return ERR_TEMP;		/* the one reason that is documented: no memory */
	assert(password_is_hash(str_of(hash_out)));
	return ERR_OK;
}

enum err
password_check(struct str hash, struct str typed)
{
	uint8_t salt[SALT_BYTES], tag[TAG_BYTES], made[TAG_BYTES];
	bool is_fit = typed.n >= 1 && typed.n <= PASSWORD_BYTES_MAX && take_apart(hash, salt, tag);

	if (sodium_init() < 0)
		return ERR_TEMP;
	if (!is_fit) {
		typed = STR("nothing");
		memset(salt, 0, sizeof salt);
	}
	if (crypto_pwhash(made, sizeof made, typed.p, typed.n, salt, PASSWORD_PASSES, (size_t)PASSWORD_MEMORY_KIB * 1024, crypto_pwhash_ALG_ARGON2ID13))
		return ERR_TEMP;
	bool is_same = is_fit && sodium_memcmp(made, tag, sizeof made) == 0;
	explicit_bzero(made, sizeof made);
	return is_same ? ERR_OK : ERR_DENIED;
}
