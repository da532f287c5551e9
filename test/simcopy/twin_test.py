#!/usr/bin/python3
"""twin_test.py - files that a card shows under two names: not read twice when they are one, read in full when they are not."""
import house
from card import P, T, adn, linear, usim

PEOPLE = [("Name %d" % i, "+1202555%04d" % i) for i in range(30)]


class Twins(house.Case):
    def backup(self, card, name="out"):
        self.insert(card)
        done = house.run("backup", self.path(name))
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.image(name)[1]

    def test_one_file_by_two_names(self):
        card = usim(PEOPLE, slots=50, phonebook=True)
        card.files["7FFF/6F3B"] = card.files[T + "/6F3B"] = linear([adn("Fixed", "112")] + [b"\xff" * 32] * 9)
        files = self.backup(card)
        self.assertIn("7FFF6F3B", files)
        self.assertNotIn("3F007F106F3A", files)
        self.assertNotIn("3F007F106F3B", files)

    def test_a_copy_that_went_on(self):
        """The next entry came into the first free place of one of the two."""
        for at, record in ((30, adn("New", "1")), (49, adn("Last", "1")), (0, adn("Changed", "1"))):
            with self.subTest(at):
                card = usim(PEOPLE, slots=50, phonebook=True)
                card.files[T + "/6F3A"] = linear([bytes(r) for r in card.files[P + "/4F3A"].body])
                card.files[T + "/6F3A"].body[at] = record
                files = self.backup(card, "out%d" % at)
                self.assertEqual("3F007F106F3A" in files, at != 49, "the last record is not looked at: simcopy(1) says so")

    def test_small_files_are_compared_whole(self):
        for at in range(10):
            card = usim()
            card.files["7FFF/6F3B"] = linear([adn("Fixed %d" % i, "112") for i in range(10)])
            card.files[T + "/6F3B"] = linear([bytes(r) for r in card.files["7FFF/6F3B"].body])
            card.files[T + "/6F3B"].body[at] = b"\xff" * 32
            self.assertIn("3F007F106F3B", self.backup(card, "out%d" % at))

    def test_of_a_uicc_without_its_twin(self):
        card = usim()
        card.files[T + "/6F3B"] = linear([adn("Fixed", "112")])
        card.files[T + "/6F49"] = linear([adn("Service", "1" * 20, ext=1)])
        card.files[T + "/6F4C"] = linear([b"\x02\x01\x22" + b"\xff" * 10])
        card.files[T + "/6F40"] = linear([adn("Mine", "113")])
        self.backup(card)
        with open(self.path("out/contacts.csv"), encoding="utf-8") as f:
            text = f.read()
        for word in ("Fixed", "Service", "1" * 20 + "22", "Mine"):
            self.assertIn(word, text)


house.main(__name__, __file__)
