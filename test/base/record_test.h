/* record_test.h - one record with a field of every kind, for the tests and the fuzzer of records. */
#ifndef SIMOFF_RECORD_TEST_H
#define SIMOFF_RECORD_TEST_H
#include "base/record.h"

enum colour { COLOUR_red, COLOUR_green, COLOUR_blue };
static const char *const colour_words[] = { "red", "green", "blue" };
static const struct names colour_names = { colour_words, 3 };

#define PART(F, s) \
	F(s, TEXT, email,    20, PERSONAL, "where to write") \
	F(s, DATE, since,    0,  0,        "from this day") \
	F(s, BOOL, verified, 0,  0,        "has been checked")
RECORD(part, PART)
RECORD_TABLE(part, PART)

#define THING(F, s) \
	F(s, ID,     line_id,  0,      0,                   "the line") \
	F(s, TEXT,   msisdn,   15,     PERSONAL | REQUIRED, "the number") \
	F(s, BOOL,   is_paid,  0,      0,                   "nothing is owed") \
	F(s, INT,    cents,    100000, 0,                   "an amount") \
	F(s, INT,    balance,  0,      0,                   "any amount") \
	F(s, TIME,   made_at,  0,      0,                   "when it was made") \
	F(s, DATE,   end_date, 0,      REQUIRED,            "the last \"day\"") \
	F(s, ENUM,   colour,   colour, 0,                   "its colour") \
	F(s, SECRET, password, 30,     0,                   "to get in") \
	F(s, BYTES,  hash,     8,      0,                   "of the body") \
	F(s, TEXT,   note,     400,    HIDDEN,              "for staff") \
	F(s, OBJECT, contact,  part,   0,                   "who") \
	F(s, LIST,   others,   part,   0,                   "who else")
RECORD(thing, THING)
RECORD_TABLE(thing, THING)

/* A record that lists its own kind: nothing but RECORD_DEPTH_MAX ends it. */
#define TREE(F, s) \
	F(s, INT,  n,    9,    0, "a number") \
	F(s, LIST, kids, tree, 0, "trees")
RECORD(tree, TREE)
RECORD_TABLE(tree, TREE)
#endif
