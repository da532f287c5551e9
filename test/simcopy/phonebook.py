"""phonebook.py - USIM phonebooks of every shape for the card in software: which objects, of which type, how many records; and what a
phone would say of them. Standard library only. Source: TS 31.102 4.4.2.

    book = Book(slots=4, email=(2, 3))      EMAIL of type 2 with 3 records    card = usim(); book.put(card);  book.fields(card, 1)
"""
from card import P, folder, linear, plain

TYPES = {1: 0xA8, 2: 0xA9, 3: 0xAA}
ADN, IAP, EXT, SNE, ANR, PBC, GRP, AAS, GAS, UID, EMAIL = range(0xC0, 0xCB)
EMPTY = b"\xff"


class Book:
    """One record of EF_PBR. An object is (type, records, size); type 1 has as many records as the book has SLOTS. BASE: of its
    identifiers; EXT_ID: to share one file of extensions with another book."""

    def __init__(self, slots=5, size=32, email=None, anr=None, sne=None, ext=2, groups=None, labels=None, uid=True, hidden=(), base=0x40,
                 anrs=1):
        self.slots, self.size, self.base = slots, size, base
        self.groups, self.labels, self.uid, self.hidden = groups, labels, uid, hidden
        self.objects = [("adn", ADN, 1, slots, size)]
        self.add("email", EMAIL, email, 40)
        for n in range(anrs):
            self.add("anr%d" % n, ANR, anr, 15)
        self.add("sne", SNE, sne, 20)
        if ext:
            self.objects.append(("ext", EXT, 3, ext, 13))
        if any(kind == 2 for _, _, kind, _, _ in self.objects):
            self.objects.append(("iap", IAP, 1, slots, sum(kind == 2 for _, _, kind, _, _ in self.objects)))
        if groups:
            self.objects += [("grp", GRP, 1, slots, 3), ("gas", GAS, 3, len(groups), 16)]
        if labels:
            self.objects.append(("aas", AAS, 3, len(labels), 16))
        if uid:
            self.objects.append(("uid", UID, 1, slots, 2))
        if hidden:
            self.objects.append(("pbc", PBC, 1, slots, 2))
        self.path = {name: "%s/4F%02X" % (P, base + i) for i, (name, *_) in enumerate(self.objects)}

    def add(self, name, tag, how, size):
        if how:
            kind, count = how
            self.objects.append((name, tag, kind, count if kind == 2 else self.slots, size + 2 * (kind == 2)))

    def record(self):
        """Of EF_PBR. Short file identifiers are the last bits of the identifier."""
        out = b""
        for kind, tag in TYPES.items():
            body = b"".join(bytes([t, 3, 0x4F, int(self.path[name][-2:], 16), int(self.path[name][-2:], 16) & 0x1F])
                            for name, t, k, _, _ in self.objects if k == kind)
            out += bytes([tag, len(body)]) + body if body else b""
        return out.ljust(80, EMPTY)

    def empty(self, name, size):
        if name == "uid":
            return b"\0\0"
        if name == "grp":
            return b"\0" * size
        return EMPTY * size

    def put(self, card, counters=(7, 100, 41)):
        """Into CARD, behind the books it has. COUNTERS: PSC, CC, PUID; None: the card has none."""
        files = card.files
        files.pop("3F00/7F10/6F3A", None)
        files[P] = folder()
        for name, _, _, count, size in self.objects:
            if self.path[name] not in files:
                files[self.path[name]] = linear([self.empty(name, size)] * count)
        for name, texts in (("gas", self.groups), ("aas", self.labels)):
            if texts:
                files[self.path[name]].body = [t.encode().ljust(16, EMPTY) for t in texts]
        for n in self.hidden:
            files[self.path["pbc"]].body[n - 1] = b"\0\1"
        pbr = files.setdefault(P + "/4F30", linear([]))
        pbr.body.append(self.record())
        if counters:
            for name, value, size in zip(("4F22", "4F23", "4F24"), counters, (4, 2, 2)):
                files["%s/%s" % (P, name)] = plain(value.to_bytes(size, "big"))
        return card

    # ---- what a phone finds ----

    def records(self, card, name):
        return [bytes(r) for r in card.files[self.path[name]].body] if name in self.path else []

    @staticmethod
    def text(record):
        return record.rstrip(EMPTY).replace(b"\0", b"@").decode("ascii", "replace")

    def number(self, card, tail, chain=()):
        """The digits of the last 14 bytes of an entry; "?" where an extension is not what it must be."""
        if tail[0] in (0, 0xFF):
            return ""
        digits = tail[2:1 + tail[0]].hex() if tail[0] <= 11 else "?"
        out = "".join(b + a for a, b in zip(digits[::2], digits[1::2])).rstrip("f")
        link = tail[13]
        while link != 0xFF:
            ext = self.records(card, "ext")[link - 1]
            if ext[0] != 2 or not 1 <= ext[1] <= 10:
                return out + "?"
            more = ext[2:2 + ext[1]].hex()
            out += "".join(b + a for a, b in zip(more[::2], more[1::2])).rstrip("f")
            link = ext[12]
        return ("+" if tail[1] == 0x91 else "") + out

    def belonging(self, card, name, slot):
        """The record of an object that belongs to entry SLOT, or None; one that points elsewhere or is empty is an error."""
        kind, size = next((k, s) for n, _, k, _, s in self.objects if n == name)
        if kind == 1:
            return self.records(card, name)[slot - 1]
        place = [n for n, _, k, _, _ in self.objects if k == 2].index(name)
        number = self.records(card, "iap")[slot - 1][place]
        if number == 0xFF:
            return None
        record = self.records(card, name)[number - 1]
        sfi = int(self.path["adn"][-2:], 16) & 0x1F
        assert record[-2:] == bytes([sfi, slot]), "entry %d points to a record of another: %s" % (slot, record.hex())
        assert record[:-2].strip(EMPTY), "entry %d points to an empty record" % slot
        return record[:size - 2]

    def entry(self, card, slot):
        """Entry SLOT as {"name", "numbers", "email", "sne", "groups"}, or None when it is free."""
        record = self.records(card, "adn")[slot - 1]
        if not record.strip(EMPTY):
            return None
        out = {"name": self.text(record[:-14]), "numbers": [self.number(card, record[-14:])], "email": "", "sne": "", "groups": []}
        for name, *_ in self.objects:
            if name in ("email", "sne") or name.startswith("anr"):
                more = self.belonging(card, name, slot)
                if more is not None and name.startswith("anr"):
                    out["numbers"].append(self.number(card, more[1:15]))
                elif more is not None:
                    out[name] = self.text(more)
        out["numbers"] = [n for n in out["numbers"] if n]
        if self.groups:
            out["groups"] = [self.groups[i - 1] for i in self.records(card, "grp")[slot - 1] if i not in (0, 0xFF)]
        return out

    def entries(self, card):
        return [e for e in (self.entry(card, n) for n in range(1, self.slots + 1)) if e]


def counters(card):
    return tuple(int.from_bytes(bytes(card.files["%s/%s" % (P, name)].body), "big") for name in ("4F22", "4F23", "4F24"))
