/* json_scan.h - inside of json.c: a text from left to right, and the values that hold no others. Nobody else includes it.
 * Each function leaves AT behind what it took. False: FAULT says why, and AT is where. */
#ifndef SIMOFF_JSON_SCAN_H
#define SIMOFF_JSON_SCAN_H
#include "base/json.h"

#define JSON_SCAN_MEMBERS_MAX 256	/* of one map: names are compared with each other */
#define JSON_SCAN_TEXT(number) JSON_SCAN_TEXT_(number)
#define JSON_SCAN_TEXT_(number) #number

#define JSON_SCAN_FAULTS(X) \
	X(NONE,    "") \
	X(ENDS,    "it ends too early") \
	X(SYNTAX,  "not well-formed") \
	X(FOLLOWS, "something follows the end") \
	X(TWICE,   "a name is there twice") \
	X(UTF8,    "not UTF-8") \
	X(NUL,     "a NUL character") \
	X(NUMBER,  "a number is too large") \
	X(DEEP,    "deeper than " JSON_SCAN_TEXT(JSON_DEPTH_MAX) " levels") \
	X(MEMBERS, "more than " JSON_SCAN_TEXT(JSON_SCAN_MEMBERS_MAX) " names in one object")
enum json_scan_fault {
#define X(n, t) JSON_SCAN_##n,
	JSON_SCAN_FAULTS(X)
#undef X
};

struct json_scan {
	const char *at, *end;
	char *text;			/* the next free byte for texts: as many in all as the text has */
	enum json_scan_fault fault;
};

bool json_scan_fail(struct json_scan *, enum json_scan_fault);	/* always false */
void json_scan_blanks(struct json_scan *);
bool json_scan_take(struct json_scan *, char c);	/* the next that is no blank, if it is C; false is no fault */
bool json_scan_expect(struct json_scan *, char c);	/* the same; false is one */
bool json_scan_string(struct json_scan *, struct str *out);	/* from its opening quote; OUT is in TEXT */
bool json_scan_number(struct json_scan *, bool *is_int_out, int64_t *out);	/* OUT: of an integer */
bool json_scan_word(struct json_scan *, enum json_kind *out, bool *truth_out);	/* true, false, null */
#endif
