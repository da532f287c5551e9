#!/usr/bin/python3
"""nonsense_test.py - a worn or hostile card: now and then an answer is another one, cut, longer, or random. Each seed is one card.
SIMCOPY_SEEDS=1000 for a night."""
import os
import random

import house
from card import sim, usim

SEEDS = int(os.environ.get("SIMCOPY_SEEDS", "40"))
ANN = [("Ann", "+12025550100"), ("Bob", "112"), ("Cleo", "+12025550101")]


class Nonsense(house.Case):
    def test_nonsense(self):
        """Whatever a card answers, the program ends by itself, with an image that can be read or with none."""
        for seed in range(SEEDS):
            card = usim(ANN, ["Hello"], phonebook=True) if seed % 2 else sim(ANN, ["Hello"])
            card.chance = random.Random(seed)
            self.insert(card)
            name = "seed%d" % seed
            done = house.run("backup", self.path(name), *(["--search"] if seed % 3 else []))
            self.assertIn(done.returncode, (0, 1, 3), "seed %d: %s" % (seed, done.stderr))
            self.assertEqual((card.writes(), card.verifies()), ([], 0))
            if os.path.exists(self.path(name)):
                self.assertIn(house.run("verify", self.path(name)).returncode, (0, 1), "seed %d" % seed)
                self.assertIn(house.run("show", self.path(name)).returncode, (0, 1), "seed %d" % seed)


house.main(__name__, __file__)
