"""card.py - a SIM or USIM in software, for Debian's virtual reader (vpcd): both classes, PIN and PUK, every length and status word
that real cards get wrong. Counts and keeps every command it gets. Standard library only.

    slot = Slot();  slot.put_in(usim(contacts=[("Ann", "+12025550100")], pin="1234"))   ...   slot.take_out();  slot.card.commands

Sources: TS 51.011 9 and 10 (class A0), TS 102.221 10 and 11 (class 00), TS 31.102 4. The wire of vpcd: two bytes of length, then
one byte (0 off, 1 on, 2 reset, 4 ask for the ATR) or a command, which is answered.
"""
import socket
import struct
import threading
import time

PORT = 35963
ATR_T0 = bytes.fromhex("3b9f96801f878031e073fe211b674a4c753034054ba9")
ATR_T1 = bytes.fromhex("3b80810100")
AID = bytes.fromhex("a0000000871002ffffffff8907090000")
SELECT, VERIFY, STATUS, GET_RESPONSE, READ_BINARY, READ_RECORD, UPDATE_RECORD, SEARCH, UPDATE_BINARY = 0xA4, 0x20, 0xF2, 0xC0, 0xB0, 0xB2, 0xDC, 0xA2, 0xD6
WRITES = {0xD6: "UPDATE BINARY", 0xDC: "UPDATE RECORD", 0x32: "INCREASE", 0x04: "INVALIDATE", 0x44: "REHABILITATE", 0x24: "CHANGE PIN",
          0x26: "DISABLE PIN", 0x28: "ENABLE PIN", 0x2C: "UNBLOCK PIN", 0xE0: "CREATE", 0xE4: "DELETE", 0xC2: "ENVELOPE", 0xD2: "WRITE RECORD"}
T, P = "3F00/7F10", "3F00/7F10/5F3A"


def bcd(digits):
    digits += "F" * (len(digits) % 2)
    code = {"*": "A", "#": "B", "a": "C", "b": "D", "c": "E"}
    nibbles = [code.get(d, d) for d in digits]
    return bytes.fromhex("".join(b + a for a, b in zip(nibbles[::2], nibbles[1::2])))


def adn(name, number, size=32, ext=0xFF):
    """A record of EF_ADN; NAME in the default alphabet where that is ASCII."""
    ton = 0x91 if number.startswith("+") else 0x81
    packed = bcd(number.lstrip("+"))
    tail = bytes([len(packed) + 1 if packed else 0xFF, ton if packed else 0xFF]) + packed.ljust(10, b"\xff") + b"\xff" + bytes([ext])
    name = name if isinstance(name, bytes) else name.encode("ascii")
    return name.ljust(size - 14, b"\xff")[:size - 14] + tail


def sms(text, sender="+12025550199", status=1, size=176):
    """A record of EF_SMS with an SMS-DELIVER in UCS-2."""
    ud = text.encode("utf-16-be")
    number = sender.lstrip("+")
    tpdu = bytes([0x04, len(number), 0x91]) + bcd(number) + b"\x00\x08" + bytes.fromhex("62112211000000") + bytes([len(ud)]) + ud
    return (bytes([status]) + bytes.fromhex("0791447758100650") + tpdu).ljust(size, b"\xff")


class File:
    """A file: kind "transparent", "linear", "cyclic" or "folder"; what it holds; who may read it; what its header claims."""

    def __init__(self, kind, body=None, needs="pin", says_size=None, says_count=None, refuses=None, sw=None):
        self.kind, self.body, self.needs = kind, body, needs
        self.says_size, self.says_count = says_size, says_count  # instead of the truth
        self.refuses = refuses or {}  # record number (0: the whole file): status word
        self.sw = sw  # of success

    @property
    def record_size(self):
        return len(self.body[0]) if self.kind in ("linear", "cyclic") and self.body else 0


def folder():
    return File("folder", needs=None)


def plain(body, **how):
    return File("transparent", bytearray(body), **how)


