/* openapi.h - the description of the API, OpenAPI 3.1, made from the routes and the records: it cannot say anything else than
 * what the code does. Pure. Source: OpenAPI Specification 3.1.0. */
#ifndef SIMOFF_WEB_OPENAPI_H
#define SIMOFF_WEB_OPENAPI_H
#include "base/buf.h"

#define OPENAPI_BYTES_MAX 262144u

/* openapi_write(title, url, out): TITLE of the installation; URL where it is, may be empty. */
void openapi_write(struct str title, struct str url, struct buf *out);
#endif
