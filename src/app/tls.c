/* tls.c - a self-signed P-256 certificate for a new installation, and the end of an existing one, by OpenSSL.
 * Errors: a sentence with the file and, where there is one, OpenSSL's or the system's reason. */
#include "app/tls.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SAN_MAX 200u

static void key_done(EVP_PKEY **k) { EVP_PKEY_free(*k); }
static void cert_done(X509 **x) { X509_free(*x); }

static bool
failed(const char *path, const char *doing, char why_out[TLS_WHY_SIZE])
{
	unsigned long e = ERR_get_error();
	const char *reason = e ? ERR_reason_error_string(e) : strerror(errno);

	ERR_clear_error();
	snprintf(why_out, TLS_WHY_SIZE, "%s: %s: %s", path, doing, reason ? reason : "unknown reason");
	return false;
}

/* ---- making ---- */

static bool
add_extension(X509 *x, int nid, const char *value)
{
	X509V3_CTX ctx;

	X509V3_set_ctx_nodb(&ctx);
	X509V3_set_ctx(&ctx, x, x, NULL, NULL, 0);
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	bool ok = e && X509_add_ext(x, e, -1) == 1;
	X509_EXTENSION_free(e);
	return ok;
}

/* A random serial of 127 bits: positive, never used twice. */
static bool
set_serial(X509 *x)
{
	BIGNUM *n = BN_new();
	bool ok = n && BN_rand(n, 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 && BN_to_ASN1_INTEGER(n, X509_get_serialNumber(x));

	BN_free(n);
	return ok;
}

static bool
fill(X509 *x, EVP_PKEY *key, struct str address)
{
	char san[SAN_MAX];
	bool named = !str_is(address, "127.0.0.1") && !str_is(address, "::1") && !str_is(address, "0.0.0.0") && !str_is(address, "::");
	X509_NAME *name = X509_get_subject_name(x);

	snprintf(san, sizeof san, "DNS:localhost,IP:127.0.0.1,IP:::1%s%.*s", named ? ",IP:" : "", named ? (int)address.n : 0, address.p);
	return X509_set_version(x, X509_VERSION_3) == 1 && set_serial(x) &&
	    X509_gmtime_adj(X509_getm_notBefore(x), -3600) && X509_gmtime_adj(X509_getm_notAfter(x), TLS_DAYS * 86400L) &&
	    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)"simoff", -1, -1, 0) == 1 &&
	    X509_set_issuer_name(x, name) == 1 && X509_set_pubkey(x, key) == 1 &&
	    add_extension(x, NID_basic_constraints, "critical,CA:FALSE") &&
	    add_extension(x, NID_key_usage, "critical,digitalSignature") &&
	    add_extension(x, NID_ext_key_usage, "serverAuth") &&
	    add_extension(x, NID_subject_key_identifier, "hash") &&
	    add_extension(x, NID_subject_alt_name, san) &&
	    X509_sign(x, key, EVP_sha256()) > 0;
}

static FILE *
create(const char *path, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	FILE *f = fd < 0 || fchmod(fd, mode) != 0 ? NULL : fdopen(fd, "w");

	if (!f && fd >= 0)
		close(fd);
	return f;
}

/* Writes a new file by WRITE(file, thing). */
static bool
write_pem(const char *path, mode_t mode, int (*write)(FILE *, void *), void *thing, char why_out[TLS_WHY_SIZE])
{
	FILE *f = create(path, mode);

	if (!f)
		return failed(path, "cannot be made", why_out);
	bool ok = write(f, thing) == 1 && fflush(f) == 0 && fsync(fileno(f)) == 0;
	if (!ok)
		failed(path, "cannot be written", why_out);
	fclose(f);
	if (!ok)
		unlink(path);
	return ok;
}

static int
write_key(FILE *f, void *key)
{
	return PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL);
}

static int
write_cert(FILE *f, void *x)
{
	return PEM_write_X509(f, x);
}

bool
tls_make(const char *cert_path, const char *key_path, struct str address, char why_out[TLS_WHY_SIZE])
{
	AUTO(key_done) EVP_PKEY *key = EVP_EC_gen("P-256");
	AUTO(cert_done) X509 *x = X509_new();

	if (!key || !x || !fill(x, key, address))
		return failed(cert_path, "cannot be computed", why_out);
	if (!write_pem(key_path, 0600, write_key, key, why_out))
		return false;
	if (!write_pem(cert_path, 0644, write_cert, x, why_out)) {
		unlink(key_path);
		return false;
	}
	return true;
}

/* ---- reading ---- */

static X509 *
read_cert(const char *path)
{
	FILE *f = fopen(path, "re");
	X509 *x = f ? PEM_read_X509(f, NULL, NULL, NULL) : NULL;

	if (f)
		fclose(f);
	return x;
}

bool
tls_until(const char *cert_path, struct utc_ms *out, char why_out[TLS_WHY_SIZE])
{
	AUTO(cert_done) X509 *x = read_cert(cert_path);
	struct tm tm;

	if (!x || ASN1_TIME_to_tm(X509_get0_notAfter(x), &tm) != 1)
		return failed(cert_path, "is no certificate", why_out);
	int64_t day = clock_date(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday).days;
	out->ms = day * CLOCK_DAY_MS + ((tm.tm_hour * 60 + tm.tm_min) * 60 + tm.tm_sec) * INT64_C(1000);
	return true;
}

bool
tls_fits(const char *cert_path, const char *key_path, char why_out[TLS_WHY_SIZE])
{
	AUTO(cert_done) X509 *x = read_cert(cert_path);
	FILE *f = fopen(key_path, "re");
	AUTO(key_done) EVP_PKEY *key = f ? PEM_read_PrivateKey(f, NULL, NULL, NULL) : NULL;

	if (f)
		fclose(f);
	if (!x)
		return failed(cert_path, "is no certificate", why_out);
	if (!key)
		return failed(key_path, "is no private key", why_out);
	if (X509_check_private_key(x, key) != 1)
		return failed(key_path, "does not belong to the certificate", why_out);
	return true;
}
