#!/usr/bin/python3
"""traps_test.py - what real cards do to a reader: lengths that are wrong, status words that mean the same, commands that one class
does not know, files that fail, phonebooks in pieces. One bad record is said and the rest goes on; nothing is read twice."""
import os

import card as cards
import house
from card import AID, P, T, adn, linear, plain, sim, sms, usim

ANN = [("Ann", "+12025550100"), ("Bob", "112"), ("Cleo", "+12025550101")]
ADN = {"sim": T.replace("/", "") + "6F3A", "usim": T.replace("/", "") + "6F3A"}
MAKE = {"sim": sim, "usim": usim}


class Traps(house.Case):
    def backup(self, card, *options, code=0, name="out"):
        self.insert(card)
        done = house.run("backup", self.path(name), *options)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertEqual(card.writes(), [])
        self.assertEqual(card.verifies(), 0)
        self.said = done.stderr
        return self.image(name)[1]

    def both(self, quirk=None, code=0, contacts=ANN, change=lambda f: None, **how):
        """Backs up a card of each class; CHANGE may spoil its ADN. Gives (kind, card, records of ADN)."""
        for kind, make in MAKE.items():
            with self.subTest(kind=kind, quirk=quirk):
                card = make(contacts, slots=6, **how)
                change(card.files[T + "/6F3A"])
                name = "%s-%d" % (kind, len(os.listdir(self.dir)))
                yield kind, card, self.backup(card, code=code, name=name)[ADN[kind]]["record"]

    def right(self, card, records):
        body = card.files[T + "/6F3A"].body
        self.assertEqual({n: r for n, (_, r) in records.items() if r}, {n: bytes(r) for n, r in enumerate(body, 1)})

    # ---- lengths ----

    def test_header_without_a_length(self):
        for _, card, records in self.both(change=lambda f: setattr(f, "says_size", 0)):
            self.right(card, records)
            asked = [c for c, _ in card.commands if c[1] == cards.READ_RECORD and c[4] == 0]
            self.assertEqual(len(asked), 1, "the right length is asked for once")

    def test_header_with_a_wrong_length(self):
        for _, card, records in self.both(change=lambda f: setattr(f, "says_size", 28)):
            self.right(card, records)

    def test_length_refused_without_the_right_one(self):
        def spoil(f):
            f.says_size = 28
        for _, card, records in self.both(change=spoil, bare_length=True, code=1):
            self.assertEqual({sw for sw, _ in records.values()}, {"6700"})
            self.assertIn("does not say how long", self.said)

    def test_header_that_counts_too_many(self):
        for word in ("6a83", "6a84", "9402"):
            for _, card, records in self.both(word, change=lambda f: setattr(f, "says_count", 9), end=word):
                self.right(card, records)
                self.assertEqual(records[7][0], word.upper())
                self.assertEqual(sum(1 for c, _ in card.commands if c[1] == cards.READ_RECORD and c[2] > 6 and c[4] == 32), 1)

    def test_header_without_a_count(self):
        for _, card, records in self.both(change=lambda f: setattr(f, "says_count", 0)):
            self.right(card, records)

    def test_binary_without_a_size(self):
        for make in (sim, usim):
            card = make(ANN)
            path = "3F00/7F20/6F46" if make is sim else "7FFF/6F46"
            card.files[path].says_size = 0
            files = self.backup(card, name=make.__name__)
            self.assertEqual(files[path.replace("/", "")]["record"][1][1], bytes(card.files[path].body))

    def test_binary_longer_than_one_answer(self):
        for make in (sim, usim):
            card = make(ANN)
            path = "3F00/7F20/6F46" if make is sim else "7FFF/6F46"
            card.files[path] = plain(bytes(i % 251 for i in range(700)))
            files = self.backup(card, name=make.__name__)
            self.assertEqual(files[path.replace("/", "")]["record"][1][1], bytes(card.files[path].body))

    # ---- status words ----

    def test_words_of_success(self):
        for word in ("9000", "9110", "9f0c", "6110"):
            for _, card, records in self.both(word, good=word):
                self.right(card, records)

    def test_one_bad_record(self):
        for word in ("6581", "9240", "6f00", "6985", "9810", "6283", "ffff"):
            for _, card, records in self.both(word, code=1, change=lambda f, w=word: f.refuses.update({2: w})):
                self.assertEqual([sw for sw, _ in records.values()], ["9000", word.upper(), "9000", "9000", "9000", "9000"])
                self.assertIn("record 2", self.said)
                self.assertIn(word.upper(), self.said)

    def test_one_bad_file(self):
        for make, path in ((sim, "3F00/7F20/6F07"), (usim, "7FFF/6F07")):
            card = make(ANN)
            card.files[path].refuses["select"] = "6283"
            files = self.backup(card, code=1, name=make.__name__)
            self.assertEqual(files[path.replace("/", "")]["sw"], "6283")
            self.assertEqual(files[ADN["sim"]]["record"][1][0], "9000")

    def test_busy_for_a_moment(self):
        for _, card, records in self.both(change=lambda f: f.refuses.update({2: ["9300", "9300"]})):
            self.right(card, records)

    def test_another_key(self):
        for _, card, records in self.both(code=1, change=lambda f: setattr(f, "needs", "adm")):
            self.assertEqual({sw for sw, _ in records.values()} - {"6982", "9804"}, set())

    # ---- classes ----

    def test_a_card_of_class_a0_only(self):
        for word in ("6e00", "6d00", "6881"):
            card = sim(ANN, no_class=word)
            self.backup(card, name=word)
            self.assertEqual(self.image(word)[0]["class"], "gsm")

    def test_a_usim_of_class_00_only(self):
        for word in ("6e00", "6d00", "6881"):
            card = usim(ANN, gsm=False, no_class=word)
            self.backup(card, name=word)
            self.assertEqual(self.image(word)[0]["class"], "usim")

    def test_a_uicc_without_a_usim_is_a_sim(self):
        card = sim(ANN)
        card.usim = True
        self.backup(card)
        self.assertEqual(self.image()[0]["class"], "gsm")

    def test_read_record_unknown_in_class_a0(self):
        card = sim(ANN, no_read_record=True)
        card.usim = True
        files = self.backup(card)
        self.assertEqual(self.image()[0]["class"], "usim")
        self.right(card, files[ADN["usim"]]["record"])

    def test_a_card_that_refuses_paths(self):
        for word in ("6a86", "6b00", "6a81"):
            card = usim(ANN, ["Hello"], no_path=word, phonebook=True)
            files = self.backup(card, name=word)
            self.right(card, files[P.replace("/", "") + "4F3A"]["record"])
            self.assertEqual(files["7FFF6F3C"]["record"][1][0], "9000")

    def test_a_card_that_knows_commands_of_five_bytes_only(self):
        for _, card, records in self.both(five_bytes=True):
            self.right(card, records)

    def test_an_application_that_cannot_be_selected(self):
        card = usim(ANN)
        other = (b"\x61\x12\x4f\x10" + AID[:-1] + b"\x77").ljust(32, b"\xff")
        card.files["3F00/2F00"].body.insert(0, other)
        card.files["3F00/2F00"].body.insert(0, b"\xff" * 32)
        files = self.backup(card)
        self.assertIn("7FFF6F3C", files)

    def test_a_card_that_speaks_in_blocks(self):
        """T=1: a command carries the length of its answer, and the answer comes at once."""
        for make in (sim, usim):
            card = make(ANN, t1=True)
            self.take_out()
            self.insert(card, atr=cards.ATR_T1)
            done = house.run("backup", self.path(make.__name__))
            self.take_out()
            self.assertEqual(done.returncode, 0, done.stderr)
            self.right(card, self.image(make.__name__)[1][ADN["sim"]]["record"])
            self.assertEqual(card.count(cards.GET_RESPONSE), 0)

    def test_a_card_without_a_readable_iccid(self):
        for make in (sim, usim):
            card = make(ANN)
            card.files["3F00/2FE2"].refuses[0] = "6f00"
            files = self.backup(card, code=1, name=make.__name__)
            self.right(card, files[ADN["sim"]]["record"])
            self.insert(card)
            done = house.run("backup", "--continue", self.path(make.__name__))
            self.assertEqual(done.returncode, 4, "which card it is cannot be known")

    # ---- contents ----

    def test_empty(self):
        for _, card, records in self.both(contacts=[]):
            self.assertEqual(set(records.values()), {("9000", b"\xff" * 32)})

    def test_full_of_the_largest(self):
        people = [("N%d" % i, "+1202555%04d" % i) for i in range(254)]
        for _, card, records in self.both(contacts=people, size=255):
            self.right(card, records)

    def test_extensions_are_read_only_when_something_refers_to_them(self):
        extension = linear([b"\x02\x03" + b"\x21\x43\x65" + b"\xff" * 8] * 3)
        card = sim(ANN)
        card.files[T + "/6F4A"] = extension
        self.assertNotIn("3F007F106F4A", self.backup(card, name="without"))
        card.files[T + "/6F3A"].body[1] = adn("Long", "12345678901234567890", ext=2)
        self.assertEqual(len(self.backup(card, name="with")["3F007F106F4A"]["record"]), 3)

    def test_a_number_without_a_name(self):
        for _, card, records in self.both(contacts=[("", "+12025550100")]):
            self.right(card, records)

    def test_unknown_files_with_all(self):
        for make, path in ((sim, "3F00/7F20/6FEE"), (usim, "7FFF/6FEE")):
            card = make(ANN)
            card.files[path] = plain(b"odd")
            card.files["3F00/2FDD"] = cards.File("cyclic", [b"1234", b"5678"])
            files = self.backup(card, "--all", name=make.__name__)
            self.assertEqual(files[path.replace("/", "")]["record"][1][1], b"odd")
            self.assertEqual(files["3F002FDD"]["record"][2][1], b"5678")
            self.assertEqual(files["3F002FDD"]["structure"], "cyclic")
            selects = [c for c, _ in card.commands if c[1] == cards.SELECT]
            self.assertLess(len(selects), 3200)

    # ---- SEARCH RECORD ----

    def test_empty_places_are_searched_for(self):
        card = usim(ANN, ["Hello"] * 4, slots=250, places=50, searches=True)
        files = self.backup(card, "--search", "--only", "contacts,messages")
        self.right(card, files[ADN["usim"]]["record"])
        self.assertEqual(files["7FFF6F3C"]["record"][50][1], b"\x00" + b"\xff" * 175)
        self.assertLess(card.count(), 40)

    def test_a_card_that_cannot_search(self):
        for quirk, value in (("searches", False), ("finds", list(range(1, 10))), ("finds", [0]), ("finds", [255, 7]), ("finds", [])):
            card = usim(ANN, slots=9, **{quirk: value})
            files = self.backup(card, "--search", name=str(len(os.listdir(self.dir))))
            self.right(card, files[ADN["usim"]]["record"])
        card = sim(ANN, slots=9, searches=True)
        self.right(card, self.backup(card, "--search", name="sim")[ADN["sim"]]["record"])

    # ---- phonebooks ----

    def phonebook(self):
        """Two records of 254 entries each, with every kind of object."""
        card = usim(phonebook=True)
        del card.files[T + "/6F3A"], card.files[P + "/4F3A"]
        objects = {"C0": 254, "C1": 254, "C2": 5, "C3": 254, "C4": 254, "C5": 254, "C6": 254, "C7": 3, "C8": 3, "C9": 254, "CA": 20}
        kinds = {"A8": ("C0", "C1", "C3", "C4", "C5", "C6", "C9"), "A9": ("CA",), "AA": ("C2", "C7", "C8")}
        reference = []
        for n in range(2):
            record = ""
            for kind, tags in kinds.items():
                inner = "".join("%s03%02X%02X%02X" % (t, 0x4F, 0x20 * (n + 1) + i, i + 1) for i, t in enumerate(objects) if t in tags)
                record += "%s%02X%s" % (kind, len(inner) // 2, inner)
            for i, (tag, count) in enumerate(objects.items()):
                body = [bytes([n, i, k, 0x55]) for k in range(count)]
                card.files["%s/4F%02X" % (P, 0x20 * (n + 1) + i)] = linear(body)
            reference.append(bytes.fromhex(record).ljust(90, b"\xff"))
        card.files[P + "/4F30"] = linear(reference + [b"\xff" * 90])
        return card

    def test_phonebook_of_two_records(self):
        card = self.phonebook()
        files = self.backup(card, "--only", "contacts")
        for path, f in card.files.items():
            if path.startswith(P + "/"):
                got = files[path.replace("/", "")]["record"]
                self.assertEqual([r for _, r in got.values()], [bytes(r) for r in f.body], path)
        total = sum(len(f.body) + 2 for path, f in card.files.items() if path.startswith(P + "/"))
        self.assertLessEqual(card.count(), total + 12)

    def test_damaged_reference(self):
        for n, damaged in enumerate(("a8ff", "a805c0034f", "a805c0ff4f3a01", "ff", "a80600c0034f3a01", "a804c0024f3a", "a803c0014f")):
            card = usim(ANN, phonebook=True)
            card.files[P + "/4F30"].body[0] = bytes.fromhex(damaged).ljust(64, b"\xff")
            files = self.backup(card, name=str(n))
            self.right(card, files[ADN["usim"] if P.replace("/", "") + "4F3A" not in files else P.replace("/", "") + "4F3A"]["record"])

    def test_one_book_by_two_names_is_read_once(self):
        card = usim(ANN, slots=100, phonebook=True)
        files = self.backup(card)
        self.assertIn("by another name", self.said)
        self.right(card, files[P.replace("/", "") + "4F3A"]["record"])
        self.assertNotIn(ADN["usim"], files)
        self.assertLess(card.count(cards.READ_RECORD), 100 + 30)
        self.assertIn(ADN["usim"], self.backup(card, "--all", name="all"))

    def test_two_books_that_differ_are_both_read(self):
        for at in (0, 1, 2):
            card = usim(ANN, phonebook=True)
            other = linear(list(card.files[T + "/6F3A"].body))
            other.body[at] = adn("Other", "999")
            card.files[T + "/6F3A"] = other
            files = self.backup(card, name=str(at))
            self.right(card, files[ADN["usim"]]["record"])

    def test_messages_of_the_sim_half(self):
        card = usim(ANN, ["Hello"])
        card.files[T + "/6F3C"] = linear([sms("Other")] * 2)
        self.assertEqual(len(self.backup(card)[T.replace("/", "") + "6F3C"]["record"]), 2)


house.main(__name__, __file__)
