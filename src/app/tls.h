/* tls.h - the certificate that `simoff init` makes, so that nobody starts in clear; and when a certificate ends. */
#ifndef SIMOFF_TLS_H
#define SIMOFF_TLS_H
#include "base/base.h"

#define TLS_WHY_SIZE 300u
#define TLS_DAYS 825			/* of a certificate made here */

/* tls_make: a new P-256 key (mode 600) and a self-signed certificate (644) for ADDRESS, localhost and the loopback addresses.
 * Neither file may exist. False: WHY; what was written is taken away again. */
bool tls_make(const char *cert_path, const char *key_path, struct str address, char why_out[TLS_WHY_SIZE]) MUST_CHECK;

/* tls_until: when the first certificate in the file ends. False: WHY says why it cannot be read. */
bool tls_until(const char *cert_path, struct utc_ms *out, char why_out[TLS_WHY_SIZE]) MUST_CHECK;
/* tls_fits: does the key in KEY_PATH belong to the certificate? */
bool tls_fits(const char *cert_path, const char *key_path, char why_out[TLS_WHY_SIZE]) MUST_CHECK;
#endif
