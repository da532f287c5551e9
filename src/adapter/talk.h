/* talk.h - what simoff and a far end of the operator's own say to each other: one JSON object each way, whatever carries it
 * (exec: a line to a program; webhook: the body of a POST). doc/integrate.md is the contract for those who write the far end.
 * Pure. */
#ifndef SIMOFF_TALK_H
#define SIMOFF_TALK_H
#include "adapter/adapter.h"
#include "base/buf.h"

#define TALK_KEY_SIZE   128u
#define TALK_ANSWER_MAX 4096u		/* bytes of an answer; what is longer is no answer */

#define TALK_REQUEST(F, s) \
	F(s, TEXT, key,         127,         0,        "names the intent, the same for ever: REFERENCE.KIND.GENERATION") \
	F(s, ENUM, kind,        effect_kind, 0,        "what to do") \
	F(s, INT,  attempt,     0,           0,        "1, 2, 3 ...") \
	F(s, TEXT, reference,   12,          0,        "the case's public reference") \
	F(s, TEXT, msisdn,      15,          PERSONAL, "the line's number") \
	F(s, TEXT, imsi,        15,          PERSONAL, "the line's IMSI") \
	F(s, TEXT, iccid,       20,          PERSONAL, "the line's ICCID") \
	F(s, TEXT, address,     254,         PERSONAL, "where a message goes") \
	F(s, TEXT, language,    8,           0,        "nl fr de en zh") \
	F(s, INT,  validity_ms, 0,           0,        "how long a message may stay in flight") \
	F(s, TEXT, subject,     1000,        PERSONAL, "of a mail") \
	F(s, TEXT, text,        65536,       PERSONAL, "of a message")
RECORD(talk_request, TALK_REQUEST)

#define TALK_ANSWER(F, s) \
	F(s, TEXT,   key,     127,            REQUIRED, "as it came") \
	F(s, ENUM,   result,  effect_result,  REQUIRED, "what became of it") \
	F(s, ENUM,   finding, effect_finding, 0,        "what was found") \
	F(s, TEXT,   detail,  2000,           0,        "for staff; no personal data") \
	F(s, OBJECT, balance, effect_balance, 0,        "billing_balance, done: what was read")
RECORD(talk_answer, TALK_ANSWER)

#define TALK_VERBS(X) X(run) X(ask) X(check)
enum talk_verb {
#define X(n) TALK_##n,
	TALK_VERBS(X)
#undef X
};
#define TALK_CHECK_KEY "check"		/* the key of a question that belongs to no effect */

/* talk_key: K7QM-3XPA-9.net_off.1; an effect without a case has its intent's id in front. */
struct str talk_key(const struct effect_task *, char out[TALK_KEY_SIZE]);

/* talk_not_begun: what it means that nothing was done about VERB: a question that did not get through has learnt nothing. */
enum effect_result talk_not_begun(enum talk_verb);

/* talk_write: one JSON object without a newline, its text escaped. MESSAGE may be NULL. */
void talk_write(enum talk_verb, const struct effect_task *, const struct adapter_message *, struct buf *out);
void talk_write_check(struct buf *out);		/* {"do":"check","key":"check"} */

enum talk_verdict {
	TALK_FITS,		/* OUT is filled */
	TALK_OTHER_KEY,		/* a well-formed answer to something else; OUT is unknown */
	TALK_JUNK,		/* no answer, or one that the contract does not allow; OUT is unknown and says what is wrong */
};
/* talk_read(json, key, kind, out): what the far end says of the effect KEY. KEY_OUT is the answer's own key, valid as long as
 * ARENA. An answer that would leave its case hanging (read or deleted, but not what was found; a balance without its figures)
 * is junk. */
enum talk_verdict talk_read(struct str json, struct str key, enum effect_kind, struct arena *, struct str *key_out,
			    struct effect_outcome *out);
/* talk_done: as if the far end had said done and nothing else. */
void talk_done(enum effect_kind, struct effect_outcome *out);
/* talk_read_check: OK, TEMP or PERM; WHY is what it says. */
enum err talk_read_check(struct str json, struct arena *, char why_out[200]);
#endif