def linear(records, **how):
    return File("linear", list(records), **how)


class Slot:
    """One reader's slot. A card that is in may be swapped for another within one session of the reader: `card` is who answers."""

    def __init__(self, number=0):
        self.number = number
        self.socket = self.thread = self.card = None

    def put_in(self, card, atr=ATR_T0):
        """CARD in the slot; with the reader's knowledge if nothing was in it."""
        card.power()
        self.card, self.atr = card, atr
        if self.thread and self.thread.is_alive():
            return
        end = time.monotonic() + 10
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", PORT + self.number))
                break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.thread = threading.Thread(target=self.serve, args=(self.socket,), daemon=True)
        self.thread.start()

    def take_out(self):
        if self.socket:
            try:
                self.socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            self.thread.join()
            self.socket.close()
        self.socket = self.thread = self.card = None

    @staticmethod
    def receive(s, n):
        got = b""
        while len(got) < n:
            part = s.recv(n - len(got))
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)  # else 44 ms for each command
            if not part:
                raise EOFError
            got += part
        return got

    def serve(self, s):
        try:
            while True:
                message = self.receive(s, struct.unpack(">H", self.receive(s, 2))[0])
                if message == b"\4":
                    answer = self.atr
                elif len(message) == 1:
                    self.card.power()
                    continue
                else:
                    answer = self.card.respond(message)
                s.sendall(struct.pack(">H", len(answer)) + answer)
        except (EOFError, OSError):
            s.close()  # the reader's side sees that the card is out


