#!/usr/bin/python3
"""run_test.py - what `simcopy backup` does around the card: a card pulled out, a backup that goes on, several readers, events for
programs, Ctrl-C, folders that are there already. As an ordinary user too."""
import json
import os
import shutil
import signal
import subprocess
import unittest

import card as cards
import house
from card import T, sim, usim

PEOPLE = [("Name %d" % i, "+1202555%04d" % i) for i in range(100)]


class Run(house.Case):
    def backup(self, *options, code=0, name="out"):
        done = house.run("backup", self.path(name), *options)
        self.assertEqual(done.returncode, code, done.stderr + done.stdout)
        return done

    def bytes_of(self, name="out"):
        with open(os.path.join(self.path(name), "image.simcopy"), "rb") as f:
            return f.read()

    def adn(self, name="out"):
        return [r for _, r in self.image(name)[1]["3F007F106F3A"]["record"].values()]

    # ---- pulled out, and on ----

    def test_pulled_out_and_continued(self):
        for make in (sim, usim):
            with self.subTest(make.__name__):
                card = self.insert(make(PEOPLE, ["Hello"]))
                card.lose_at = 60
                self.backup(code=3, name=make.__name__)
                before = len([r for r in self.adn(make.__name__) if r])
                self.assertGreater(before, 20)
                self.assertLess(before, 60)
                self.take_out()
                card.lose_at = None
                self.insert(card)
                done = self.backup("--continue", name=make.__name__)
                self.assertEqual(self.adn(make.__name__), [bytes(r) for r in card.files[T + "/6F3A"].body], done.stderr)
                contacts = [c for c, _ in card.commands if c[1] == cards.READ_RECORD and c[4] == 32]
                self.assertLessEqual(len(contacts), 100 - before + 2, "what is there is not read again")
                self.assertEqual(card.writes(), [])
                self.take_out()

    def test_pulled_out_at_every_command(self):
        whole = self.insert(usim(PEOPLE[:3], ["Hello"], slots=3, places=1))
        self.backup(name="whole")
        total, right = len(whole.commands), self.adn("whole")
        for at in range(1, total + 1, 5):
            card = self.insert(usim(PEOPLE[:3], ["Hello"], slots=3, places=1))
            card.lose_at = at
            name = "at%d" % at
            self.backup(code=3, name=name)
            self.take_out()
            card.lose_at = None
            self.insert(card)
            self.backup(*(["--continue"] if os.path.exists(self.path(name)) else []), name=name)
            self.assertEqual(self.adn(name), right)

    def test_swapped_for_another_card(self):
        card = self.insert(sim(PEOPLE, ["Hello"]))
        card.lose_at = 60
        self.backup(code=3)
        self.take_out()
        before = self.bytes_of()
        other = sim(PEOPLE)
        other.files["3F00/2FE2"].body[-1] = 0x20
        self.insert(other)
        done = self.backup("--continue", code=4)
        self.assertIn("another card", done.stderr)
        self.assertEqual(self.bytes_of(), before)
        self.assertEqual(other.count(cards.READ_RECORD), 0)

    def test_continue_of_a_whole_backup_reads_nothing_again(self):
        card = self.insert(sim(PEOPLE))
        self.backup()
        before = self.adn()
        card.commands.clear()
        self.backup("--continue")
        self.assertEqual(card.count(cards.READ_RECORD), 0)
        self.assertEqual(self.adn(), before)

    def test_interrupted(self):
        card = self.insert(sim(PEOPLE))
        card.delay = 0.01
        process = subprocess.Popen([house.PROGRAM, "backup", self.path()], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=house.environment(), start_new_session=True)
        house.wait_for(lambda: card.count(cards.READ_RECORD) > 10, "some records")
        process.send_signal(signal.SIGINT)
        process.communicate()
        self.assertEqual(process.returncode, 3)
        self.assertLess(len([r for r in self.adn() if r]), 100)
        card.delay = 0
        self.backup("--continue")
        self.assertEqual(self.adn(), [bytes(r) for r in card.files[T + "/6F3A"].body])

    # ---- folders ----

    def test_a_backup_is_not_written_over(self):
        card = self.insert(sim(PEOPLE))
        self.backup()
        before = self.bytes_of()
        card.commands.clear()
        self.backup(code=2)
        self.assertEqual((self.bytes_of(), card.count()), (before, 0))

    def test_modes(self):
        self.insert(sim(PEOPLE))
        self.backup()
        self.assertEqual(os.stat(self.path()).st_mode & 0o777, 0o700)
        for name in os.listdir(self.path()):
            self.assertEqual(os.stat(os.path.join(self.path(), name)).st_mode & 0o777, 0o600, name)

    def test_without_a_name_the_folder_is_the_cards(self):
        self.insert(sim(PEOPLE))
        done = house.run("backup", cwd=self.dir)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(os.listdir(self.dir), ["simcopy-89019990000000000001"])

    def test_a_folder_that_cannot_be_made(self):
        self.insert(sim(PEOPLE))
        self.backup(code=3, name="no/such/parent")

    def test_continue_needs_an_image(self):
        self.insert(sim(PEOPLE))
        self.backup("--continue", code=3)
        os.mkdir(self.path("damaged"))
        with open(os.path.join(self.path("damaged"), "image.simcopy"), "w", encoding="ascii") as f:
            f.write("simcopy-image 1\nnonsense\n")
        self.backup("--continue", code=3, name="damaged")
        self.assertEqual(house.run("backup", "--continue").returncode, 2)

    # ---- readers, words, events ----

    def test_no_card_and_no_service(self):
        self.take_out()
        done = self.backup(code=3)
        self.assertIn("no card", done.stderr)
        done = self.backup("--reader", "Other", code=3)
        self.assertIn("simcopy readers", done.stderr)
        env = dict(house.environment(), PCSCLITE_CSOCK_NAME="/nonexistent")
        done = subprocess.run([house.PROGRAM, "readers"], capture_output=True, text=True, check=False, env=env)
        self.assertEqual(done.returncode, 3)
        self.assertIn("start pcscd", done.stderr)

    def test_several_readers(self):
        first, second = self.insert(sim(PEOPLE)), self.insert(usim(PEOPLE), 1)
        try:
            done = self.backup(code=3)
            self.assertIn("--reader", done.stderr)
            self.assertEqual((first.count(), second.count()), (0, 0))
            self.backup("--reader", "00 01", name="named")
            self.assertEqual(self.image("named")[0]["class"], "usim")
            code, shown = house.run_typing([("Number:", "1")], "backup", self.path("asked"))
            self.assertEqual(code, 0, shown)
            self.assertEqual(self.image("asked")[0]["class"], "gsm")
            code, shown = house.run_typing([("Number:", "3")], "backup", self.path("wrong"))
            self.assertEqual(code, 3, shown)
        finally:
            self.take_out(1)

    def test_used_by_another_program(self):
        card = self.insert(sim(PEOPLE))
        card.delay = 0.02
        process = subprocess.Popen([house.PROGRAM, "backup", self.path("first")], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, env=house.environment(), start_new_session=True)
        house.wait_for(lambda: card.count() > 3, "the first program")
        done = self.backup(code=3, name="second")
        self.assertIn("another program", done.stderr)
        card.delay = 0
        process.wait()
        self.assertEqual(process.returncode, 0)

    def test_events(self):
        self.insert(sim(PEOPLE))
        done = self.backup("--json")
        self.assertEqual(done.stderr, "")
        events = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertIn({"event": "file", "name": "ADN", "path": "3F007F106F3A", "records": 100}, events)
        self.assertIn({"event": "file_end", "name": "ADN", "read": 100, "refused": 0}, events)
        self.assertEqual((events[-1]["event"], events[-1]["whole"]), ("end", "yes"))

    def test_quiet_without_a_terminal_and_a_bar_on_one(self):
        self.insert(sim(PEOPLE))
        done = self.backup()
        self.assertEqual((done.stdout, done.stderr.count("\n")), ("", 1), done.stderr)
        _, shown = house.run_typing([], "backup", self.path("terminal"))
        self.assertIn("] 100 %", shown)

    def test_wrong_words(self):
        for words in ([], ["nonsense"], ["backup", "--nonsense"], ["backup", "a", "b"], ["backup", "--only"], ["readers", "x"],
                      ["backup", "--only", "nonsense", self.path()], ["readers", "--all"]):
            self.assertEqual(house.run(*words).returncode, 2, words)
        for words in (["help"], ["--help"], ["backup", "--help"]):
            done = house.run(*words)
            self.assertEqual((done.returncode, done.stderr), (0, ""), words)
        self.assertIn("[--reader NAME]", house.run("backup", "--help").stdout)

    def test_a_slow_card(self):
        card = self.insert(sim(PEOPLE))
        card.delay = 0.01
        self.backup()

    def test_memory_stays_below_8_mib(self):
        """The high-water mark as the kernel keeps it, looked at until the program has ended."""
        if os.readlink("/proc/self") != str(os.getpid()):
            self.skipTest("no /proc of our own here")
        card = self.insert(sim(PEOPLE * 2 + PEOPLE[:50], ["Hello"] * 50))
        card.delay = 0.001
        process = subprocess.Popen([house.RELEASE, "backup", self.path()], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env=house.environment(), start_new_session=True)
        most = 0
        while process.poll() is None:
            with open("/proc/%d/status" % process.pid, encoding="ascii") as f:
                most = max([most] + [int(line.split()[1]) for line in f if line.startswith("VmHWM")])
        self.assertEqual(process.returncode, 0)
        self.assertGreater(most, 500)
        self.assertLess(most, 8 * 1024)

    @unittest.skipUnless(house.is_real_root(), "only root can become another user")
    def test_as_an_ordinary_user(self):
        """The same service and card, entered by somebody who is nobody."""
        folder = self.path("theirs")
        os.mkdir(folder)
        for path in (self.top, self.dir):
            os.chmod(path, 0o711)
        os.chmod(folder, 0o777)
        program = shutil.copy(house.PROGRAM, self.path("simcopy"))
        self.insert(sim(PEOPLE))
        done = subprocess.run(["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", program, "backup", folder + "/out"],
                              capture_output=True, text=True, check=False, env=house.environment())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(self.adn("theirs/out")), 100)


house.main(__name__, __file__)
