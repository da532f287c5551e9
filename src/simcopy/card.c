/* card.c - commands to a card. What its status words mean: card_status.c.
 * Touches the card. Sources: card.h. Errors: those of the reader; what the card itself refuses is a status word, a value. */
#include "simcopy/card.h"

#include "base/catalog.h"
#include "simcopy/hex.h"

#include <stdio.h>

enum { SELECT = 0xa4, SEARCH_RECORD = 0xa2, READ_BINARY = 0xb0, READ_RECORD = 0xb2, GET_RESPONSE = 0xc0 };
enum { BY_ID = 0x00, BY_AID = 0x04, BY_PATH = 0x08, RETURN_FCP = 0x04, RETURN_NOTHING = 0x0c, ABSOLUTE = 0x04 };
#define MF          0x3f00
#define APPLICATION 0x7fff
#define ROUNDS_MAX  4		/* exchanges for one command, the fetching not counted */

/* ---- one command ---- */

static enum err
exchange(struct card *c, const uint8_t *command, size_t n, struct card_answer *out)
{
	uint8_t answer[PCSC_ANSWER_MAX];
	size_t size;
	enum err e = pcsc_exchange(c->wire, (struct str){ (const char *)command, n }, answer, &size, c->why);

	c->exchanges++;
	if (e)
		return e;
	size_t data = size - 2, room = sizeof out->bytes - out->n;
	if (data > room)
		data = room;
	memcpy(out->bytes + out->n, answer, data);
	out->n += data;
	out->sw = (uint16_t)(answer[size - 2] << 8 | answer[size - 1]);
	return ERR_OK;
}

/* 61xx and 9Fxx announce that xx bytes are waiting. What comes is joined to what is there; its own status word counts. */
static enum err
fetch(struct card *c, struct card_answer *out)
{
	for (int round = 0; round < ROUNDS_MAX; round++) {
		uint8_t how = (uint8_t)(out->sw >> 8);
		uint8_t get[5] = { c->cls == IMAGE_GSM ? 0xa0 : 0x00, GET_RESPONSE, 0, 0, (uint8_t)out->sw };

		if (how != 0x61 && how != 0x9f)
			return ERR_OK;
		enum err e = exchange(c, get, sizeof get, out);
		if (e)
			return e;
	}
	return ERR_OK;
}

/* The command as bytes, asking for N bytes. With T=0 no length follows data (ISO 7816-3 12.2.2); with T=1 it must. */
static size_t
encode(const struct card *c, const struct card_command *k, size_t n, uint8_t out[PCSC_COMMAND_MAX])
{
	const uint8_t head[4] = { c->cls == IMAGE_GSM ? 0xa0 : 0x00, k->ins, k->p1, k->p2 };
	size_t size = sizeof head;

	assert(k->data.n <= 255 && n <= 256);
	memcpy(out, head, sizeof head);
	if (!k->data.n) {
		out[size++] = (uint8_t)n;
		return size;
	}
	out[size++] = (uint8_t)k->data.n;
	memcpy(out + size, k->data.p, k->data.n);
	size += k->data.n;
	if (pcsc_is_t1(c->wire) && (k->ins == SELECT || k->ins == SEARCH_RECORD))
		out[size++] = 0;
	return size;
}

enum err
card_command(struct card *c, const struct card_command *k, struct card_answer *out)
{
	uint8_t command[PCSC_COMMAND_MAX];
	size_t n = k->answer_size;

	for (int round = 0; round < ROUNDS_MAX; round++) {
		out->n = 0;
		enum err e = exchange(c, command, encode(c, k, n, command), out);
		if (e)
			return e;
		uint8_t how = (uint8_t)(out->sw >> 8), length = (uint8_t)out->sw;
		bool names_length = how == 0x6c || (how == 0x67 && length != 0);
		if (k->data.n || !names_length || n == length)
			break;
		n = how == 0x6c && !length ? 256 : length;
	}
	explicit_bzero(command, sizeof command);	/* it may have been a PIN */
	bool has_come = k->answer_size && out->n == k->answer_size;	/* then 61 and 9F announce something else */
	return k->leave || has_come ? ERR_OK : fetch(c, out);
}

void
card_start(struct card *c, struct pcsc_card *wire, enum image_class cls)
{
	*c = (struct card){ .wire = wire, .cls = cls, .by_steps = cls == IMAGE_GSM, .exchanges = c->exchanges };
}

/* ---- paths and SELECT ---- */

struct card_path
card_path(const char *hex)
{
	uint8_t bytes[CARD_DEPTH_MAX * 2];
	struct card_path path = { 0 };
	size_t n;
	bool is_hex = hex_parse(str_of(hex), bytes, sizeof bytes, &n);

	assert(is_hex && n >= 2 && n % 2 == 0);
	for (size_t i = 0; i < n; i += 2)
		path.id[path.n++] = (uint16_t)(bytes[i] << 8 | bytes[i + 1]);
	assert(path.id[0] == MF || path.id[0] == APPLICATION);
	return path;
}

