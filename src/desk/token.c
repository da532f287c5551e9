/* token.c - tokens that carry their owner's id, masked; and ids under a seal.
 * Pure but for the desk's key. Errors: what is no token is none; nothing is told of why.
 * Sources: RFC 4648 section 5 (base64url); PROMISES, security rows. */
#include "desk/token.h"

#include "base/hash.h"
#include "desk/subject.h"

#define BYTES (TOKEN_SECRET + sizeof(struct id))
static_assert(BYTES % 3 == 0 && BYTES / 3 * 4 == TOKEN_TEXT, "no padding");

static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void
encode(const uint8_t b[BYTES], char out[TOKEN_TEXT])
{
	for (size_t i = 0; i < BYTES; i += 3, out += 4) {
		uint32_t v = (uint32_t)b[i] << 16 | (uint32_t)b[i + 1] << 8 | b[i + 2];

		for (int k = 0; k < 4; k++)
			out[k] = ALPHABET[v >> (18 - 6 * k) & 63];
	}
}

static bool
decode(struct str text, uint8_t out[BYTES])
{
	if (text.n != TOKEN_TEXT)
		return false;
	for (size_t i = 0; i < TOKEN_TEXT; i += 4, out += 3) {
		uint32_t v = 0;

		for (size_t k = 0; k < 4; k++) {
			const char *at = memchr(ALPHABET, text.p[i + k], sizeof ALPHABET - 1);
			if (!at)
				return false;
			v = v << 6 | (uint32_t)(at - ALPHABET);
		}
		out[0] = (uint8_t)(v >> 16);
		out[1] = (uint8_t)(v >> 8);
		out[2] = (uint8_t)v;
	}
	return true;
}

static struct str
bytes_of(const void *p, size_t n)
{
	return (struct str){ p, n };
}

/* There and back: the mask is the same for the same secret. */
static struct id
masked(struct unit *u, const char *what, const uint8_t secret[TOKEN_SECRET], struct id owner)
{
	struct hash pad = HASH_KEYED(desk_settings(u->desk)->key, STR("mask"), str_of(what), bytes_of(secret, TOKEN_SECRET));

	for (size_t i = 0; i < sizeof owner.b; i++)
		owner.b[i] ^= pad.b[i];
	return owner;
}

struct str
token_write(struct unit *u, const char *what, const uint8_t secret[TOKEN_SECRET], struct id owner)
{
	struct id hidden = masked(u, what, secret, owner);
	uint8_t bytes[BYTES];
	char text[TOKEN_TEXT];

	memcpy(bytes, secret, TOKEN_SECRET);
	memcpy(bytes + TOKEN_SECRET, hidden.b, sizeof hidden.b);
	encode(bytes, text);
	return arena_str(u->arena, bytes_of(text, sizeof text));
}

bool
token_read(struct unit *u, const char *what, struct str text, uint8_t secret_out[TOKEN_SECRET], struct id *owner_out)
{
	uint8_t bytes[BYTES];
	struct id hidden;

	if (!decode(text, bytes))
		return false;
	memcpy(secret_out, bytes, TOKEN_SECRET);
	memcpy(hidden.b, bytes + TOKEN_SECRET, sizeof hidden.b);
	*owner_out = masked(u, what, secret_out, hidden);
	return true;
}

static struct hash
seal_of(struct unit *u, const char *what, struct id id, struct id owner)
{
	return HASH_KEYED(desk_settings(u->desk)->key, STR("seal"), str_of(what), bytes_of(id.b, sizeof id.b), bytes_of(owner.b, sizeof owner.b));
}

struct str
token_seal(struct unit *u, const char *what, struct id id, struct id owner)
{
	struct hash h = seal_of(u, what, id, owner);
	uint8_t secret[TOKEN_SECRET];

	memcpy(secret, id.b, sizeof id.b);
	memcpy(secret + sizeof id.b, h.b, TOKEN_SECRET - sizeof id.b);
	return token_write(u, what, secret, owner);
}

bool
token_open(struct unit *u, const char *what, struct str text, struct id *id_out, struct id *owner_out)
{
	uint8_t secret[TOKEN_SECRET];
	struct id id, owner;

	if (!token_read(u, what, text, secret, &owner))
		return false;
	memcpy(id.b, secret, sizeof id.b);
	struct hash h = seal_of(u, what, id, owner);
	if (!hash_eq(secret + sizeof id.b, h.b, TOKEN_SECRET - sizeof id.b))
		return false;
	*id_out = id;
	*owner_out = owner;
	return true;
}
