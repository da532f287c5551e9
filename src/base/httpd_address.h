/* httpd_address.h - addresses of clients, and the sockets that wait for them. Parsing and comparing are pure. */
#ifndef SIMOFF_HTTPD_ADDRESS_H
#define SIMOFF_HTTPD_ADDRESS_H
#include "base/base.h"

struct sockaddr;

/* 16 bytes, IPv4 as ::ffff:a.b.c.d. */
struct httpd_address { uint8_t b[16]; };
#define HTTPD_ADDRESS_TEXT 46u		/* bytes, with the NUL */

bool httpd_address_parse(struct str text, struct httpd_address *out) MUST_CHECK;	/* without port or brackets */
struct str httpd_address_format(struct httpd_address, char out[HTTPD_ADDRESS_TEXT]);
struct httpd_address httpd_address_of(const struct sockaddr *);	/* all zero for NULL and other families */
bool httpd_address_eq(struct httpd_address, struct httpd_address);

/* httpd_address_network: what one customer holds, for counting: the IPv4 address, the IPv6 /64. */
struct httpd_address httpd_address_network(struct httpd_address);

/* httpd_address_last_hop: the last element of a comma-separated list, trimmed: what the nearest proxy wrote. */
struct str httpd_address_last_hop(struct str list);

/* httpd_address_listen: a socket bound to an IPv4 or IPv6 address ("::" takes both) and listening; -1 with WHY. Port 0 takes
 * a free one. Non-blocking, close-on-exec. The caller owns it. */
int httpd_address_listen(struct str address, uint16_t port, struct str *why_out);
uint16_t httpd_address_port(int listen_fd);	/* what it is bound to; 0 if it is no socket */
#endif
