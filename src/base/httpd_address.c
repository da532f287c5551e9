/* httpd_address.c - addresses of clients, and listening sockets.
 * Errors: a text that is no address is refused; a socket that can't be had is -1 with the system's reason. */
#include "base/httpd_address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

/* RFC 4291 2.5.5.2: how an IPv4 address is written as an IPv6 one. */
static const uint8_t MAPPED[12] = { [10] = 0xff, [11] = 0xff };

static bool
is_mapped(struct httpd_address a)
{
	return memcmp(a.b, MAPPED, sizeof MAPPED) == 0;
}

bool
httpd_address_parse(struct str text, struct httpd_address *out)
{
	char z[HTTPD_ADDRESS_TEXT];

	if (text.n == 0 || text.n >= sizeof z || str_has_control(text))
		return false;
	memcpy(z, text.p, text.n);
	z[text.n] = '\0';
	memcpy(out->b, MAPPED, sizeof MAPPED);
	return inet_pton(AF_INET, z, out->b + sizeof MAPPED) == 1 || inet_pton(AF_INET6, z, out->b) == 1;
}

struct str
httpd_address_format(struct httpd_address a, char out[HTTPD_ADDRESS_TEXT])
{
	return str_of(is_mapped(a) ? inet_ntop(AF_INET, a.b + sizeof MAPPED, out, HTTPD_ADDRESS_TEXT) :
	    inet_ntop(AF_INET6, a.b, out, HTTPD_ADDRESS_TEXT));
}

struct httpd_address
httpd_address_of(const struct sockaddr *sa)
{
	const void *p = sa;
	struct httpd_address a = { { 0 } };

	if (sa && sa->sa_family == AF_INET) {
		memcpy(a.b, MAPPED, sizeof MAPPED);
		memcpy(a.b + sizeof MAPPED, &((const struct sockaddr_in *)p)->sin_addr, 4);
	} else if (sa && sa->sa_family == AF_INET6) {
		memcpy(a.b, &((const struct sockaddr_in6 *)p)->sin6_addr, 16);
	}
	return a;
}

bool
httpd_address_eq(struct httpd_address a, struct httpd_address b)
{
	return memcmp(a.b, b.b, sizeof a.b) == 0;
}

struct httpd_address
httpd_address_network(struct httpd_address a)
{
	if (!is_mapped(a))
		memset(a.b + 8, 0, 8);
	return a;
}

struct str
httpd_address_last_hop(struct str list)
{
	struct str last;

	while (str_split(list, ',', &last, &list))
		continue;
	return str_trim(last);
}

int
httpd_address_listen(struct str address, uint16_t port, struct str *why_out)
{
	struct httpd_address a;
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(port) };
	int on = 1, off = 0;

	if (!httpd_address_parse(address, &a)) {
		*why_out = STR("not an IPv4 or IPv6 address");
		return -1;
	}
	memcpy(&six.sin6_addr, a.b, 16);
	memcpy(&four.sin_addr, a.b + sizeof MAPPED, 4);
	bool is_four = is_mapped(a);
	const struct sockaddr *sa = is_four ? (const void *)&four : (const void *)&six;
	int fd = socket(sa->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	/* NODELAY goes over to what is accepted: else the second half of a TLS handshake waits 40 ms for the client's word. */
	if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0 &&
	    (is_four || setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off) == 0) &&
	    bind(fd, sa, is_four ? sizeof four : sizeof six) == 0 && listen(fd, SOMAXCONN) == 0)
		return fd;
	*why_out = str_of(strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

uint16_t
httpd_address_port(int listen_fd)
{
	struct sockaddr_in6 sa = { 0 };		/* the port is at the same place in both families */
	socklen_t n = sizeof sa;

	return getsockname(listen_fd, (struct sockaddr *)(void *)&sa, &n) == 0 ? ntohs(sa.sin6_port) : 0;
}
