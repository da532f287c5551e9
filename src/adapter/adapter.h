/* adapter.h - the contract between a worker process and the program that carries effects out.
 * Adapters are blocking, plain code; one worker process runs one adapter, so a crash or a hang touches nothing else.
 * An adapter never guesses: what may or may not have happened is EFFECT_RESULT_unknown, and the desk then has ASK called
 * before RUN is called again. Every call ends within call_ms_max, else the parent ends the worker (outcome: unknown).
 * Details written to an outcome are for staff: no personal data, no secrets. */
#ifndef SIMOFF_ADAPTER_H
#define SIMOFF_ADAPTER_H
#include "domain/effect.h"
#include "domain/report.h"

/* Configuration of each adapter: a section of simoff.conf, one record (see app/config.h for how it is read). */
#define ADAPTER_PATH_MAX 256u		/* bytes of a file's name in a setting */

/* Of every family: the far ends that the operator brings himself (exec, webhook), and how hard a far end is pressed. */
#define ADAPTER_FAR(F, s) \
	F(s, TEXT,   command,        180, 0, "exec: the program, by its whole path, and its arguments, divided by spaces") \
	F(s, TEXT,   webhook_url,    180, 0, "webhook: https://HOST/PATH, or http:// on a loopback address") \
	F(s, SECRET, webhook_secret, 128, 0, "webhook: signs every request; 32 characters or more") \
	F(s, TEXT,   webhook_ca,     180, 0, "webhook: file of certificates to trust instead of the system's") \
	F(s, INT,    pace,           6000, 0, "so many calls a minute at most, evenly; 0: no limit") \
	F(s, TEXT,   window,         11,  0, "hours for what may wait, as 08:00-21:00, by the clock of zone; empty: any") \
	F(s, INT,    breaker,        1000, 0, "failures in a row, of different effects, before a rest; 0: never")

#define ADAPTER_NET_CONF(F, s) \
	F(s, TEXT, adapter,   16,    0, "hlr_osmo, exec, webhook, null or faulty") \
	F(s, TEXT, address,   64,    0, "address of the HLR: CTRL on port 4259, GSUP on port 4222") \
	F(s, TEXT, gsup_name, 32,    0, "the name under which simoff attaches to GSUP, unique at that HLR") \
	F(s, INT,  call_ms,   60000, 0, "longest time one request to the HLR, program or webhook may take") \
	ADAPTER_FAR(F, s)
RECORD(adapter_net_conf, ADAPTER_NET_CONF)

#define ADAPTER_MAIL_CONF(F, s) \
	F(s, TEXT,   adapter,  16,    0, "mail_smtp, exec, webhook, null or faulty") \
	F(s, TEXT,   url,      128,   0, "smtp://HOST:PORT or smtps://HOST:PORT") \
	F(s, TEXT,   tls,      12,    0, "required: refuse to send without STARTTLS; off: for a sink on this machine") \
	F(s, TEXT,   ca_file,  ADAPTER_PATH_MAX, 0, "certificates to trust instead of the system's") \
	F(s, TEXT,   user,     64,    0, "for AUTH; empty: none") \
	F(s, SECRET, password, 128,   0, "for AUTH") \
	F(s, TEXT,   from,     254,   0, "sender's address") \
	F(s, TEXT,   from_name, 64,   0, "sender's name as people see it") \
	F(s, TEXT,   hello,    128,   0, "our name in EHLO and in Message-ID") \
	F(s, INT,    call_ms,  60000, 0, "longest time one message may take") \
	ADAPTER_FAR(F, s)
RECORD(adapter_mail_conf, ADAPTER_MAIL_CONF)

#define ADAPTER_SMS_CONF(F, s) \
	F(s, TEXT,   adapter,       16,    0, "sms_kannel, exec, webhook, null (no SMS at all) or faulty") \
	F(s, TEXT,   url,           128,   0, "sms_kannel: http://HOST:PORT/cgi-bin/sendsms of Kannel's smsbox") \
	F(s, TEXT,   ca_file,       ADAPTER_PATH_MAX, 0, "for https: certificates to trust instead of the system's") \
	F(s, TEXT,   user,          64,    0, "username of the group sendsms-user") \
	F(s, SECRET, password,      128,   0, "its password") \
	F(s, TEXT,   sender,        15,    0, "the number that messages come from, and that STOP is sent to") \
	F(s, INT,    parts_max,     REPORT_PARTS_MAX, 0, "short messages that one text may take; a longer text is not sent") \
	F(s, TEXT,   callback_url,  128,   0, "where the gateway finds simoff, no slash at the end; empty: the public_url") \
	F(s, TEXT,   callback_from, 45,    0, "the gateway's IP address: reports and STOP are taken from there only; empty: from nowhere") \
	F(s, INT,    call_ms,       60000, 0, "longest time one message may take") \
	ADAPTER_FAR(F, s)
