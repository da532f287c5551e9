#!/usr/bin/python3
"""phonebook_test.py - restore into USIM phonebooks of every shape: mails, second numbers, second names, groups and labels go where the
card has room, counters tell a phone of it, and a card pulled out at any UPDATE has no entry that points to a wrong or empty record."""
import phonebook
import house
from card import usim
from phonebook import Book

YES = [("Type yes", "yes")]
LONG, LONGER = "+1202555010012345678901234", "1234567890" * 5
SHAPES = {
    "type 1": {"email": (1, 0), "anr": (1, 0), "sne": (1, 0), "groups": ["Family", "Work"]},
    "type 2": {"email": (2, 3), "anr": (2, 3), "sne": (2, 3), "groups": ["Family", "Work"]},
    "mixed": {"email": (2, 3), "anr": (1, 0), "sne": (1, 0), "groups": ["Work", "Family"], "anrs": 2},
}


def vcard(name, *numbers, email=(), sne=None, groups=()):
    lines = ["BEGIN:VCARD", "VERSION:3.0", "FN:" + name] + ["TEL:" + n for n in numbers] + ["EMAIL:" + e for e in email]
    lines += ["NICKNAME:" + sne] if sne else []
    lines += ["CATEGORIES:" + ",".join(groups)] if groups else []
    return "\r\n".join(lines + ["END:VCARD", ""])


ANN = vcard("Ann", "+12025550100", "113", email=["ann@example.com"], sne="Annie", groups=["Family"])
BOB = vcard("Bob", LONG, LONGER, email=["bob@example.com"], groups=["Work", "Family"])
EVE = vcard("Eve", "112")


