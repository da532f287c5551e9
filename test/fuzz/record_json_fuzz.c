/* record_json_fuzz.c - any bytes as JSON and as wire. What is taken must survive every way out and come back as it was.
 * The first byte chooses: even JSON, odd wire. */
#include "fuzz.h"

#include "../base/record_test.h"
#include "base/json.h"

#define OUT_BYTES   (16u << 20)

/* Out as JSON and in again gives the same JSON; SECRET, BYTES and HIDDEN do not take part. */
static void
again_by_json(const struct record *r, const void *rec, void *back, struct arena *a)
{
	AUTO(buf_done) struct buf one, two;
	struct str why;

	buf_init(&one, OUT_BYTES);
	buf_init(&two, OUT_BYTES);
	record_to_json(r, rec, &one);
	if (one.n > JSON_BYTES_MAX)
		return;			/* fields that were left out took no bytes on the way in */
	enum err e = record_from_json(r, buf_str(&one), back, a, &why);
	assert(e == ERR_OK);
	record_to_json(r, back, &two);
	assert(str_eq(buf_str(&one), buf_str(&two)));
}

static void
again_by_wire(const struct record *r, const void *rec, void *back, struct arena *a)
{
	AUTO(buf_done) struct buf one, two;

	buf_init(&one, OUT_BYTES);
	buf_init(&two, OUT_BYTES);
	record_encode(r, rec, &one);
	enum err e = record_decode(r, buf_str(&one), back, a);
	assert(e == ERR_OK);
	record_encode(r, back, &two);
	assert(str_eq(buf_str(&one), buf_str(&two)));
	buf_reset(&two);
	record_log(r, back, &two);
}

static void
try(const struct record *r, bool is_json, struct str text, void *rec, void *back)
{
	struct arena *a = fuzz_arena();
	struct str why = STR("");
	enum err e = is_json ? record_from_json(r, text, rec, a, &why) : record_decode(r, text, rec, a);

	assert(str_is_utf8(why) && (e == ERR_OK || !is_json || why.n));
	if (e == ERR_OK)
		again_by_wire(r, rec, back, a);
	if (e == ERR_OK && is_json)
		again_by_json(r, rec, back, a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct thing thing, thing_back;
	struct tree tree, tree_back;

	if (!n)
		return 0;
	struct str text = { (const char *)data + 1, n - 1 };
	try(&thing_record, data[0] % 2 == 0, text, &thing, &thing_back);
	try(&tree_record, data[0] % 2 == 0, text, &tree, &tree_back);
	return 0;
}
