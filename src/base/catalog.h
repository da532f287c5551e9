/* catalog.h - the texts of one language: a reader of compiled .mo files (GNU gettext manual, "The Format of GNU MO Files").
 * Immutable once loaded; borrows the bytes. No locale, no environment, no global language: every call says which catalogue.
 * English is the key of every text; a text that a catalogue lacks comes out in English (tools/check-texts finds it first).
 * Texts are plain text, never HTML; a text names its values as {placeholders}. */
#ifndef SIMOFF_CATALOG_H
#define SIMOFF_CATALOG_H
#include "base/base.h"
#include "base/buf.h"

#define CATALOG_TEXTS_MAX 10000u	/* texts of one language */
#define CATALOG_TEXT(msgid) msgid	/* marks a text that stands in a table, for tools/check-texts */

struct catalog {
	struct str lang, mo;
	uint32_t   n, keys_at, texts_at;	/* as in the file's header; checked */
	size_t   (*form)(uint64_t count);	/* which plural form COUNT takes */
	struct str gap;				/* between two sentences: a space, nothing in Chinese */
};
struct catalog_source { const char *lang; struct str mo; };	/* generated: build/gen/catalogs.c, from po/ */
extern const struct catalog_source catalog_sources[];
extern const size_t catalog_source_count;

/* catalog_load(lang, mo): checks every offset, the order of the keys and the encoding once, so that no look-up has to.
 * LANG and MO are borrowed for as long as the catalogue lives. Cost O(bytes).
 * ERR_INVALID: not such a file, damaged, not UTF-8; ERR_LIMIT: too many texts; ERR_NOENT: no plural rule for LANG. */
enum err catalog_load(struct str lang, struct str mo, struct catalog *out) MUST_CHECK;

/* Catalogues that are built in together. LOADED begins all zero. */
#define CATALOG_LANGS_MAX 16u
struct catalog_shelf {
	const struct catalog_source *source;
	size_t count;
	struct catalog loaded[CATALOG_LANGS_MAX];
};
/* catalog_of_shelf(shelf, lang): as catalog_of, from that shelf. English must be on it. */
const struct catalog *catalog_of_shelf(struct catalog_shelf *, struct str lang);

/* catalog_of(lang): the built-in catalogue of LANG ("nl", "nl-BE"), English when there is none. Never NULL.
 * Loads all of them at the first call; one thread. */
const struct catalog *catalog_of(struct str lang);

/* catalog_text(cat, msgid): the text in the language of CAT, MSGID itself when it is not there. O(log texts). */
struct str catalog_text(const struct catalog *, const char *msgid);

/* catalog_find(cat, msgid, text_out): the same for a sentence that came from elsewhere. False: CAT does not have it. */
bool catalog_find(const struct catalog *, struct str msgid, struct str *text_out) MUST_CHECK;
/* catalog_translate(cat, text): TEXT in the language of CAT when it is one of ours, else as it is: a setting of the operator's. */
struct str catalog_translate(const struct catalog *, struct str text);

/* catalog_plural(cat, one, many, count): the form that COUNT takes; English forms when the text is not there. */
struct str catalog_plural(const struct catalog *, const char *one, const char *many, int64_t count);

/* -- a text with its values. ADD puts text and values alike into OUT: buf_html for a page, buf_add for plain text -- */
struct catalog_arg { const char *name; struct str value; };

/* A {name} that is not among the N args stays as it is. */
void catalog_say(const struct catalog *, struct buf *out, void (*add)(struct buf *, struct str), const char *msgid,
	const struct catalog_arg *, size_t n);

/* As above with the plural form of COUNT; {n} is COUNT. */
void catalog_say_count(const struct catalog *, struct buf *out, void (*add)(struct buf *, struct str), const char *one,
	const char *many, int64_t count, const struct catalog_arg *, size_t n);
#endif
