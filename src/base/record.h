/* record.h - a record is a C struct and one table of its fields; everything generic is driven by that table: the wire
 * between processes, JSON in and out, statement parameters and rows, the OpenAPI schema, templates, CSV, the
 * configuration file, and redaction in logs. A new field is one line in one list.
 *
 *	#define LINE_AT(F, s) \
 *		F(s, ID,   line_id, 0,  0,        "the line") \
 *		F(s, TEXT, msisdn,  15, PERSONAL, "E.164 without the plus sign")
 *	RECORD(line_at, LINE_AT)            in the header: struct line_at and extern line_at_record
 *	RECORD_TABLE(line_at, LINE_AT)      in one .c: its table
 *
 * F(s, KIND, name, limit, flags, doc). LIMIT by kind: TEXT, SECRET and BYTES
 * (binary: hashes; wire and store only, never JSON; as text: lower-case hex): bytes at most; INT: largest value (0 = any,
 * negatives only then); ENUM: the enum's word (enum limit, limit_names); OBJECT and LIST: the record's word; others 0.
 * Every struct begins with `bool found`: set when a row was read, or a JSON object was present.
 * Texts are borrowed: from the arena, the message or the JSON that they were read from. */
#ifndef SIMOFF_RECORD_H
#define SIMOFF_RECORD_H
#include "base/arena.h"
#include "base/base.h"
#include "base/buf.h"

enum record_kind { F_BOOL, F_INT, F_TIME, F_DATE, F_TEXT, F_SECRET, F_ID, F_ENUM, F_OBJECT, F_LIST, F_BYTES };
enum record_flags {
	REQUIRED = 1,		/* JSON, CSV: must be there */
	PERSONAL = 2,		/* never in logs, metrics, URLs; masked for staff until the customer is authenticated */
	HIDDEN   = 4,		/* in the record, not in the JSON API or its description */
};

struct list { void *items; size_t n; };		/* N structs of the field's record, in an arena */
struct names { const char *const *name; int n; };	/* of an enum: index -> word used in JSON and in the database */

struct record;
struct field {
	const char *name;		/* snake_case: column, parameter, template; JSON uses its camelCase form */
	const char *doc;		/* one line; goes into OpenAPI and the manual */
	const struct record *sub;	/* OBJECT, LIST */
	const struct names *names;	/* ENUM */
	uint32_t limit;
	uint16_t at;			/* offset in the struct */
	uint8_t  kind, flags;
};
struct record { const char *name; const struct field *field; uint16_t n, size; };

#define RECORD_LIST_MAX 1000u		/* items of one LIST */
#define RECORD_DEPTH_MAX 4u		/* OBJECT in OBJECT */
#define RECORD_WHY_MAX 1000u		/* bytes of a refusal in words */
#define RECORD_NAME_MAX 64u		/* bytes of a JSON name with its NUL */

#define RECORD_C_BOOL(x)   bool
#define RECORD_C_INT(x)    int64_t
#define RECORD_C_TIME(x)   struct utc_ms
#define RECORD_C_DATE(x)   struct date
#define RECORD_C_TEXT(x)   struct str
#define RECORD_C_SECRET(x) struct str
#define RECORD_C_BYTES(x)  struct str
#define RECORD_C_ID(x)     struct id
#define RECORD_C_ENUM(x)   enum x
#define RECORD_C_OBJECT(x) struct x
#define RECORD_C_LIST(x)   struct list
#define RECORD_L_BOOL(x)   0, NULL, NULL
#define RECORD_L_INT(x)    x, NULL, NULL
#define RECORD_L_TIME(x)   0, NULL, NULL
#define RECORD_L_DATE(x)   0, NULL, NULL
#define RECORD_L_TEXT(x)   x, NULL, NULL
#define RECORD_L_SECRET(x) x, NULL, NULL
#define RECORD_L_BYTES(x)  x, NULL, NULL
#define RECORD_L_ID(x)     0, NULL, NULL
#define RECORD_L_ENUM(x)   0, NULL, &x##_names
#define RECORD_L_OBJECT(x) 0, &x##_record, NULL
#define RECORD_L_LIST(x)   0, &x##_record, NULL