void
card_path_hex(const struct card_path *path, char out[IMAGE_PATH_MAX + 1])
{
	for (size_t i = 0; i < path->n; i++)
		snprintf(out + 4 * i, 5, "%04X", path->id[i]);
}

static enum err
select_ids(struct card *c, uint8_t how, const uint16_t *id, size_t n, bool leave, struct card_answer *out)
{
	char data[CARD_DEPTH_MAX * 2];

	for (size_t i = 0; i < n; i++) {
		data[2 * i] = (char)(id[i] >> 8);
		data[2 * i + 1] = (char)id[i];
	}
	uint8_t what = c->cls == IMAGE_GSM ? 0x00 : leave ? RETURN_NOTHING : RETURN_FCP;
	struct card_command k = { .ins = SELECT, .p1 = how, .p2 = what, .data = { data, 2 * n }, .leave = leave };
	return card_command(c, &k, out);
}

static bool
same_ids(const uint16_t *a, const uint16_t *b, size_t n)
{
	return memcmp(a, b, n * sizeof *a) == 0;
}

/* From where we are to the folder FOLDER, N identifiers deep: one step to a child, a sibling or the parent, else from the top. */
static enum err
walk(struct card *c, const uint16_t *folder, size_t n, struct card_answer *out)
{
	size_t from = 0;

	if (c->depth == n && same_ids(c->here, folder, n))
		return ERR_OK;
	if (n > 1 && (c->depth == n - 1 || c->depth == n) && same_ids(c->here, folder, n - 1))
		from = n - 1;			/* a child, or a sibling */
	else if (c->depth == n + 1 && same_ids(c->here, folder, n))
		from = n - 1;			/* the parent */
	for (size_t i = from; i < n; i++) {
		enum err e = select_ids(c, BY_ID, folder + i, 1, true, out);
		if (e)
			return e;
		if (card_meaning(out->sw) != CARD_DONE)
			return ERR_OK;
		memcpy(c->here, folder, (i + 1) * sizeof *folder);
		c->depth = i + 1;
	}
	return ERR_OK;
}

static enum err
select_by_steps(struct card *c, const struct card_path *path, struct card_answer *out)
{
	size_t last = path->n - 1;

	out->sw = 0x9000;
	if (last > 0) {
		enum err e = walk(c, path->id, last, out);
		if (e || card_meaning(out->sw) != CARD_DONE)
			return e;
	}
	return select_ids(c, BY_ID, path->id + last, 1, false, out);
}

enum err
card_select(struct card *c, const struct card_path *path, struct card_answer *out, struct header *header_out)
{
	bool from_mf = path->id[0] == MF && path->n > 1;
	enum err e = ERR_OK;

	out->n = 0;
	if (!c->by_steps) {
		e = path->n > 1 ? select_ids(c, BY_PATH, path->id + from_mf, path->n - from_mf, false, out)
			: select_ids(c, BY_ID, path->id, 1, false, out);
		if (!e && path->n > 1 && card_meaning(out->sw) == CARD_NO_WAY)
			c->by_steps = true;
	}
	if (!e && c->by_steps)
		e = select_by_steps(c, path, out);
	if (e)
		return e;
	bool is_known = header_parse((struct str){ (const char *)out->bytes, out->n }, header_out);
	if (is_known && header_out->is_folder && c->by_steps) {
		memcpy(c->here, path->id, path->n * sizeof *path->id);
		c->depth = path->n;
	}
	return ERR_OK;
}

enum err
card_select_aid(struct card *c, struct str aid, struct card_answer *out)
{
	struct card_command k = { .ins = SELECT, .p1 = BY_AID, .p2 = RETURN_FCP, .data = aid };
	enum err e = card_command(c, &k, out);

	if (!e && card_meaning(out->sw) == CARD_DONE) {
		c->here[0] = APPLICATION;
		c->depth = 1;
	}
	return e;
}

/* ---- READ ---- */

enum err
card_record(struct card *c, size_t number, size_t size, struct card_answer *out)
{
	assert(number >= 1 && number <= IMAGE_FILE_RECORDS_MAX && size <= IMAGE_RECORD_MAX);

	struct card_command k = { .ins = READ_RECORD, .p1 = (uint8_t)number, .p2 = ABSOLUTE, .answer_size = size };
	return card_command(c, &k, out);
}

enum err
card_binary(struct card *c, size_t offset, size_t size, struct card_answer *out)
{
	assert(offset <= IMAGE_BINARY_MAX && size <= 256);
	struct card_command k = { .ins = READ_BINARY, .p1 = (uint8_t)(offset >> 8), .p2 = (uint8_t)offset, .answer_size = size };
	return card_command(c, &k, out);
}