class Phonebooks(house.Case):
    def file(self, *people):
        with open(self.path("people.vcf"), "w", encoding="utf-8", newline="") as f:
            f.write("".join(people))
        return self.path("people.vcf")

    def restore(self, source, *options, code=0, typed=YES):
        got, shown = house.run_typing(typed, "restore", source, *options)
        self.assertEqual(got, code, shown)
        return shown

    def empty_card(self, *books, **how):
        card = usim()
        for book in books:
            book.put(card, **how)
        return self.insert(card)

    def test_every_type_of_object(self):
        for name, shape in SHAPES.items():
            with self.subTest(name):
                book = Book(ext=8, **shape)
                card = self.empty_card(book)
                shown = self.restore(self.file(ANN, BOB, EVE))
                self.assertNotIn("without", shown)
                self.assertEqual(book.entries(card), [
                    {"name": "Ann", "numbers": ["+12025550100", "113"], "email": "ann@example.com", "sne": "Annie", "groups": ["Family"]},
                    {"name": "Bob", "numbers": [LONG, LONGER], "email": "bob@example.com", "sne": "", "groups": ["Work", "Family"]},
                    {"name": "Eve", "numbers": ["112"], "email": "", "sne": "", "groups": []}])
                self.assertEqual(phonebook.counters(card), (7, 103, 44))
                self.assertEqual(book.records(card, "uid")[:3], [b"\0\x2a", b"\0\x2b", b"\0\x2c"])
                card.commands.clear()
                self.assertIn("On the card already: 5", self.restore(self.file(ANN, BOB, EVE), typed=[]))
                self.assertEqual(card.writes(), [])

    def test_what_does_not_fit_is_said_and_the_rest_written(self):
        book = Book(slots=8, email=(2, 1), groups=["Work"], ext=0)
        card = self.empty_card(book)
        shown = self.restore(self.file(ANN, vcard("Dan", "1", email=["dan@example.com"]), vcard("Fay", "2", email=["x" * 50])))
        for text in ("Ann: without the second name Annie: this card has no place", "Ann: without the group Family: the card has none",
                     "Dan: without the mail address dan@example.com: no free place", "Fay: without the mail address " + "x" * 50 + ": too long"):
            self.assertIn(text, shown)
        self.assertIn("do not fit: 4", shown)
        self.assertEqual([(e["name"], e["numbers"], e["email"]) for e in book.entries(card)],
                         [("Ann", ["+12025550100"], "ann@example.com"), ("Ann", ["113"], ""), ("Dan", ["1"], ""), ("Fay", ["2"], "")])

    def test_more_on_a_contact_that_is_there_is_said_and_not_written(self):
        book = Book(email=(1, 0))
        card = self.empty_card(book)
        self.restore(self.file(EVE))
        card.commands.clear()
        shown = self.restore(self.file(vcard("Eve", "112", email=["eve@example.com"])), typed=[])
        self.assertIn("Eve: without the mail address eve@example.com: the contact is on the card already", shown)
        self.assertEqual(card.writes(), [])

    def test_two_books_that_share_their_extensions(self):
        one, two = Book(slots=1, base=0x40, ext=2), Book(slots=2, base=0x50, ext=2)
        two.path["ext"] = one.path["ext"]
        card = self.empty_card(one, two)
        self.restore(self.file(vcard("A", "1" * 25), vcard("B", "2" * 25), vcard("C", "3" * 25)), code=1)
        self.assertEqual([e["numbers"] for e in one.entries(card) + two.entries(card)], [["1" * 25], ["2" * 25]])

    def test_hidden_places_stay_free(self):
        book = Book(slots=3, hidden=(1, 2))
        card = self.empty_card(book)
        self.restore(self.file(EVE, ANN), code=1)
        self.assertEqual([bool(r.strip(b"\xff")) for r in book.records(card, "adn")], [False, False, True])

    def test_a_mail_without_a_name_stays(self):
        book = Book(slots=2, email=(1, 0))
        card = self.empty_card(book)
        card.files[book.path["email"]].body[0] = b"lonely\0example.com".ljust(40, b"\xff")
        self.restore(self.file(vcard("Eve", "112", email=["eve@example.com"])))
        self.assertEqual([r.rstrip(b"\xff") for r in book.records(card, "email")], [b"lonely\0example.com", b"eve\0example.com"])
        self.assertFalse(book.records(card, "adn")[0].strip(b"\xff"))

    def test_counters_that_run_over_begin_again(self):
        for counters, after in (((7, 0xFFFF, 41), (8, 1, 2)), ((7, 3, 0xFFFF), (8, 1, 2)), ((0xFFFFFFFF, 0xFFFF, 41), (0, 1, 2))):
            with self.subTest(counters):
                book = Book()
                card = self.empty_card(book, counters=(7, 100, 41))
                self.restore(self.file(EVE))
                book.put(card, counters=counters)
                card.files[phonebook.P + "/4F30"].body.pop()
                self.restore(self.file(vcard("Fay", "2")))
                self.assertEqual(phonebook.counters(card), after)
                self.assertEqual(book.records(card, "uid")[:3], [b"\0\1", b"\0\2", b"\0\0"])

    def test_a_card_without_counters(self):
        book = Book(uid=False)
        card = self.empty_card(book, counters=None)
        self.restore(self.file(EVE))
        self.assertEqual(set(card.writes()), {"UPDATE RECORD"})

    def test_pulled_out_and_again(self):
        """At three places; plan_test tries every one, without a card."""
        book = Book(slots=3, ext=5, **SHAPES["type 2"])  # as many places as needed and no more
        card = self.empty_card(book)
        self.restore(self.file(BOB, ANN))
        wanted, updates = book.entries(card), len(card.writes())
        for update in (3, updates // 2, updates):
            book = Book(slots=3, ext=5, **SHAPES["type 2"])
            card = self.empty_card(book)
            card.lose_at_update = update
            self.restore(self.file(BOB, ANN), code=3)
            for entry in book.entries(card):  # none points to a wrong or an empty record, or has half its parts
                self.assertIn(entry, wanted)
            card.lose_at_update = None
            self.take_out()
            self.insert(card)
            self.restore(self.file(BOB, ANN))
            self.assertEqual(book.entries(card), wanted)


house.main(__name__, __file__)