#define RECORD_MEMBER(s, kind, name, limit, flags, doc) RECORD_C_##kind(limit) name;
#define RECORD_FIELD(s, kind, name, limit, flags, doc) RECORD_FIELD_(s, name, F_##kind, flags, doc, RECORD_L_##kind(limit))
#define RECORD_FIELD_(...) RECORD_FIELD__(__VA_ARGS__)
#define RECORD_FIELD__(s, name_, kind_, flags_, doc_, limit_, sub_, names_) \
	{ .name = #name_, .doc = doc_, .sub = sub_, .names = names_, .limit = limit_, \
	  .at = offsetof(struct s, name_), .kind = kind_, .flags = flags_ },

#define RECORD(s, LIST) struct s { bool found; LIST(RECORD_MEMBER, s) }; extern const struct record s##_record;
#define RECORD_TABLE(s, LIST) \
	static const struct field s##_fields[] = { LIST(RECORD_FIELD, s) }; \
	const struct record s##_record = { #s, s##_fields, COUNT(s##_fields), sizeof(struct s) };

/* record_init(r, rec): REC with nothing in it: all bytes zero, every DATE none, also in its OBJECTs. Where a record is made by
 * hand and has a DATE, begin here: a zeroed date is 1 January 1970. */
void record_init(const struct record *, void *rec);
const struct field *record_find(const struct record *, struct str name);	/* by snake_case name; NULL if none */

/* -- between processes: trusted to be well-formed in structure, never in content; host byte order, never stored -- */
void record_encode(const struct record *, const void *rec, struct buf *out);
/* record_decode: fills REC; texts borrow BYTES, lists come from ARENA. ERR_INVALID for anything malformed or over a limit. */
enum err record_decode(const struct record *, struct str bytes, void *rec, struct arena *) MUST_CHECK;

/* -- JSON, the edge. Names are camelCase; unknown and duplicate names, wrong types, bad UTF-8, trailing bytes are refused.
 * ERR_INVALID: WHY says what is wrong, in words for the caller ("endDate: must be a date like 2026-12-31"). Cost O(bytes). */
enum err record_from_json(const struct record *, struct str json, void *rec, struct arena *, struct str *why_out) MUST_CHECK;
void record_to_json(const struct record *, const void *rec, struct buf *out);	/* absent (empty, none) fields are left out */
void record_schema(const struct record *, struct buf *out);	/* its JSON Schema 2020-12 object, sub-records by $ref */

/* -- one value as text: configuration, CSV, forms, and for people -- */
/* record_set: yes no true false 1 0, decimal, RFC 3339, 2026-12-31, UUID, hex, an enum's word, or UTF-8 without control
 * characters, copied into ARENA. Empty text makes TEXT, SECRET, BYTES, TIME, DATE and ID absent and is wrong for the others.
 * ERR_INVALID: REC is unchanged and WHY is record_rule(). ERR_LIMIT: ARENA is full. HIDDEN fields are set too: who binds a
 * form looks at the flag. */
enum err record_set(const struct record *, void *rec, const struct field *, struct str text, struct arena *, struct str *why_out) MUST_CHECK;
/* record_get: as record_set takes it; SECRET gives "***"; absent, OBJECT and LIST give nothing. */
void record_get(const void *rec, const struct field *, struct buf *out);
void record_rule(const struct field *, struct buf *out);	/* "must be a whole number from 0 to 5"; never the value itself */
bool record_int_fits(const struct field *, int64_t);		/* the limit of an INT */
bool record_is_absent(const void *rec, const struct field *);	/* empty, none, or not found; BOOL INT ENUM LIST never are */
void record_log(const struct record *, const void *rec, struct buf *out);	/* JSON for a log: PERSONAL, SECRET and BYTES left out */
size_t record_json_name(const char *name, char out[RECORD_NAME_MAX]);	/* end_date -> endDate; its length */
bool record_json_name_is(const char *name, struct str json_name);	/* is endDate what end_date becomes? */

/* -- typed access, for the store -- */
#define RECORD_AT(rec, f, type) (*(type *)(void *)((char *)(rec) + (f)->at))
#define RECORD_AT_CONST(rec, f, type) (*(const type *)(const void *)((const char *)(rec) + (f)->at))
#endif
