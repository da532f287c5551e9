/* wire.h - what the messages of a channel to a desk mean. Pure but for the buffers it fills.
 *	request  op = operation, code = 0 or WIRE_ALONE, tag = the asker's own; body = u32 size of the caller record, caller, in
 *	answer   op and tag of the request, code = enum desk_code; body = u32 size of why, why, then out if there is one
 *	wake     op = WIRE_WAKE, from the desk to a worker: something is due
 * Host byte order, one machine, one version of the program; never stored. */
#ifndef SIMOFF_WIRE_H
#define SIMOFF_WIRE_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/chan.h"
#include "desk/desk.h"

#define WIRE_ALONE 1u
#define WIRE_WAKE  0xffffu
#define WIRE_BODY_MAX (CHAN_MESSAGE_MAX - CHAN_HEADER_BYTES)

/* wire_request: the body of a request, added to OUT. Records must be within their limits (assert). */
void wire_request(struct buf *out, enum desk_op, const struct desk_caller *, const void *in);
/* wire_vouch: BODY again, with role, name and channel as the process that holds the socket vouches for; an API key is dropped
 * unless the role is public, because only there it decides. ERR_INVALID: malformed. */
enum err wire_vouch(struct buf *out, struct str body, enum desk_role, struct str name, struct str channel) MUST_CHECK;

/* wire_answer: the body of an answer, added to OUT; REC may be NULL. False: too large for a message, OUT is then unusable. */
bool wire_answer(struct buf *out, enum desk_op, struct str why, const void *rec) MUST_CHECK;
/* wire_answer_parse: HAS_OUT tells whether there was an out record; without one OUT is record_init()ed. Texts borrow the message.
 * ERR_INVALID: not an answer to an operation. */
enum err wire_answer_parse(const struct chan_message *, struct str *why_out, bool *has_out, void *out, struct arena *) MUST_CHECK;
/* True for an answer: an operation and a code that exist. */
bool wire_is_answer(const struct chan_message *);
#endif
