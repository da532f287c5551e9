#!/usr/bin/python3
"""simcopy.py - how long `simcopy backup` takes for 250 contacts and 50 messages, with how many commands, bytes and memory: with
real pcscd and a card in software (test/simcopy), so this is what program, service and reader cost; a card's own time comes on top.

    bench/simcopy.py     medians of 9; needs build/bin/simcopy and what test/simcopy/house.py needs
"""
import os
import statistics
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "test/simcopy"))
import house  # noqa: E402
from card import sim, usim  # noqa: E402

ROUNDS = 9
PEOPLE = [("Name %d" % i, "+1202555%04d" % i) for i in range(250)]
LETTERS = ["Hello %d" % i for i in range(50)]
KINDS = {"SIM, class A0": sim, "USIM, class 00": usim}
WHAT = {"contacts and messages": ("--only", "contacts,messages"), "all known files": ()}


def peak_kib(process):
    """The program's own high-water mark, looked at until it has ended."""
    most = 0
    while process.poll() is None:
        with open("/proc/%d/status" % process.pid, encoding="ascii") as f:
            most = max([most] + [int(line.split()[1]) for line in f if line.startswith("VmHWM")])
    return most


class Bench(house.Case):
    def start(self, name, options):
        return subprocess.Popen([house.RELEASE, "backup", self.path(name), *options], stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=house.environment(), start_new_session=True)

    def measure(self, make, options):
        times = []
        for i in range(ROUNDS):
            card = self.insert(make(PEOPLE, LETTERS))
            began = time.monotonic()
            self.assertEqual(self.start(str(i), options).wait(), 0)
            times.append(time.monotonic() - began)
        sent, got = (sum(len(c[k]) for c in card.commands) for k in (0, 1))
        commands = card.count()
        card = self.insert(make(PEOPLE, LETTERS))
        memory = peak_kib(self.start("memory", options))
        return statistics.median(times) * 1000, min(times) * 1000, commands, sent, got, memory

    def test_bench(self):
        print("\n| card | what | ms, median | ms, least | commands | bytes to the card | bytes from it | peak KiB |\n" + "|---" * 8 + "|")
        for kind, make in KINDS.items():
            for what, options in WHAT.items():
                self.dir = self.path(kind[:3].strip() + what.replace(" ", ""))
                os.mkdir(self.dir)
                print("| %s | %s | %.0f | %.0f | %d | %d | %d | %d |" % ((kind, what) + self.measure(make, options)))


house.main(__name__, __file__)
