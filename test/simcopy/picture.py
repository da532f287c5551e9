#!/usr/bin/python3
"""picture.py - makes doc/pictures/simcopy-index.png anew: index.html of a made-up card, as a browser shows it. Needs Chromium."""
import os

import browser
import house
from card import sim, sms

PEOPLE = [("An Peeters", "+32470000101"), ("Garage Dubois", "+3281000102"), ("Huisarts", "+3223000103"), ("Mama", "+32470000104")]
MESSAGES = [("Ben je om 7 uur thuis? Er is soep.", "+32470000104"), ("Votre voiture est prête.", "+3281000102")]


class Picture(house.Case):
    def test_picture(self):
        card = self.insert(sim(PEOPLE, [text for text, _ in MESSAGES]))
        box = next(f for path, f in card.files.items() if path.endswith("/6F3C"))
        box.body[:len(MESSAGES)] = [sms(text, sender) for text, sender in MESSAGES]
        house.run("backup", self.path())
        with browser.Browser(self.dir) as b:
            page = b.open("file://" + os.path.join(self.path(), "index.html"), width=640, height=830)
            page.call("Emulation.setScrollbarsHidden", hidden=True)
            page.picture(os.path.join(house.ROOT, "doc/pictures/simcopy-index.png"))


house.main(__name__, __file__)
