#!/usr/bin/python3
"""write_test.py - restore and erase: nothing is written before a typed yes, what is on the card stays, every record is read back,
and only what a backup has is erased. Writes are counted at the card."""
import os

import card as cards
import house
from card import P, T, adn, linear, sim, usim

YES = [("Type yes", "yes")]
MAKE = {"sim": sim, "usim": usim}
VCARDS = """BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann\r\nTEL:+12025550100\r\nEND:VCARD\r
BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Zoë Ёлка\r\nTEL:112\r\nTEL:*21#\r\nEND:VCARD\r
"""


class Write(house.Case):
    def file(self, text, name="people.vcf"):
        with open(self.path(name), "w", encoding="utf-8", newline="") as f:
            f.write(text)
        return self.path(name)

    def people(self, *pairs):
        return self.file("".join("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:%s\r\nTEL:%s\r\nEND:VCARD\r\n" % pair for pair in pairs))

    def restore(self, source, *options, code=0, typed=YES):
        got, shown = house.run_typing(typed, "restore", source, *options)
        self.assertEqual(got, code, shown)
        return shown

    def book(self, card):
        return [bytes(r) for r in card.files[T + "/6F3A"].body]

    def updates(self, card):
        return [bytes(c[5:]) for c, _ in card.commands if c[1] == cards.UPDATE_RECORD]

    # ---- restore ----

    def test_into_free_slots_only(self):
        for kind, make in MAKE.items():
            with self.subTest(kind):
                card = self.insert(make([("Bob", "113")], slots=5))
                card.files[T + "/6F3A"].body[2] = adn("Cleo", "114")
                self.restore(self.file(VCARDS))
                book = self.book(card)
                self.assertEqual((book[0], book[2]), (adn("Bob", "113"), adn("Cleo", "114")))
                self.assertEqual(book[1], adn("Ann", "+12025550100"))
                self.assertEqual(len(self.updates(card)), 3)
                self.assertEqual(set(card.writes()), {"UPDATE RECORD"})
                out = self.path("again-" + kind)
                self.assertEqual(house.run("backup", out).returncode, 0)
                with open(os.path.join(out, "contacts.csv"), encoding="utf-8") as f:
                    text = f.read()
                for word in ("Zoë Ёлка", "*21#", "112", "Bob", "Cleo"):
                    self.assertIn(word, text)

    def test_a_number_without_a_name_is_not_a_free_slot(self):
        card = self.insert(sim([("", "113")], slots=3))
        self.restore(self.people(("Ann", "1")))
        self.assertEqual(self.book(card), [adn("", "113"), adn("Ann", "1"), b"\xff" * 32])

    def test_again_writes_nothing(self):
        card = self.insert(sim(slots=5))
        self.restore(self.file(VCARDS))
        card.commands.clear()
        shown = self.restore(self.file(VCARDS), typed=[])
        self.assertIn("On the card already: 3", shown)
        self.assertEqual(card.writes(), [])

    def test_from_one_card_to_another(self):
        self.insert(usim([("Ann %d" % i, "+1202555%04d" % i) for i in range(30)], phonebook=True))
        self.assertEqual(house.run("backup", self.path()).returncode, 0)
        new = self.insert(sim(slots=40))
        self.restore(self.path())
        self.assertEqual(self.book(new)[:30], [adn("Ann %d" % i, "+1202555%04d" % i) for i in range(30)])
        newer = self.insert(usim(slots=40, phonebook=True))
        self.restore(os.path.join(self.path(), "contacts.csv"))
        self.assertEqual([bytes(r) for r in newer.files[P + "/4F3A"].body][:30], self.book(new)[:30])

    def test_nothing_without_a_yes(self):
        card = self.insert(sim(slots=5))
        source = self.file(VCARDS)
        for typed, options, code in (([("Type yes", "no")], (), 4), ([("Type yes", "")], (), 4), ([("Type yes", "y")], (), 4),
                                     ([], ("--dry-run",), 0)):
            shown = self.restore(source, *options, code=code, typed=typed)
            self.assertIn("To be written: 3", shown)
        self.assertEqual(house.run("restore", source).returncode, 4)
        self.assertEqual(card.writes(), [])

    def test_a_long_name_is_cut_only_with_consent(self):
        card = self.insert(sim(slots=5))
        source = self.people(("N" * 30, "112"))
        self.assertIn("--cut-names", self.restore(source, code=1))
        self.assertEqual(card.writes(), [])
        self.restore(source, "--cut-names")
        self.assertEqual(self.book(card)[0], adn("N" * 18, "112"))
        card.commands.clear()
        self.restore(source, "--cut-names", typed=[])
        self.assertEqual(card.writes(), [], "it is there already")

    def test_a_full_card(self):
        card = self.insert(sim([("Bob", "113"), ("Cleo", "114")], slots=3))
        shown = self.restore(self.people(("Ann", "1"), ("Dan", "2"), ("Eve", "3")), code=1)
        self.assertIn("no free place", shown)
        self.assertEqual(self.book(card), [adn("Bob", "113"), adn("Cleo", "114"), adn("Ann", "1")])

    def test_long_numbers(self):
        number = "1234567890" * 3 + "5"
        source = self.people(("Long", number))
        card = self.insert(sim(slots=3))
        self.assertIn("too long", self.restore(source, code=1))
        self.assertEqual(card.writes(), [])
        card.files[T + "/6F4A"] = linear([b"\x02" + b"\x01" * 12, b"\x00" + b"\xff" * 12, b"\xff" * 13])
        self.restore(source)
        record, ext = self.book(card)[0], bytes(card.files[T + "/6F4A"].body[1])
        self.assertEqual((record[-14], record[-1]), (11, 2))
        self.assertEqual(ext[:8], b"\x02\x06" + cards.bcd(number[20:]))
        self.assertEqual(card.files[T + "/6F4A"].body[0], b"\x02" + b"\x01" * 12)
        house.run("backup", self.path())
        with open(os.path.join(self.path(), "contacts.csv"), encoding="utf-8") as f:
            self.assertIn(number, f.read())

    def test_two_long_numbers_do_not_share_an_extension(self):
        numbers = ["1" * 25, "2" * 25, "3" * 25]
        card = self.insert(sim(slots=5))
        card.files[T + "/6F4A"] = linear([b"\xff" * 13] * 2)
        shown = self.restore(self.people(*(("L%d" % i, n) for i, n in enumerate(numbers))), code=1)
        self.assertIn("L2 " + numbers[2], shown)
        self.assertEqual([r[-1] for r in self.book(card)], [1, 2, 255, 255, 255])
        self.assertEqual([bytes(r)[2] for r in card.files[T + "/6F4A"].body], [0x11, 0x22])

    def test_a_record_that_is_not_kept_ends_it(self):
        card = self.insert(sim(slots=5, forgets=True))
        self.assertIn("something else than was written", self.restore(self.file(VCARDS), code=3))
        self.assertEqual(len(self.updates(card)), 1)
        card = self.insert(sim(slots=5))
        card.files[T + "/6F3A"].refuses["update"] = "6581"
        self.assertIn("6581", self.restore(self.file(VCARDS), code=3))
        self.assertEqual(len(self.updates(card)), 1)

    def test_a_card_that_cannot_be_read_whole_is_not_written_to(self):
        card = self.insert(sim(slots=5, pin="4711"))
        self.restore(self.file(VCARDS), code=4, typed=[("PIN of the card", "")])
        self.assertEqual((card.writes(), card.verifies()), ([], 0))
        self.restore(self.file(VCARDS), typed=[("PIN of the card", "4711")] + YES)
        self.assertEqual((len(self.updates(card)), card.verifies()), (3, 1))

    def test_pulled_out_and_again(self):
        people = [("P%d" % i, str(1000 + i)) for i in range(20)]
        card = self.insert(sim(slots=20))
        self.restore(self.people(*people), "--dry-run", typed=[])
        card.lose_at = len(card.commands) * 2 + 20
        self.restore(self.people(*people), code=3)
        self.take_out()
        card.lose_at = None
        self.insert(card)
        self.restore(self.people(*people))
        self.assertEqual(sorted(self.book(card)), sorted(adn(*p) for p in people))

    def test_bad_sources(self):
        card = self.insert(sim(slots=5))
        for name, text in (("a.vcf", "nonsense"), ("b.csv", "nonsense\n1\n"), ("image.simcopy", "simcopy-image 1\n")):
            self.restore(self.file(text, name), code=3, typed=[])
        self.restore(self.path("absent.vcf"), code=3, typed=[])
        self.assertEqual(card.count(), 0)

    # ---- erase ----

    def erase(self, *options, code=0, typed=YES):
        got, shown = house.run_typing(typed, "erase", self.path(), *options)
        self.assertEqual(got, code, shown)
        return shown

    def filled(self, make):
        card = self.insert(make([("Ann", "1"), ("Bob", "2")], ["Hello", "World"], slots=4))
        self.assertEqual(house.run("backup", self.path()).returncode, 0)
        card.commands.clear()
        return card, card.files["7FFF/6F3C" if make is usim else T + "/6F3C"]

    def test_erase_leaves_an_empty_card(self):
        card, box = self.filled(usim)
        self.erase()
        self.assertEqual(self.book(card), [b"\xff" * 32] * 4)
        self.assertEqual({bytes(r) for r in box.body}, {b"\x00" + b"\xff" * 175})
        self.assertEqual(len(self.updates(card)), 4, "empty records are not written")
        self.assertEqual(house.run("backup", self.path("empty")).returncode, 0)
        self.assertIn("nothing on the card", self.erase(typed=[]))

    def test_erase_only(self):
        card, box = self.filled(sim)
        self.erase("--only", "messages")
        self.assertEqual(self.book(card)[0], adn("Ann", "1"))
        self.assertEqual({bytes(r) for r in box.body}, {b"\x00" + b"\xff" * 175})

    def test_erase_needs_a_backup_that_has_it_all(self):
        card, _ = self.filled(sim)
        card.files[T + "/6F3A"].body[3] = adn("New", "3")
        self.assertIn("make a new one first", self.erase(code=4))
        card.files["3F00/2FE2"].body[-1] = 0x20
        self.assertIn("another card", self.erase(code=4))
        self.assertEqual(card.writes(), [])

    def test_erase_needs_a_yes(self):
        card, _ = self.filled(sim)
        self.erase(code=4, typed=[("Type yes", "no")])
        self.erase("--dry-run", typed=[])
        self.assertEqual(house.run("erase", self.path()).returncode, 4)
        self.erase("--only", "other", code=2, typed=[])
        self.assertEqual(card.writes(), [])

    def test_erase_and_restore_give_the_same_contacts(self):
        card, _ = self.filled(usim)
        before = self.book(card)
        self.erase("--only", "contacts")
        self.restore(self.path())
        self.assertEqual(self.book(card), before)


house.main(__name__, __file__)
