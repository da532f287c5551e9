#!/usr/bin/python3
"""serve_page_test.py - the agent's page in a real browser, 360 px wide and by keyboard: look, PIN, backup, the page to print, a link that
is good once, forgetting. Skips where there is no Chromium."""
import json
import os
import shutil
import unittest
import zipfile

import browser
import house
from card import sim
from serve_test import Agent


@unittest.skipUnless(browser.PROGRAM, "chromium is not installed")
class ServePage(house.Case):
    def setUp(self):
        super().setUp()
        self.agent = Agent("--to", self.dir)
        self.addCleanup(self.agent.stop)
        self.browser = browser.Browser(self.dir)
        self.addCleanup(self.browser.__exit__)

    def shows(self, page, name):
        return page.run("!document.getElementById(%s).closest('[hidden]')" % json.dumps(name))

    def press(self, page, name):
        """By keyboard: the focus, then Enter."""
        page.run("document.getElementById(%s).focus()" % json.dumps(name))
        page.enter()

    def backup(self, page, pin):
        page.wait("document.getElementById('reader').options.length")
        self.press(page, "reader")
        page.run("document.querySelector('#look button').focus()")
        page.enter()
        page.wait("!document.getElementById('backup').hidden")
        if pin:
            self.assertTrue(self.shows(page, "pin"))
            page.run("document.getElementById('pin').focus()")
            page.type(pin)
            page.enter()
        else:
            self.press(page, "start")

    def test_the_whole_story(self):
        card = self.insert(sim([("Ann <b>", "+12025550100")], ["Hello"], pin="4711"))
        page = self.browser.open(self.agent.url.replace("/#", "/?lang=nl#"))
        page.wait("document.getElementById('reader').options.length")
        self.assertNotIn(self.agent.key, page.run("location.href"), "the key is not left in the address")
        self.assertLessEqual(page.run("document.documentElement.scrollWidth"), 360)
        self.backup(page, "0000")
        page.wait("document.getElementById('events').innerText.includes('Resterende pogingen: 2')")
        page.wait("!document.getElementById('take').hidden")
        self.assertEqual((card.verifies(), page.run("document.getElementById('pin').value")), (1, ""))
        self.backup(page, "4711")
        page.wait("!document.getElementById('take').hidden && !document.getElementById('stop').offsetParent")
        self.assertEqual(card.verifies(), 2)
        self.assertEqual(page.run("document.querySelectorAll('#files li').length"), 8)
        self.assertLessEqual(page.run("document.documentElement.scrollWidth"), 360)

        view = self.browser.open(page.run("document.getElementById('view').href"))
        self.assertEqual(view.run("document.querySelector('td').innerText"), "Ann <b>")
        self.assertEqual(view.run("getComputedStyle(document.querySelector('table')).borderCollapse"), "collapse", "its style is let in")
        self.assertEqual(view.pdf()[:5], b"%PDF-")

        self.press(page, "stick")
        page.wait("document.getElementById('taken').innerText.includes('Bewaard in')")
        folder = page.run("document.getElementById('taken').innerText").split("in: ")[1].strip()
        with open(os.path.join(folder, "contacts.vcf"), encoding="utf-8") as f:
            self.assertIn("Ann", f.read())
        shutil.rmtree(folder)

        self.press(page, "link")
        page.wait("document.getElementById('address').value")
        address = page.run("document.getElementById('address').value")
        self.press(page, "forget")
        page.wait("document.getElementById('take').hidden")
        self.assertEqual(self.agent.ask("GET", "/api/files")[0], 404)
        self.take_a_link(address)

    def take_a_link(self, address):
        cut = self.browser.open(address[:-1])
        self.press(cut, "fetch")
        cut.wait("!document.getElementById('problem').hidden")
        self.assertIn("niet volledig", cut.run("document.getElementById('problem').innerText"))
        first = self.browser.open(address)
        self.press(first, "fetch")
        first.wait("!document.getElementById('ready').hidden")
        self.browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=self.dir)
        self.press(first, "save")
        house.wait_for(lambda: os.path.exists(self.path("simcopy.zip")), "the download")
        with zipfile.ZipFile(self.path("simcopy.zip")) as z:
            self.assertIn(b"FN:Ann <b>", z.read("contacts.vcf"))
        second = self.browser.open(address)
        self.press(second, "fetch")
        second.wait("!document.getElementById('problem').hidden")
        self.assertIn("al gebruikt", second.run("document.getElementById('problem').innerText"))
        self.assertFalse(self.shows(second, "ready"))

    def test_without_and_with_a_wrong_key(self):
        page = self.browser.open(self.agent.url.split("#")[0])
        page.wait("!document.getElementById('ask-key').hidden")
        page.type("nonsense")
        page.enter()
        page.wait("!document.getElementById('problem').hidden")
        page.wait("!document.getElementById('ask-key').hidden")
        page.run("document.getElementById('key').focus()")
        page.type(self.agent.key)
        page.enter()
        page.wait("document.getElementById('reader').options.length")

    def test_every_language_fits_a_small_screen(self):
        for lang in ("nl", "fr", "de", "en", "zh"):
            for path in ("/", "/take"):
                page = self.browser.open("http://127.0.0.1:%d%s?lang=%s" % (self.agent.port, path, lang))
                page.run("document.querySelectorAll('[hidden]').forEach((e) => { e.hidden = false; })")
                self.assertLessEqual(page.run("document.documentElement.scrollWidth"), 360, (lang, path))
                self.assertGreaterEqual(page.run("Math.min(...[...document.querySelectorAll('button')].map((b) => b.offsetHeight))"), 44)


house.main(__name__, __file__)