class Card:
    def __init__(self, files, gsm=True, usim=True, pin=None, tries=3, **quirks):
        self.files, self.gsm, self.usim = files, gsm, usim
        self.pin, self.tries = pin, tries
        self.quirks = quirks  # see `answer` and those it calls
        self.commands = []  # (command, answer)
        self.lose_at = None  # taken out at this command, counted from 1
        self.lose_at_update = None  # or at this UPDATE, which does nothing
        self.delay = 0
        self.chance = None  # a random.Random: now and then an answer is nonsense
        self.power()

    def power(self):
        self.here, self.file, self.waiting, self.verified = "3F00", None, b"", False

    # ---- counts ----

    def count(self, ins=None):
        return sum(1 for command, _ in self.commands if ins is None or command[1] == ins)

    def verifies(self):
        """How often a PIN was sent; looking at the tries left is none."""
        return sum(1 for c, _ in self.commands if c[1] == VERIFY and len(c) > 5)

    def writes(self):
        return [WRITES[c[1]] for c, _ in self.commands if c[1] in WRITES]

    # ---- the card's side ----

    def respond(self, command):
        if self.lose_at is not None and len(self.commands) + 1 >= self.lose_at:
            raise EOFError
        if command[1] in (UPDATE_RECORD, UPDATE_BINARY) and self.lose_at_update is not None:
            if self.lose_at_update <= 1:
                raise EOFError
            self.lose_at_update -= 1
        if self.delay:
            time.sleep(self.delay)
        answer = self.answer(command)
        if self.chance:
            answer = self.spoil(answer)
        self.commands.append((command, answer))
        return answer

    def spoil(self, answer):
        """Another status word, other bytes, fewer, or more: what a worn contact or a hostile card may say."""
        chance = self.chance
        way = chance.randrange(40)
        if way == 0:
            return answer[:-2] + bytes([chance.choice([0x61, 0x6C, 0x67, 0x9F, 0x91, 0x90, 0x69, 0x98, 0x6A, 0x94, 0x93]), chance.randrange(256)])
        if way == 1:
            return bytes(chance.randrange(256) for _ in range(chance.randrange(2, 258)))
        if way == 2 and len(answer) > 2:
            at = chance.randrange(len(answer) - 2)
            return answer[:at] + bytes([chance.randrange(256)]) + answer[at + 1:]
        if way == 3:
            return answer[chance.randrange(len(answer) - 1):]
        return answer

    def answer(self, c):
        if len(c) < 5 and self.quirks.get("five_bytes"):
            return b"\x67\x00"
        cla, ins, p1, p2 = c[:4]
        p3 = c[4] if len(c) > 4 else 0
        data = c[5:5 + p3] if ins in (SELECT, VERIFY, UPDATE_RECORD, UPDATE_BINARY, SEARCH) else b""
        if self.quirks.get("t1") and ins == SELECT and len(c) == 6 + len(data):
            whole = self.select(cla == 0xA0, p1, p2, p3, data)
            return self.waiting + b"\x90\x00" if whole[0] in (0x61, 0x9F) else whole
        if len(c) > 5 + len(data):
            return b"\x67\x00"  # T=0: nothing may follow the data
        if cla not in (0x00, 0xA0):
            return b"\x68\x81" if cla & 3 else b"\x6e\x00"
        old = cla == 0xA0
        if not (self.gsm if old else self.usim):
            return bytes.fromhex(self.quirks.get("no_class", "6e00"))
        do = {SELECT: self.select, GET_RESPONSE: self.get_response, VERIFY: self.verify, STATUS: self.status, READ_BINARY: self.read_binary,
              READ_RECORD: self.read_record, UPDATE_RECORD: self.update_record, UPDATE_BINARY: self.update_binary, SEARCH: self.search}.get(ins)
        return do(old, p1, p2, p3, data) if do else b"\x6d\x00"

    def select(self, old, p1, p2, p3, data):
        path = self.find(old, p1, data)
        if isinstance(path, bytes):
            return path
        f = self.files.get(path)
        if not f:
            return b"\x94\x04" if old else b"\x6a\x82"
        if f.refuses.get("select"):
            return bytes.fromhex(f.refuses["select"])
        if f.kind == "folder":
            self.here, self.file = path, None
        else:
            self.here, self.file = path.rsplit("/", 1)[0], path
        self.waiting = self.gsm_header(path) if old else self.fcp(path)
        if not old and p2 == 0x0C:
            return b"\x90\x00"
        return bytes([0x9F if old else 0x61, len(self.waiting)])

    def find(self, old, p1, data):
        ids = [data[i:i + 2].hex().upper() for i in range(0, len(data), 2)]
        if not old and p1 == 0x04:
            return "7FFF" if "7FFF" in self.files and AID.startswith(data) else b"\x6a\x82"
        if not old and p1 == 0x08:
            if self.quirks.get("no_path"):
                return bytes.fromhex(self.quirks["no_path"])
            return "/".join(ids if ids[0] == "7FFF" else ["3F00"] + ids)
        if p1 != 0 or len(ids) != 1:
            return b"\x6b\x00"
        if ids[0] in ("3F00", "7FFF"):
            return b"\x94\x04" if old and ids[0] == "7FFF" else ids[0]
        up = self.here.rsplit("/", 1)[0]
        for way in (self.here, up):  # a child, a sibling
            if way + "/" + ids[0] in self.files:
                return way + "/" + ids[0]
        return self.here if self.here.endswith(ids[0]) else up if up.endswith(ids[0]) else "none"

    def fcp(self, path):
        f, fid = self.files[path], bytes.fromhex(path.rsplit("/", 1)[-1])
        if f.kind == "folder":
            bits = 0x80 if self.pin else 0
            body = b"\x82\x02\x78\x21\x83\x02" + fid + b"\x8a\x01\x05" + b"\xc6\x06\x90\x01" + bytes([bits]) + b"\x83\x01\x01"
        else:
            size = len(f.body) if f.kind == "transparent" else f.record_size * len(f.body)
            record = f.record_size if f.says_size is None else f.says_size
            count = len(f.body) if f.says_count is None else f.says_count
            if f.kind == "transparent":
                size = size if f.says_size is None else f.says_size
                body = b"\x82\x02\x41\x21"
            else:
                body = b"\x82\x05" + (b"\x42" if f.kind == "linear" else b"\x46") + b"\x21" + struct.pack(">HB", record, count)
                size = record * count
            body += b"\x83\x02" + fid + b"\x8a\x01\x05\x80\x02" + struct.pack(">H", size)
        return b"\x62" + bytes([len(body)]) + body

    def gsm_header(self, path):
        f, fid = self.files[path], bytes.fromhex(path.rsplit("/", 1)[-1])
        if f.kind == "folder":
            kind = b"\x01" if path == "3F00" else b"\x02"
            return (b"\0\0\x10\0" + fid + kind + b"\0" * 5 + bytes([9, 0x13 if self.pin else 0x93, 2, 8, 4, 0])
                    + bytes([0x80 | self.tries, 0x8A, 0x83, 0x8A]))
        record = f.record_size if f.says_size is None else f.says_size
        count = 1 if f.kind == "transparent" else len(f.body) if f.says_count is None else f.says_count
        size = (len(f.body) if f.says_size is None else f.says_size) if f.kind == "transparent" else record * count
        kind = {"transparent": 0, "linear": 1, "cyclic": 3}[f.kind]
        return b"\0\0" + struct.pack(">H", size) + fid + b"\x04\0\x11\xff\x44\x01\x02" + bytes([kind, 0 if kind == 0 else record])

    def get_response(self, old, p1, p2, p3, data):
        n = p3 or 256
        got, self.waiting = self.waiting[:n], self.waiting[n:]
        return got + b"\x90\x00" if got else b"\x6f\x00"

    def status(self, old, p1, p2, p3, data):
        header = self.gsm_header(self.here) if old else self.fcp(self.here)
        return header[:p3 or 256] + b"\x90\x00"

    def verify(self, old, p1, p2, p3, data):
        if not data:
            if old:
                return b"\x67\x00"
            if not self.pin:
                return bytes.fromhex(self.quirks.get("pin_off", "6984"))
            if self.tries == 0:
                return b"\x69\x83"
            return b"\x90\x00" if self.verified else bytes([0x63, 0xC0 | self.tries]) if not self.quirks.get("silent") else b"\x6f\x00"
        if self.tries == 0:
            return b"\x98\x40" if old else b"\x69\x83"
        if data == (self.pin or "").encode().ljust(8, b"\xff"):
            self.verified, self.tries = True, 3
            return b"\x90\x00"
        self.tries -= 1
        if old:
            return b"\x98\x04" if self.tries else b"\x98\x40"
        return bytes([0x63, 0xC0 | self.tries])

    def allowed(self, old, number):
        """The status word that stands in the way, or None."""
        f = self.files[self.file]
        if f.needs == "adm" or (f.needs == "pin" and self.pin and not self.verified):
            return bytes.fromhex(self.quirks.get("closed", "9804" if old else "6982"))
        refusal = f.refuses.get(number) or f.refuses.get(0)
        if isinstance(refusal, list):  # one after the other, then none
            refusal = refusal.pop(0) if refusal else None
        return bytes.fromhex(refusal) if refusal else None

    def good(self, f):
        return bytes.fromhex(f.sw or self.quirks.get("good", "9000"))

    def read_binary(self, old, p1, p2, p3, data):
        f = self.files.get(self.file)
        if not f:
            return b"\x94\x00" if old else b"\x69\x86"
        refusal = self.allowed(old, 0)
        if refusal:
            return refusal
        if f.kind != "transparent":
            return b"\x94\x08" if old else b"\x69\x81"
        at, n = p1 << 8 | p2, p3 or 256
        if at + n > len(f.body):
            left = len(f.body) - at
            return b"\x6b\x00" if left <= 0 else bytes([0x67 if old else 0x6C, left & 0xFF])
        return bytes(f.body[at:at + n]) + self.good(f)

    def read_record(self, old, p1, p2, p3, data):
        f = self.files.get(self.file)
        if old and self.quirks.get("no_read_record"):
            return b"\x6d\x00"
        if not f:
            return b"\x94\x00" if old else b"\x69\x86"
        refusal = self.allowed(old, p1)
        if refusal:
            return refusal
        if p2 & 7 != 4:
            return b"\x6b\x00"
        if not 1 <= p1 <= len(f.body):
            return bytes.fromhex(self.quirks.get("end", "9402" if old else "6a83"))
        record = bytes(f.body[p1 - 1])
        if p3 != len(record):
            if self.quirks.get("bare_length"):
                return b"\x67\x00"
            return bytes([0x67 if old else 0x6C, len(record)])
        return record + self.good(f)

    def update_record(self, old, p1, p2, p3, data):
        f = self.files.get(self.file)
        refusal = self.allowed(old, p1)
        if refusal:
            return refusal
        if p3 != len(f.body[p1 - 1]):
            return b"\x67\x00"
        if f.refuses.get("update"):
            return bytes.fromhex(f.refuses["update"])
        f.body[p1 - 1] = data if not self.quirks.get("forgets") else f.body[p1 - 1]
        return b"\x90\x00"

    def update_binary(self, old, p1, p2, p3, data):
        f, at = self.files.get(self.file), p1 << 8 | p2
        if not f or f.kind != "transparent":
            return b"\x94\x08" if old else b"\x69\x81"
        refusal = self.allowed(old, 0)
        if refusal:
            return refusal
        if at + p3 > len(f.body):
            return b"\x67\x00"
        f.body[at:at + p3] = data
        return b"\x90\x00"

    def search(self, old, p1, p2, p3, data):
        if not self.quirks.get("searches") and "finds" not in self.quirks:
            return b"\x6d\x00"
        f = self.files[self.file]
        found = bytes(self.quirks.get("finds", [i for i, r in enumerate(f.body, 1) if i >= p1 and data in bytes(r)]))
        if not found:
            return b"\x94\x04" if old else b"\x62\x82"
        self.waiting = found
        return bytes([0x9F if old else 0x61, len(found)])


