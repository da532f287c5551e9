/* role.h - the processes that simoffd is made of, what each is told at its start, and the life that they share: started by the
 * parent from the same program, told everything over one control socket, alive as long as they say so, ended with the parent.
 * A process gets the settings and secrets of its own role and no others. */
#ifndef SIMOFF_ROLE_H
#define SIMOFF_ROLE_H
#include "adapter/adapter.h"
#include "app/control.h"
#include "app/sandbox.h"
#include "base/record.h"
#include "domain/policy.h"

/* name (also in the log), what it does; the order is that in which they are started, and replaced on SIGHUP */
#define ROLES(X) \
	X(desk,   "the only one that writes the database") \
	X(reader, "answers what is only read") \
	X(pass,   "hashes passwords, between web and desk") \
	X(web,    "HTTP") \
	X(net,    "worker: the network") \
	X(sms,    "worker: short messages") \
	X(mail,   "worker: mail") \
	X(billing, "worker: billing; only where it is configured") \
	X(hook,   "worker: events for the operator's own system; only where it is configured")
enum role {
#define X(n, t) ROLE_##n,
	ROLES(X)
#undef X
	ROLE_COUNT
};
extern const struct names role_names;

#define ROLE_DESK_CONF(F, s) \
	F(s, TEXT,   path,          4096,   0,        "of the database") \
	F(s, BOOL,   reader,        0,      0,        "the read-only one") \
	F(s, OBJECT, policy,        policy, 0,        "the operator's policy") \
	F(s, TEXT,   operator_name, 80,     0,        "for messages") \
	F(s, TEXT,   public_url,    128,    0,        "for links") \
	F(s, TEXT,   complain,      180,    0,        "for messages") \
	F(s, INT,    balance_late_s, 0,    0,        "from [billing]; 0: there is none") \
	F(s, BOOL,   has_hook,      0,      0,        "events are owed") \
	F(s, TEXT,   net_window,    11,     0,        "hours of the families") \
	F(s, TEXT,   sms_window,    11,     0,        "likewise") \
	F(s, TEXT,   mail_window,   11,     0,        "likewise") \
	F(s, TEXT,   billing_window, 11,    0,        "likewise") \
	F(s, TEXT,   hook_window,   11,     0,        "likewise") \
	F(s, BOOL,   has_sms,       0,      0,        "there is an SMS gateway") \
	F(s, BYTES,  key,           32,     0,        "the desk's own key") \
	F(s, INT,    admin_gid,     0,      0,        "group that may use the socket; -1: none") \
	F(s, ENUM,   sandbox,       sandbox_mode, 0,  "what happens where the kernel has none")
RECORD(role_desk_conf, ROLE_DESK_CONF)

#define ROLE_WEB_CONF(F, s) \
	F(s, TEXT,   operator_name, 80,    0, "on pages") \
	F(s, TEXT,   public_url,    128,   0, "where browsers come from") \
	F(s, OBJECT, policy,        policy, 0, "language of pages, whose words the buttons have, what a summary promises") \
	F(s, TEXT,   help_phone,    32,    0, "on pages") \
	F(s, TEXT,   help_mail,     128,   0, "on pages") \
	F(s, TEXT,   mark,          16384, 0, "SVG, on pages") \
	F(s, TEXT,   colour,        7,     0, "of links and buttons") \
	F(s, TEXT,   complain,      180,   0, "on pages") \
	F(s, TEXT,   sms_from,      45,    0, "the SMS gateway's address") \
	F(s, TEXT,   trusted_proxy, 45,    0, "whose word on the client's address is believed") \
	F(s, INT,    connections,   60000, 0, "at once") \
	F(s, BOOL,   is_tls,        0,     0, "we speak TLS") \
	F(s, TEXT,   tls_cert,      32768, 0, "PEM") \
	F(s, SECRET, tls_key,       16384, 0, "PEM") \
	F(s, BYTES,  form_key,      32,    0, "of form tokens; made from the desk's key, tells nothing about it") \
	F(s, ENUM,   sandbox, sandbox_mode, 0, "what happens where the kernel has none")
RECORD(role_web_conf, ROLE_WEB_CONF)

#define ROLE_PASS_CONF(F, s) F(s, ENUM, sandbox, sandbox_mode, 0, "what happens where the kernel has none")
RECORD(role_pass_conf, ROLE_PASS_CONF)

#define ROLE_WORKER_CONF(F, s) \
	F(s, ENUM,   family, effect_family,     0, "which effects") \
	F(s, OBJECT, net,    adapter_net_conf,  0, "when it is this family; else empty") \
	F(s, OBJECT, sms,    adapter_sms_conf,  0, "likewise") \
	F(s, OBJECT, mail,   adapter_mail_conf, 0, "likewise") \
	F(s, OBJECT, billing, adapter_billing_conf, 0, "likewise") \
	F(s, OBJECT, hook,   adapter_hook_conf, 0, "likewise") \
	F(s, ENUM,   sandbox, sandbox_mode,     0, "what happens where the kernel has none")
RECORD(role_worker_conf, ROLE_WORKER_CONF)

#define ROLE_CONTROL_FD 3		/* of every child; 0 and 1 are /dev/null, 2 is the log */
#define ROLE_BEAT_MS    1000		/* a child sleeps no longer than this and says that it is alive */

/* How a child ends. */
#define ROLE_EXIT_OK    0		/* asked to, or the parent is gone */
#define ROLE_EXIT_WRONG 3		/* it cannot start with this configuration: a person must look; the log says why */

struct role_self { enum role role; int64_t beat_ms; };

/* role_main(name): the whole life of a child; the parent has set its descriptors. Returns the exit status. */
int role_main(const char *name);

void role_up(struct role_self *);			/* ready to work */
void role_beat(struct role_self *);			/* at least every ROLE_BEAT_MS; costs nothing when called more often */
void role_beat_now(struct role_self *);			/* also: the call of the adapter is over */
void role_call_begins(void);
/* role_next: what the parent says; false when there is nothing more now. A parent that is gone says stop. */
bool role_next(struct control_message *out) MUST_CHECK;
/* role_wait: poll for the parent or FD (-1: none), at most WAIT_MS, never longer than a beat. */
void role_wait(struct role_self *, int fd, bool also_writable, int64_t wait_ms);
#endif
