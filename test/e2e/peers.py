"""peers.py - the real world around simoff, for the end-to-end tests: osmo-hlr, osmo-sgsn, a spy on the way to the HLR, and a
mail sink. Needs the packages osmo-hlr, osmo-sgsn, sqlite3 and python3-aiosmtpd; started by tools/osmo.sh and tools/mailsink.py.
"""
import email
import email.policy
import os
import re
import socket
import subprocess
import threading
import time

from harness import ROOT, address, end, folder, must_answer, spawn, until

OSMO = os.path.join(ROOT, "tools/osmo.sh")
SINK = os.path.join(ROOT, "tools/mailsink.py")
SMTP_PORT, VTY_HLR, VTY_SGSN, CTRL, GSUP = 2525, 4258, 4245, 4259, 4222


# ---- the network ----

class Hlr:
    """A real osmo-hlr. LINES: rows of line(), or (imsi, msisdn, vlr, sgsn)."""

    def __init__(self, lines):
        self.address, self.dir, self.child = address(), folder("hlr"), None
        path = os.path.join(self.dir, "lines.csv")
        with open(path, "w", encoding="utf-8") as out:
            for one in lines:
                out.write(",".join((one["imsi"], one["msisdn"], "", "") if isinstance(one, dict) else one) + "\n")
        subprocess.run([OSMO, "osmo_hlr_load", os.path.join(self.dir, "hlr.db"), path], check=True)
        self.start()

    def start(self):
        self.child = spawn([OSMO, "osmo_hlr_exec", self.address, self.dir])
        must_answer(self.child, self.address, CTRL, GSUP, VTY_HLR)

    def stop(self):
        end(self.child)

    def ask(self, command):
        """One CTRL command, e.g. "GET 1 subscriber.by-imsi-X.info"; its answer without the first two words."""
        with socket.create_connection((self.address, CTRL), 5) as s:
            frame = b"\0" + command.encode()
            s.sendall(len(frame).to_bytes(2, "big") + b"\xee" + frame)
            reader = s.makefile("rb")
            while True:
                size = int.from_bytes(reader.read(2), "big")
                protocol, body = reader.read(1), reader.read(size)
                if protocol == b"\xee" and not body[1:].startswith(b"TRAP"):
                    return body[1:].decode().split(" ", 2)[2]

    def has(self, imsi):
        return "No such subscriber" not in self.ask("GET 1 subscriber.by-imsi-%s.info" % imsi)

    def enabled(self, imsi):
        """"11": both domains are on; "": no such subscriber."""
        if not self.has(imsi):
            return ""
        return "".join(self.ask("GET 1 subscriber.by-imsi-%s.%s-enabled" % (imsi, d)).split()[-1] for d in ("cs", "ps"))


def vty(host, port, *commands):
    done = subprocess.run([OSMO, "osmo_vty", host, str(port), *commands], capture_output=True, text=True, check=False)
    return done.stdout


class Sgsn:
    """A real osmo-sgsn, attached to the HLR."""

    def __init__(self, hlr, name="SGSN-E2E"):
        self.address = address()
        self.child = spawn([OSMO, "osmo_sgsn_exec", self.address, hlr.address, folder("sgsn"), name])
        must_answer(self.child, self.address, VTY_SGSN)
        subprocess.run([OSMO, "osmo_sgsn_attached", hlr.address, name], check=True)

    def knows(self, imsi):
        """A cache entry, as if the telephone were attached here."""
        vty(self.address, VTY_SGSN, "update-subscriber imsi %s create" % imsi)

    def is_cancelled(self, imsi):
        cache = vty(self.address, VTY_SGSN, "show subscriber cache")
        parts = re.split(r"(?=IMSI: )", cache)
        return any(p.startswith("IMSI: " + imsi) and "CANCELLED" in p for p in parts)


class Spy:
    """Stands between simoff and an HLR: passes all bytes on, each way a little later if told to, and counts the deletes that
    were asked for and those that the HLR says it did."""

    def __init__(self, hlr, delay_s=0.0):
        self.address, self.hlr, self.delay_s, self.asked, self.deleted = address(), hlr, delay_s, {}, {}
        self.lock = threading.Lock()
        for port in (CTRL, GSUP):
            listener = socket.create_server((self.address, port), backlog=64)
            threading.Thread(target=self.accept, args=(listener, port), daemon=True).start()

    def accept(self, listener, port):
        while True:
            near, _ = listener.accept()
            try:
                far = socket.create_connection((self.hlr.address, port), 5)
            except OSError:
                near.close()
                continue
            deletes = {}
            threading.Thread(target=self.carry, args=(near, far, port, deletes, True), daemon=True).start()
            threading.Thread(target=self.carry, args=(far, near, port, deletes, False), daemon=True).start()

    def carry(self, source, target, port, deletes, is_asking):
        rest = b""
        try:
            while True:
                data = source.recv(65536)
                if not data:
                    break
                if port == CTRL:
                    rest = self.look(rest + data, deletes, is_asking)
                    time.sleep(self.delay_s)
                target.sendall(data)
        except OSError:
            pass
        for s in (source, target):
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def look(self, data, deletes, is_asking):
        """Takes whole frames off the front: what was asked, by its number, and what came of it."""
        while len(data) >= 3 and len(data) >= 3 + int.from_bytes(data[:2], "big"):
            size = int.from_bytes(data[:2], "big")
            words = data[4:3 + size].decode("ascii", "replace").split()
            data = data[3 + size:]
            with self.lock:
                if is_asking and len(words) == 4 and words[0] == "SET" and words[2] == "subscriber.delete":
                    deletes[words[1]] = words[3]
                    self.asked[words[3]] = self.asked.get(words[3], 0) + 1
                elif not is_asking and len(words) > 1 and words[0] == "SET_REPLY" and words[1] in deletes:
                    imsi = deletes.pop(words[1])
                    self.deleted[imsi] = self.deleted.get(imsi, 0) + 1
        return data


# ---- mail ----

class Sink:
    def __init__(self):
        self.address, self.dir = address(), folder("mail")
        self.child = spawn([SINK, self.address, str(SMTP_PORT), self.dir], stdout=subprocess.DEVNULL)
        must_answer(self.child, self.address, SMTP_PORT)

    def mails(self, to=None, subject=""):
        """What has arrived, in order: objects with .to, .subject, .text."""
        found = []
        try:
            with open(os.path.join(self.dir, "index.tsv"), encoding="utf-8") as index:
                rows = [row.rstrip("\n").split("\t") for row in index]
        except FileNotFoundError:
            return found
        for number, recipient, *_ in rows:
            with open(os.path.join(self.dir, "%06d.eml" % int(number)), "rb") as file:
                mail = email.message_from_binary_file(file, policy=email.policy.default)
            if (to is None or recipient == to) and subject in str(mail["subject"]):
                mail.to, mail.text = recipient, mail.get_body(("plain",)).get_content()
                found.append(mail)
        return found

    def times(self):
        """Message-ID -> how often it came."""
        with open(os.path.join(self.dir, "index.tsv"), encoding="utf-8") as index:
            ids = [row.split("\t")[2] for row in index]
        return {i: ids.count(i) for i in set(ids)}

    def wait(self, to, subject="", seconds=20.0):
        """The last mail that fits, or None."""
        found = until(lambda: self.mails(to, subject), seconds)
        return found[-1] if found else None
