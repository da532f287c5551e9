#!/usr/bin/python3
"""mailsink.py - a mail server that keeps every mail in a folder and misbehaves on request; for ./demo and the tests.

usage: mailsink.py ADDRESS PORT DIR [--tls CERT KEY] [--auth USER:PASSWORD] [--ready-fd N]

Port 0 takes a free one. Prints "READY PORT", and writes the same line to descriptor N. SIGTERM ends it.
With --tls nothing but EHLO is answered before STARTTLS; with --auth nothing is accepted before AUTH.
A mail becomes DIR/NNNNNN.eml (written whole, then renamed) and one line of DIR/index.tsv:
    number, recipient, Message-ID, subject, how often this Message-ID has come (1 = once), number of the connection
What the recipient's (or the sender's) name asks for is in the tables below. Needs Debian's python3-aiosmtpd.
"""
import argparse
import asyncio
import email
import email.policy
import logging
import os
import signal
import socket
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, TLSSetupException

AT_SENDER = {"denied": "550 5.7.1 You may not send as this address"}
AT_RECIPIENT = {
    "nobody": "550 5.1.1 No such user",
    "moved": "551 5.1.6 User not local",
    "relay": "554 5.7.1 Relay access denied",
    "later": "451 4.2.0 Try later",
}
AT_DATA = {"nodata": "451 4.3.0 Cannot take mail now"}
AT_END = {"full": "452 4.3.1 Disk full", "spam": "554 5.6.0 Content refused"}  # the mail is not kept
# stall: no answer to RCPT. cut: the connection ends when the mail should come.
# lost:  the mail is kept, the connection ends without an answer. hang: kept, and never an answer.


def local_part(address):
    return (address or "").partition("@")[0]


def one_line(text):
    return " ".join(str(text or "").split())


class Box:
    """The folder: its numbers go on after a restart, and Message-IDs seen before are known."""

    def __init__(self, folder):
        os.makedirs(folder, exist_ok=True)
        self.folder, self.seen, self.count = folder, {}, 0
        self.index = os.path.join(folder, "index.tsv")
        if os.path.exists(self.index):
            with open(self.index, encoding="utf-8") as lines:
                for line in lines:
                    number, _, message_id = line.split("\t")[:3]
                    self.count = max(self.count, int(number))
                    self.seen[message_id] = self.seen.get(message_id, 0) + 1

    def keep(self, recipient, content, connection):
        self.count += 1
        path = os.path.join(self.folder, "%06d" % self.count)
        with open(path + ".tmp", "wb") as mail:
            mail.write(content)
        os.rename(path + ".tmp", path + ".eml")
        head = email.message_from_bytes(content, policy=email.policy.default)
        message_id = one_line(head["message-id"])
        self.seen[message_id] = self.seen.get(message_id, 0) + 1
        row = [self.count, recipient, message_id, one_line(head["subject"]), self.seen[message_id], connection]
        with open(self.index, "a", encoding="utf-8") as index:
            index.write("\t".join(map(str, row)) + "\n")


async def until_gone(transport=None):
    """Waits until the client has left, which cancels the caller. With a transport, ends that connection first."""
    if transport:
        transport.abort()
    await asyncio.Event().wait()


class Handler:
    def __init__(self, box):
        self.box = box

    async def handle_MAIL(self, server, session, envelope, address, options):
        refusal = AT_SENDER.get(local_part(address))
        if refusal:
            return refusal
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        refusal = AT_RECIPIENT.get(local_part(address))
        if refusal:
            return refusal
        if local_part(address) == "stall":
            await until_gone()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        recipient = envelope.rcpt_tos[0]
        refusal = AT_END.get(local_part(recipient))
        if refusal:
            return refusal
        self.box.keep(recipient, envelope.content, server.connection)
        if local_part(recipient) == "lost":
            await until_gone(server.transport)
        if local_part(recipient) == "hang":
            await until_gone()
        return "250 OK kept as %06d" % self.box.count

    async def handle_exception(self, error):
        if not isinstance(error, TLSSetupException):  # a client that rejects our certificate is no news
            print("mailsink: %r" % error, file=sys.stderr, flush=True)
        return "451 4.3.0 Something is wrong here"


class Server(SMTP):
    connections = 0

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        Server.connections += 1
        self.connection = Server.connections

    async def smtp_DATA(self, arg):
        name = local_part(self.envelope.rcpt_tos[0]) if self.envelope.rcpt_tos else ""
        if name in AT_DATA:
            await self.push(AT_DATA[name])
        elif name == "cut":
            # Corked, so that the answer and the end leave in one packet and nothing the client sends is ever taken.
            self.transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
            await self.push("354 Go on")
            await until_gone(self.transport)
        else:
            await super().smtp_DATA(arg)


def options_from(args):
    """What aiosmtpd is told, from the command line."""
    options = {"hostname": "mailsink", "auth_require_tls": bool(args.tls)}
    if args.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*args.tls)
        options.update(tls_context=context, require_starttls=True)
    if args.auth:
        expected = tuple(part.encode() for part in args.auth.split(":", 1))

        def authenticate(server, session, envelope, mechanism, login):
            return AuthResult(success=(login.login, login.password) == expected, handled=False)

        options.update(authenticator=authenticate, auth_required=True)
    return options


async def serve(args):
    loop = asyncio.get_running_loop()
    handler, options = Handler(Box(args.dir)), options_from(args)
    server = await loop.create_server(lambda: Server(handler, loop=loop, **options), args.address, args.port)
    ready = "READY %d" % server.sockets[0].getsockname()[1]
    print(ready, flush=True)
    if args.ready_fd is not None:
        os.write(args.ready_fd, (ready + "\n").encode())
        os.close(args.ready_fd)
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()


def main():
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    parser = argparse.ArgumentParser(description="A mail server that keeps every mail in a folder.")
    parser.add_argument("address")
    parser.add_argument("port", type=int)
    parser.add_argument("dir")
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"))
    parser.add_argument("--auth", metavar="USER:PASSWORD")
    parser.add_argument("--ready-fd", type=int, metavar="N")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
