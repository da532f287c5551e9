/* wire.c - requests and answers of a desk as bytes. */
#include "app/wire.h"

/* A size, to be filled in when what follows is known. */
static size_t
size_begin(struct buf *out)
{
	size_t at = out->n;

	buf_add(out, (struct str){ "\0\0\0\0", sizeof(uint32_t) });
	return at;
}

static void
size_end(struct buf *out, size_t at)
{
	uint32_t n = (uint32_t)(out->n - at - sizeof n);

	if (!out->over)
		memcpy(out->p + at, &n, sizeof n);
}

/* One part with its size before it; false when it says more than there is. */
static bool
part_take(struct str *rest, struct str *part_out)
{
	uint32_t n;

	if (rest->n < sizeof n)
		return false;
	memcpy(&n, rest->p, sizeof n);
	if (n > rest->n - sizeof n)
		return false;
	*part_out = (struct str){ rest->p + sizeof n, n };
	*rest = (struct str){ part_out->p + n, rest->n - sizeof n - n };
	return true;
}

static void
add_caller(struct buf *out, const struct desk_caller *caller)
{
	size_t at = size_begin(out);

	record_encode(&desk_caller_record, caller, out);
	size_end(out, at);
}

void
wire_request(struct buf *out, enum desk_op op, const struct desk_caller *caller, const void *in)
{
	add_caller(out, caller);
	record_encode(desk_operations[op].in, in, out);
}

enum err
wire_vouch(struct buf *out, struct str body, enum desk_role role, struct str name, struct str channel)
{
	struct desk_caller caller;
	struct str part;

	if (!part_take(&body, &part) || record_decode(&desk_caller_record, part, &caller, NULL))
		return ERR_INVALID;
	caller.role = role;
	caller.name = name;
	if (channel.n)
		caller.channel = channel;
	if (role != DESK_ROLE_public)
		caller.credential = STR("");
	add_caller(out, &caller);
	buf_add(out, body);
	return out->over ? ERR_INVALID : ERR_OK;
}

bool
wire_answer(struct buf *out, enum desk_op op, struct str why, const void *rec)
{
	size_t at = size_begin(out);

	buf_add(out, why);
	size_end(out, at);
	if (rec)
		record_encode(desk_operations[op].out, rec, out);
	return !out->over && out->n <= WIRE_BODY_MAX;
}

bool
wire_is_answer(const struct chan_message *m)
{
	return m->op < DESK_OP_COUNT && m->code < DESK_CODE_COUNT;
}

enum err
wire_answer_parse(const struct chan_message *m, struct str *why_out, bool *has_out, void *out, struct arena *arena)
{
	const struct record *r;
	struct str rest = m->body;

	if (!wire_is_answer(m) || !part_take(&rest, why_out))
		return ERR_INVALID;
	r = desk_operations[m->op].out;
	*has_out = rest.n > 0;
	if (rest.n)
		return record_decode(r, rest, out, arena);
	record_init(r, out);
	return ERR_OK;
}
