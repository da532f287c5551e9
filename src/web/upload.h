/* upload.h - a paper that a customer sends for a request: a form with a file, handed to the desk in parts, one after the other. Its name
 * is discarded and its content is never looked into, but for the first bytes, which the desk believes and not what the browser says. */
#ifndef SIMOFF_WEB_UPLOAD_H
#define SIMOFF_WEB_UPLOAD_H
#include "domain/paper.h"
#include "web/call.h"

#define UPLOAD_BODY_BYTES (PAPER_BYTES_MAX + (2u << 20))	/* somewhat larger files are refused in words; beyond, by HTTP */

/* upload_read: the parts of the body into c->files; of what is no form with files, none: then the form's token is missing too. */
void upload_read(struct call *);

void upload_file(struct call *);
void upload_file_answer(struct call *, const struct call_reply *);
#endif
