#!/usr/bin/python3
"""whole_test.py - from a card to the files a person wants, and from an image to the same files again."""
import os

import house
from card import adn, sim

FILES = ["contacts.csv", "contacts.vcf", "image.simcopy", "index.html", "messages.csv", "messages.json", "messages.xml", "report.txt"]
WORDS = {"vcf": "contacts.vcf", "csv": "contacts.csv", "xml": "messages.xml", "messages-csv": "messages.csv", "json": "messages.json",
         "html": "index.html", "report": "report.txt"}


class Whole(house.Case):
    def setUp(self):
        super().setUp()
        card = sim([("Ann", "+12025550100")], ["Grüße, 世界"])
        card.files["3F00/7F10/6F3A"].body[1] = adn(b"\x80" + "Жан".encode("utf-16-be"), "112")
        self.insert(card)
        self.assertEqual(house.run("backup", self.path()).returncode, 0)

    def read(self, name):
        with open(os.path.join(self.path(), name), encoding="utf-8") as f:
            return f.read()

    def test_all_files_are_there(self):
        self.assertEqual(sorted(os.listdir(self.path())), FILES)
        self.assertIn("FN:Жан", self.read("contacts.vcf"))
        self.assertIn("+12025550100", self.read("contacts.csv"))
        for name in ("messages.xml", "messages.csv", "messages.json", "index.html"):
            self.assertIn("世界", self.read(name), name)

    def test_export_gives_the_same(self):
        for word, name in WORDS.items():
            done = house.run("export", self.path(), "--as", word)
            self.assertEqual((done.returncode, done.stdout), (0, self.read(name)), word)
        self.assertIn("VERSION:4.0", house.run("export", self.path(), "--as", "vcf", "--vcard4").stdout)
        self.assertEqual(house.run("export", self.path()).returncode, 2)
        self.assertEqual(house.run("export", self.path(), "--as", "nonsense").returncode, 2)
        self.assertEqual(house.run("export", self.path("absent"), "--as", "vcf").returncode, 3)

    def test_show_and_verify(self):
        shown = house.run("show", self.path()).stdout
        self.assertTrue(shown.startswith(self.read("report.txt")), shown)
        self.assertIn("+12025550100", shown)
        self.assertEqual(house.run("verify", self.path()).returncode, 0)
        image = os.path.join(self.path(), "image.simcopy")
        with open(image, "r+b") as f:
            f.seek(200)
            byte = f.read(1)
            f.seek(200)
            f.write(b"0" if byte != b"0" else b"1")
        done = house.run("verify", self.path())
        self.assertEqual(done.returncode, 3)
        self.assertNotEqual(done.stderr, "")


house.main(__name__, __file__)
