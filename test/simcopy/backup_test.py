#!/usr/bin/python3
"""backup_test.py - `simcopy backup` with a real smart card service: what is read, with how many commands."""
import house
from card import sim, usim

PEOPLE = [("Name %d" % i, "+1202555%04d" % i) for i in range(250)]
LETTERS = ["Hello %d" % i for i in range(50)]


class Counted(house.Case):
    def backup(self, *options, code=0):
        done = house.run("backup", self.path(), *options)
        self.assertEqual(done.returncode, code, done.stderr + done.stdout)
        return done

    def check_full(self, files, adn, box):
        for path, body in ((adn, 250), (box, 50)):
            records = files[path]["record"]
            self.assertEqual(len(records), body)
            self.assertEqual({sw for sw, _ in records.values()}, {"9000"})

    def test_sim(self):
        card = self.insert(sim(PEOPLE, LETTERS))
        self.backup("--only", "contacts,messages")
        self.assertLessEqual(card.count(), 304 + 12, [c.hex() for c, _ in card.commands[:20]])
        self.assertEqual(card.writes(), [])
        self.assertEqual(card.verifies(), 0)
        about, files = self.image()
        self.assertEqual(about["iccid"], "89019990000000000001")
        self.check_full(files, "3F007F106F3A", "3F007F106F3C")
        self.assertEqual(files["3F007F106F3A"]["record"][1][1], bytes(card.files["3F00/7F10/6F3A"].body[0]))

    def test_usim(self):
        card = self.insert(usim(PEOPLE, LETTERS))
        self.backup("--only", "contacts,messages")
        self.assertLessEqual(card.count(), 304 + 12)
        self.assertEqual(card.writes(), [])
        _, files = self.image()
        self.check_full(files, "3F007F106F3A", "7FFF6F3C")


house.main(__name__, __file__)