# ---- whole cards ----

def telecom(contacts, messages, slots, places, size):
    """The folder TELECOM of a card with room for SLOTS contacts and PLACES messages."""
    book = [adn(name, number, size) for name, number in contacts]
    box = [sms(text) for text in messages]
    return {"3F00": folder(), "3F00/2FE2": plain(bytes.fromhex("98109909000000000010"), needs=None), T: folder(),
            T + "/6F3A": linear(book + [b"\xff" * size] * (slots - len(book))),
            T + "/6F3C": linear(box + [b"\x00" + b"\xff" * 175] * (places - len(box)))}


def sim(contacts=(), messages=(), slots=None, places=None, size=32, **how):
    """A SIM of class A0 only."""
    files = telecom(contacts, messages, slots or max(10, len(contacts)), places or max(5, len(messages)), size)
    files["3F00/7F20"] = folder()
    files["3F00/7F20/6F07"] = plain(bytes.fromhex("082943051234567890"))
    files["3F00/7F20/6F46"] = plain(b"\x01Test".ljust(17, b"\xff"))
    return Card(files, usim=False, **how)


def usim(contacts=(), messages=(), slots=None, places=None, size=32, phonebook=False, **how):
    """A UICC with a USIM; its contacts are in TELECOM, or with PHONEBOOK in a phonebook that TELECOM shows too."""
    files = telecom(contacts, messages, slots or max(10, len(contacts)), places or max(5, len(messages)), size)
    files["7FFF"] = folder()
    files["3F00/2F00"] = linear([(b"\x61\x12\x4f\x10" + AID).ljust(32, b"\xff")], needs=None)
    files["7FFF/6F3C"] = files.pop(T + "/6F3C")
    files["7FFF/6F07"] = plain(bytes.fromhex("082943051234567890"))
    files["7FFF/6F46"] = plain(b"\x01Test".ljust(17, b"\xff"))
    if phonebook:
        files[P] = folder()
        files[P + "/4F3A"] = files[T + "/6F3A"]
        files[P + "/4F30"] = linear([bytes.fromhex("a805c0034f3a01").ljust(64, b"\xff")])
    return Card(files, **how)
