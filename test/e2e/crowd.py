#!/usr/bin/python3
"""crowd.py - very many clients that want nothing or are very slow, in a process of their own.
usage: crowd.py trickle|idle ADDRESS PORT COUNT
    trickle   each sends one byte of a request that never ends, four times a second, and comes back when it is thrown out
    idle      each makes a TLS connection, asks once, and keeps it open in silence
Prints READY when all have been let in once; ends by a signal.
"""
import resource
import select
import socket
import ssl
import sys
import time

ENDLESS = b"GET / HTTP/1.1\r\nHost: crowd\r\nX-Slow: "
TURN_S = 0.25


def say_ready():
    print("READY", flush=True)


def trickle(where, count):
    sockets, sent = [], []

    def fresh():
        s = socket.socket()
        s.setblocking(False)
        s.connect_ex(where)
        return s

    for _ in range(count):
        sockets.append(fresh())
        sent.append(0)
        if len(sockets) % 100 == 0:
            time.sleep(0.02)
    is_said = False
    while True:
        began = time.monotonic()
        for i, s in enumerate(sockets):
            try:
                s.send(ENDLESS[sent[i]:sent[i] + 1] or b"a")
                sent[i] += 1
            except BlockingIOError:
                continue            # not let in yet
            except OSError:
                s.close()
                sockets[i], sent[i] = fresh(), 0
        if not is_said and all(sent):
            is_said = True
            say_ready()
        time.sleep(max(0.0, TURN_S - (time.monotonic() - began)))


def idle(where, count):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    kept = []
    for _ in range(count):
        plain = socket.create_connection(where)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        s = context.wrap_socket(plain)
        s.sendall(b"GET /healthz HTTP/1.1\r\nHost: crowd\r\n\r\n")
        s.recv(4096)
        kept.append(s)
    say_ready()
    while True:
        select.select([], [], [], 60)


def main():
    mode, host, port, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    {"trickle": trickle, "idle": idle}[mode]((host, port), count)


if __name__ == "__main__":
    main()
