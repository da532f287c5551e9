#!/usr/bin/python3
"""language_test.py - simcopy speaks the five languages: by --lang, by the environment, in its files and in the agent's page."""
import os
import re
import unittest

import house
from card import sim
from serve_test import Agent

SAYS = {"nl": ("bestanden in", "Wat er op uw simkaart stond", "Maak een back-up"), "fr": ("fichiers dans", "Ce qui se trouvait sur votre", "Sauvegarder cette"),
        "de": ("Dateien in", "Was auf Ihrer SIM-Karte war", "Diese SIM-Karte sichern"), "en": ("files in", "What was on your SIM card", "Back up this SIM"),
        "zh": ("个文件", "您 SIM 卡上的内容", "备份此 SIM 卡")}


class Language(house.Case):
    def test_every_language(self):
        self.insert(sim([("Ann", "+12025550100")], ["Hello"]))
        for lang, (said, page, _) in SAYS.items():
            done = house.run("backup", "--lang", lang, self.path(lang))
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(said, done.stderr)
            with open(os.path.join(self.path(lang), "index.html"), encoding="utf-8") as f:
                html = f.read()
            self.assertIn('<html lang="%s">' % lang, html)
            self.assertIn(page, html)
            with open(os.path.join(self.path(lang), "report.txt"), encoding="utf-8") as f:
                self.assertTrue(f.read().startswith(page))

    def test_a_date_as_people_write_it(self):
        self.insert(sim([], ["Hello"]))
        for lang, date in (("nl", "22 november 2026 om 11:00"), ("fr", "22 novembre 2026"), ("de", "22. November 2026"), ("zh", "2026年11月22日")):
            house.run("backup", "--lang", lang, self.path(lang))
            done = house.run("export", self.path(lang), "--as", "html", "--lang", lang)
            self.assertRegex(done.stdout, "<time>[^<]*%s[^<]*</time>" % date)

    def test_by_the_environment(self):
        self.take_out()
        for name, value, says in (("LANG", "nl_BE.UTF-8", "simkaart"), ("LC_MESSAGES", "fr", "puce"), ("LANG", "tlh", "chip first")):
            old = house.environment
            house.environment = lambda: {**{k: v for k, v in old().items() if k != "LC_ALL"}, name: value}
            try:
                self.assertIn(says, house.run("backup", self.path()).stderr)
            finally:
                house.environment = old

    def test_a_language_we_do_not_have(self):
        done = house.run("readers", "--lang", "tlh")
        self.assertEqual(done.returncode, 2)
        self.assertIn("nl, fr, de, en or zh", done.stderr)

    def test_the_agents_page(self):
        agent = Agent("--lang", "nl")
        self.addCleanup(agent.stop)
        for lang, (_, _, title) in SAYS.items():
            page = agent.ask("GET", "/?lang=" + lang, key=False)[2].decode()
            self.assertEqual(re.findall("<h1>(.*)</h1>", page)[0][:len(title)], title)
            self.assertIn('<html lang="%s">' % lang, page)
        self.assertIn('<html lang="nl">', agent.ask("GET", "/", key=False)[2].decode())
        self.assertIn("Schlüssel", agent.ask("GET", "/api/readers?lang=de", key="x")[2].decode())


house.main(__name__, __file__)
