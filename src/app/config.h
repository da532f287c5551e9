/* config.h - the configuration of one installation: the folder DIR and in it simoff.conf, an INI file whose sections are
 * records. What a setting is called, may be, and means is said once, in the lists of the records; the file that
 * `simoff init` writes and the list of simoff.conf(5) are made from them.
 * Owner: config_free(). Texts live as long as the configuration. Errors: a sentence that names file, line and setting. */
#ifndef SIMOFF_CONFIG_H
#define SIMOFF_CONFIG_H
#include "adapter/adapter.h"
#include "app/sandbox.h"
#include "base/record.h"
#include "desk/desk.h"
#include "domain/policy.h"

#define CONFIG_WHY_SIZE 300u
#define CONFIG_LINE_MAX 198u		/* bytes of one line of the file: libinih keeps no more */
#define CONFIG_CONNECTIONS_MIN 64
#define CONFIG_KEY_SIZE 32u		/* bytes of the desk's key */

#define CONFIG_OPERATOR(F, s) \
	F(s, TEXT, name,       80,  0, "of the operator or brand, on pages and in mails") \
	F(s, TEXT, public_url, 128, 0, "where subscribers find the portal, no slash at the end; empty: the address of listen") \
	F(s, TEXT, complain,   180, 0, "how to complain, in one line of the confirmation; the default is said in each reader's language, another text as it is") \
	F(s, TEXT, help_phone, 32,  0, "where a person answers, on pages") \
	F(s, TEXT, help_mail,  128, 0, "where a person answers, on pages") \
	F(s, TEXT, mark,       180, 0, "your mark, an SVG file of at most 16 KB without scripts; without a slash in front it is in DIR; empty: simoff's") \
	F(s, TEXT, colour,     7,   0, "your colour, like #0f6b5f, for links and buttons; one that cannot be read is refused; empty: simoff's")
RECORD(config_operator, CONFIG_OPERATOR)

#define CONFIG_SERVER(F, s) \
	F(s, TEXT, listen,        64,  0, "https://ADDRESS:PORT, or http:// on a loopback address or behind trusted_proxy; port 0: a free one") \
	F(s, TEXT, trusted_proxy, 45,  0, "address of the one proxy whose X-Forwarded-For and X-Forwarded-Proto are believed") \
	F(s, INT,  connections,   60000, 0, "HTTP connections at once, some 40 KB each; those beyond wait; as many files must be allowed") \
	F(s, TEXT, admin_group,   32,  0, "group that may use the socket, besides root and the daemon's user") \
	F(s, TEXT, user,          32,  0, "whom the daemon becomes when root starts it; empty: it stays who it is") \
	F(s, TEXT, tls_cert,      180, 0, "certificate and chain, PEM; paths without a slash in front are in DIR") \
	F(s, TEXT, tls_key,       180, 0, "its private key, PEM, readable by the daemon's user only") \
	F(s, TEXT, database,      180, 0, "the SQLite database") \
	F(s, TEXT, desk_key,      180, 0, "file of the desk's own key: 32 random bytes, part of every backup") \
	F(s, ENUM, sandbox, sandbox_mode, 0, "walls around each process: auto, as far as the kernel has them; required; off")
RECORD(config_server, CONFIG_SERVER)

struct config_listen { bool is_tls, is_loopback; struct str address; uint16_t port; };

struct config {
	struct arena *arena;
	const char *dir;			/* absolute */
	struct config_operator operator;	/* public_url is never empty after config_check */
	struct config_server server;
	struct policy policy;
	struct adapter_conf adapters;
	/* made from the above by config_check */
	struct config_listen listen;
	const char *file, *socket, *api_key, *database, *desk_key, *tls_cert, *tls_key;	/* absolute paths */
	const char *mark;			/* likewise; NULL: none */
};

struct config_section { const char *name, *doc; const struct record *record; size_t at; };
#define CONFIG_SECTIONS 8
extern const struct config_section config_sections[CONFIG_SECTIONS];
/* The record of a section within C. */
#define CONFIG_PART(c, s) ((void *)((char *)(c) + (s)->at))

/* config_load(dir): reads and checks DIR/simoff.conf. NULL: WHY says what is wrong and where. */
struct config *config_load(const char *dir, char why_out[CONFIG_WHY_SIZE]) MUST_CHECK;
/* config_new(dir): the defaults; DIR must exist. Change it by config_set or directly, then config_check. */
struct config *config_new(const char *dir, char why_out[CONFIG_WHY_SIZE]) MUST_CHECK;
void config_free(struct config *);		/* NULL is fine */

/* config_set: one setting by the words of the file. False: unknown (WHY names the nearest known), or a wrong value. */
bool config_set(struct config *, struct str section, struct str key, struct str value, char why_out[CONFIG_WHY_SIZE]) MUST_CHECK;
/* config_check: do the settings fit together? Fills in what is made from them. Touches no file. */
bool config_check(struct config *, char why_out[CONFIG_WHY_SIZE]) MUST_CHECK;

/* config_desk: what desk_open needs, the key read from its file. False: WHY says what is wrong with that file. OUT borrows. */
bool config_desk(const struct config *, bool reader, struct desk_conf *out, char why_out[CONFIG_WHY_SIZE]) MUST_CHECK;
#endif