RECORD(adapter_sms_conf, ADAPTER_SMS_CONF)

#define ADAPTER_BILLING_CONF(F, s) \
	F(s, TEXT, adapter, 16,     0, "billing_csv, exec, webhook, null or faulty; empty: confirmations state the quote's figures") \
	F(s, TEXT, folder,  180,    0, "billing_csv: the folder of the exchange, its path beginning with a slash") \
	F(s, INT,  late_s,  604800, 0, "seconds from the cut until a person is told that the balance is missing") \
	F(s, INT,  call_ms, 60000,  0, "longest time one request may take") \
	ADAPTER_FAR(F, s)
RECORD(adapter_billing_conf, ADAPTER_BILLING_CONF)

#define ADAPTER_HOOK_CONF(F, s) \
	F(s, TEXT, adapter, 16,    0, "exec or webhook; empty: events are not sent") \
	F(s, INT,  call_ms, 60000, 0, "longest time one event may take") \
	ADAPTER_FAR(F, s)
RECORD(adapter_hook_conf, ADAPTER_HOOK_CONF)

struct adapter_conf {
	struct adapter_net_conf net;
	struct adapter_mail_conf mail;
	struct adapter_sms_conf sms;
	struct adapter_billing_conf billing;
	struct adapter_hook_conf hook;
};

/* What the sections have in common. Borrows from CONF. */
struct adapter_common {
	struct str adapter;
	int64_t call_ms;
#define X(s, kind, name, limit, flags, doc) RECORD_C_##kind(limit) name;
	ADAPTER_FAR(X, )
#undef X
};
struct adapter_common adapter_common_of(const struct adapter_conf *, enum effect_family);
/* adapter_is_wanted: false for a family that this operator does without: no worker, nothing owed. Only billing and hook may
 * be absent: their adapter is empty. */
bool adapter_is_wanted(const struct adapter_conf *, enum effect_family);

/* A message ready to send: made by the worker from the task's facts and the texts of its language. */
struct adapter_message { struct str subject, text, html; };

struct adapter {
	const char        *name;
	enum effect_family family;
	bool works_in_folder;		/* of the operator's, and nowhere else: the worker's sandbox has that, and no network */
	bool runs_programs;		/* of the operator's, which may need anything: the worker's sandbox is then as wide as the parent's */
	/* open: SELF for the calls below; CONF is borrowed and outlives it. Touches the far end only in run, ask, check. */
	void *(*open)(const struct adapter_conf *);
	void (*close)(void *self);
	/* run: carry it out (again, harmlessly, where the class allows). MESSAGE is NULL for what is no message. A balance that was
	 * read goes into OUT->balance. */
	void (*run)(void *self, const struct effect_task *, const struct adapter_message *, struct effect_outcome *out);
	/* ask: did it happen? done / later (= it did not, run it) / accepted (not yet) / unknown. NULL where nobody
	 * can be asked (class D: the text carries the reference) or need be (A): RUN is called again. */
	void (*ask)(void *self, const struct effect_task *, struct effect_outcome *out);
	/* check: can the far end be reached and used? OK, TEMP or PERM; WHY says what is wrong and what to do. For doctor. */
	enum err (*check)(void *self, char why_out[200]);
};

extern const struct adapter hlr_osmo_adapter, net_null_adapter, net_faulty_adapter;
extern const struct adapter mail_smtp_adapter, mail_null_adapter, mail_faulty_adapter;
extern const struct adapter sms_kannel_adapter, sms_null_adapter, sms_faulty_adapter;
extern const struct adapter billing_csv_adapter, billing_null_adapter, billing_faulty_adapter;
extern const struct adapter exec_net_adapter, exec_sms_adapter, exec_mail_adapter, exec_billing_adapter, exec_hook_adapter;
extern const struct adapter webhook_net_adapter, webhook_sms_adapter, webhook_mail_adapter, webhook_billing_adapter, webhook_hook_adapter;

const struct adapter *adapter_find(enum effect_family, struct str name);	/* NULL: no such adapter in this family */

/* adapter_say(out, result, finding, fmt...): fills the outcome's verdict; DETAIL is kept in the outcome's own arena-free
 * static buffer of the calling process, valid until the next call. What is too long is cut, never within a character. */
void adapter_say(struct effect_outcome *out, enum effect_result, enum effect_finding, const char *fmt, ...) PRINTF(4, 5);
#endif
