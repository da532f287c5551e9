#!/usr/bin/python3
"""pin_test.py - no PIN is ever burnt: how often one is sent is counted at the card."""
import os

import house
from card import sim, usim

PROMPT = "PIN of the card"
KINDS = {"sim": (sim, "3F007F106F3C"), "usim": (usim, "7FFF6F3C")}


class Pin(house.Case):
    def card(self, kind, **how):
        return self.insert(KINDS[kind][0]([("Ann", "+12025550100")], ["Hello"], pin="4711", **how))

    def box(self, kind, name="out"):
        return self.image(name)[1][KINDS[kind][1]]["record"]

    def each(self, code, verifies, typed, *options, says="", **how):
        for kind in KINDS:
            with self.subTest(kind):
                card = self.card(kind, **how)
                out = self.path("%s-%d" % (kind, len(os.listdir(self.dir))))
                got, shown = house.run_typing(typed, "backup", out, *options)
                self.assertEqual((got, card.verifies()), (code, verifies), shown)
                self.assertIn(says, shown)
                self.assertNotIn("4711", shown)
                self.assertEqual(card.writes(), [])
                with open(os.path.join(out, "image.simcopy"), encoding="utf-8") as f:
                    self.assertNotIn("34373131", f.read())
                yield kind, card, os.path.basename(out)

    def test_right(self):
        for kind, card, out in self.each(0, 1, [(PROMPT, "4711")], says="Tries left: 3"):
            self.assertEqual(self.box(kind, out)[1][0], "9000")
            self.assertEqual(card.tries, 3)

    def test_wrong_is_sent_once_and_continue_completes(self):
        for kind, card, out in self.each(1, 1, [(PROMPT, "0000"), (PROMPT, "0000")], says="Tries left: 2"):
            self.assertEqual(self.box(kind, out), {})
            self.assertEqual(self.image(out)[0]["iccid"], "89019990000000000001")
            self.insert(card)
            code, shown = house.run_typing([(PROMPT, "4711")], "backup", "--continue", self.path(out))
            self.assertEqual((code, card.verifies()), (0, 1), shown)
            self.assertEqual(self.box(kind, out)[1][0], "9000")

    def test_last_try_is_kept(self):
        for _, card, _ in self.each(1, 0, [(PROMPT, "4711")], tries=1, says="only one try is left"):
            self.assertEqual(card.tries, 1)

    def test_last_try_needs_a_yes(self):
        for _ in self.each(1, 0, [("Type yes", "y"), (PROMPT, "4711")], "--last-try", tries=1):
            pass

    def test_last_try_after_a_yes(self):
        for _ in self.each(0, 1, [("Type yes", "yes"), (PROMPT, "4711")], "--last-try", tries=1):
            pass

    def test_blocked_tells_of_the_puk(self):
        for _ in self.each(1, 0, [(PROMPT, "4711")], "--last-try", tries=0, says="PUK"):
            pass

    def test_no_pin_is_sent_on(self):
        for _ in self.each(1, 0, [(PROMPT, "47a1")], says="no try is used up"):
            pass
        for _ in self.each(1, 0, [(PROMPT, "")], says="No PIN was given"):
            pass

    def test_a_card_that_hides_its_tries(self):
        card = self.card("usim", silent=True)
        code, shown = house.run_typing([(PROMPT, "4711")], "backup", self.path())
        self.assertEqual((code, card.verifies()), (1, 0), shown)
        self.assertIn("does not say how many tries", shown)

    def test_no_terminal(self):
        card = self.card("usim")
        done = house.run("backup", self.path())
        self.assertEqual((done.returncode, card.verifies()), (1, 0))
        self.assertIn("no terminal", done.stderr)

    def test_words_for_a_missing_pin(self):
        for n, word in enumerate(("6982", "6900", "9804")):
            with self.subTest(word):
                card = self.card("usim", closed=word)
                code, shown = house.run_typing([(PROMPT, "4711")], "backup", self.path(str(n)))
                self.assertEqual((code, card.verifies()), (0, 1), shown)

    def test_another_key_is_not_asked_for(self):
        card = usim([("Ann", "1")])
        card.files["7FFF/6F07"].needs = "adm"
        self.insert(card)
        done = house.run("backup", self.path())
        self.assertEqual((done.returncode, card.verifies()), (1, 0), done.stderr)
        self.assertIn("key that only the operator has", done.stderr)
        self.assertEqual(self.image()[1]["7FFF6F07"]["record"][1][0], "6982")


house.main(__name__, __file__)
