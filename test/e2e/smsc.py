"""smsc.py - a small SMS centre that speaks SMPP 3.4, and a real Kannel between it and simoff, for the end-to-end tests.

The centre takes what Kannel submits and says nothing of it until the test does: receipts in any order, late, or never. Needs the
package kannel. Everything listens on loopback addresses of this process (127.31.x.y) and ends with it.
"""
import os
import signal
import socket
import sqlite3
import struct
import threading
import time
import urllib.request

from harness import end, folder, is_open, spawn, until

BIND = {1: "receiver", 2: "transmitter", 9: "transceiver"}
SUBMIT, DELIVER, UNBIND, ENQUIRE, RESPONSE = 4, 5, 6, 0x15, 0x80000000
UCS2 = 8
GSM = ("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
       "¿abcdefghijklmnopqrstuvwxyzäöñüà")
_hosts = 0


def address():
    global _hosts
    _hosts += 1
    return "127.31.%d.%d" % (1 + os.getpid() % 250, 1 + os.getpid() // 250 % 20 * 10 + _hosts)


def cut_text(body, at=0):
    """A C string of a PDU and where the next field begins."""
    stop = body.index(b"\0", at)
    return body[at:stop].decode("latin-1"), stop + 1


class Message:
    """One short message as it was submitted; a long text comes as several, with part = (reference, how many, which)."""

    def __init__(self, number, body):
        self.id, self.at, self.part = "m%d" % number, time.monotonic(), None
        _, at = cut_text(body)
        self.sender, at = cut_text(body, at + 2)
        self.to, at = cut_text(body, at + 2)
        esm = body[at]
        _, at = cut_text(body, at + 3)
        self.validity, at = cut_text(body, at)
        self.wants_receipt, self.coding, size = body[at], body[at + 2], body[at + 4]
        data = body[at + 5:at + 5 + size]
        if esm & 0x40:
            self.part, data = tuple(data[3:6]), data[1 + data[0]:]
        self.text = data.decode("utf-16-be") if self.coding == UCS2 else "".join(GSM[b] for b in data)

    def __repr__(self):
        return "%s to %s coding %d %s%r" % (self.id, self.to, self.coding, self.part or "", self.text)


class Centre:
    def __init__(self):
        self.address, self.messages, self.session, self.numbers = address(), [], None, 0
        self.lock, self.acks = threading.Lock(), 0
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind((self.address, 0))
        self.listener.listen(4)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            near, _ = self.listener.accept()
            threading.Thread(target=self.talk, args=(near,), daemon=True).start()

    def send(self, near, command, number, body=b"", status=0):
        with self.lock:
            near.sendall(struct.pack(">IIII", 16 + len(body), command, status, number) + body)

    def talk(self, near):
        reader = near.makefile("rb")
        try:
            while True:
                head = reader.read(16)
                if len(head) < 16:
                    break
                size, command, _, number = struct.unpack(">IIII", head)
                self.take(near, command, number, reader.read(size - 16))
        except OSError:
            pass
        if self.session is near:
            self.session = None
        near.close()

    def take(self, near, command, number, body):
        if command in BIND:
            self.session = near
            self.send(near, RESPONSE | command, number, b"centre\0")
        elif command == SUBMIT:
            message = Message(len(self.messages) + 1, body)
            self.send(near, RESPONSE | SUBMIT, number, message.id.encode() + b"\0")
            self.messages.append(message)
        elif command == RESPONSE | DELIVER:
            self.acks += 1
        elif command in (ENQUIRE, UNBIND):
            self.send(near, RESPONSE | command, number)

    def deliver(self, sender, to, data, coding=0, esm=0):
        self.numbers += 1
        body = (b"\0\1\1" + sender.encode() + b"\0\1\1" + to.encode() + b"\0" + bytes([esm, 0, 0, 0, 0, 0, 0, coding, 0, len(data)]) + data)
        near, before = until(lambda: self.session, 20), self.acks
        self.send(near, DELIVER, 1000 + self.numbers, body)
        until(lambda: self.acks > before, 10)

    def receipt(self, message, state="DELIVRD"):
        """What became of MESSAGE: DELIVRD, EXPIRED, UNDELIV, ACCEPTD ..."""
        text = "id:%s sub:001 dlvrd:001 submit date:2611220000 done date:2611220001 stat:%s err:000 text:" % (message.id, state)
        self.deliver(message.to, message.sender, text.encode(), esm=4)

    def answer(self, sender, to, text):
        """A message from a phone; what is not ASCII goes as UCS-2."""
        if text.isascii():
            self.deliver(sender, to, text.encode())
        else:
            self.deliver(sender, to, text.encode("utf-16-be"), UCS2)

    def to(self, number, words=""):
        """Messages to NUMBER with WORDS in them, in order."""
        return [m for m in list(self.messages) if m.to.lstrip("+") == number and words in m.text]

    def wait(self, number, words="", seconds=20.0):
        """The last message that fits, or None."""
        found = until(lambda: self.to(number, words), seconds)
        return found[-1] if found else None

    def whole(self, number, seconds=20.0):
        """The last long text to NUMBER, put together; its messages."""
        def complete():
            parts = [m for m in self.to(number) if m.part]
            last = [m for m in parts if m.part[0] == parts[-1].part[0]] if parts else []
            return sorted(last, key=lambda m: m.part[2]) if last and len(last) == last[0].part[1] else None
        parts = until(complete, seconds) or []
        return "".join(m.text for m in parts), parts


KANNEL = """group = core
admin-port = 13000
admin-interface = "{address}"
admin-password = adm
status-password = st
smsbox-port = 13001
smsbox-port-ssl = false
smsbox-interface = "{address}"
box-allow-ip = "127.0.0.1;{address}"
box-deny-ip = "*.*.*.*"
log-file = "{dir}/bearer.log"
log-level = 0
store-type = spool
store-location = "{dir}/spool"
dlr-storage = sqlite3
sms-resend-freq = 2

group = sqlite3-connection
id = dlrdb
database = "{dir}/dlr.db"
max-connections = 1

group = dlr-db
id = dlrdb
table = dlr
field-smsc = smsc
field-timestamp = ts
field-source = source
field-destination = destination
field-service = service
field-url = url
field-mask = mask
field-status = status
field-boxc-id = boxc

group = smsc
smsc = smpp
smsc-id = CENTRE
host = {centre.address}
port = {centre.port}
transceiver-mode = true
smsc-username = simoff
smsc-password = secret
system-type = ""
interface-version = 34
source-addr-ton = 1
source-addr-npi = 1
dest-addr-ton = 1
dest-addr-npi = 1
reconnect-delay = 1
enquire-link-interval = 5

group = smsbox
bearerbox-host = {address}
bearerbox-port = 13001
sendsms-port = 13013
sendsms-interface = "{address}"
sendsms-chars = "0123456789 +-"
log-file = "{dir}/smsbox.log"
log-level = 0
global-sender = 8850

"""


class Kannel:
    """bearerbox and smsbox between CENTRE and simoff. GROUPS: what `simoff sms kannel` prints."""

    def __init__(self, centre):
        self.centre, self.address, self.dir, self.bearer, self.box = centre, address(), folder("kannel"), None, None
        self.url = "http://%s:13013/cgi-bin/sendsms" % self.address
        os.mkdir(os.path.join(self.dir, "spool"))
        with sqlite3.connect(os.path.join(self.dir, "dlr.db")) as db:
            db.execute("CREATE TABLE dlr(smsc TEXT, ts TEXT, source TEXT, destination TEXT, service TEXT, url TEXT, mask INTEGER, "
                       "status INTEGER, boxc TEXT)")

    def configure(self, groups, password):
        with open(os.path.join(self.dir, "kannel.conf"), "w", encoding="utf-8") as out:
            out.write(KANNEL.format(address=self.address, dir=self.dir, centre=self.centre))
            out.write(groups.replace("password = ...", "password = " + password))

    def run(self, program):
        with open(os.path.join(self.dir, program + ".out"), "ab") as out:
            return spawn(["/usr/sbin/" + program, "-v", "2", "kannel.conf"], cwd=self.dir, stdout=out, stderr=out)

    def status(self):
        try:
            with urllib.request.urlopen("http://%s:13000/status.txt?password=st" % self.address, timeout=5) as reply:
                return reply.read().decode("utf-8", "replace")
        except OSError:
            return ""

    def said(self, program):
        with open(os.path.join(self.dir, program + ".out"), encoding="utf-8", errors="replace") as file:
            return file.read()[-1500:]

    def start(self):
        self.bearer = self.run("bearerbox")
        if not until(lambda: self.status() or self.bearer.poll() is not None, 20) or self.bearer.poll() is not None:
            raise RuntimeError("bearerbox: " + self.said("bearerbox"))
        self.start_box()

    def start_box(self):
        self.box = self.run("smsbox")
        ready = until(lambda: (is_open(self.address, 13013) and self.centre.session) or self.box.poll() is not None, 20)
        if not ready or self.box.poll() is not None:
            raise RuntimeError("smsbox: " + self.said("smsbox"))

    def kill(self):
        """kill -9 of bearerbox; smsbox goes with it."""
        end(self.bearer, signal.SIGKILL)
        end(self.box, signal.SIGKILL)

    def stop(self):
        end(self.box)
        end(self.bearer)
