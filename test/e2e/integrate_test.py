#!/usr/bin/python3
"""integrate_test.py - the examples of doc/integrate.md, exactly as printed, between a real daemon and a false host operator whose
orders take seconds and who is killed in between: one cut for each line, confirmed at the end."""
import json
import os
import signal
import subprocess
import sys
import tempfile

from harness import ENDS, ROOT, Checks, Site, address, line, must_answer, spawn, until

EXAMPLES = os.path.join(ROOT, "doc/examples")
PORT = 8090
check = Checks()


class Mvne:
    """The host operator: a process of its own (false_mvne.py), so that it can be killed; its orders are in a file."""

    def __init__(self, rows, takes_s):
        self.host, self.file = address(), tempfile.NamedTemporaryFile(prefix="simoff-e2e-mvne-", suffix=".json")
        self.argv = [sys.executable, "-B", os.path.join(ROOT, "test/e2e/false_mvne.py"), self.host, str(PORT), self.file.name, str(takes_s)]
        json.dump({"orders": {}, "lines": {r["imsi"]: {"msisdn": r["msisdn"], "cuts": 0, "deletes": 0} for r in rows}},
                  open(self.file.name, "w", encoding="ascii"))
        self.url = "http://%s:%d" % (self.host, PORT)
        self.start()

    def start(self):
        self.child = spawn(self.argv)
        must_answer(self.child, self.host, PORT)

    def kill(self):
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()

    def lines(self):
        with open(self.file.name, encoding="ascii") as file:
            return json.load(file)["lines"]


def as_printed():
    with open(os.path.join(ROOT, "doc/integrate.md"), encoding="utf-8") as file:
        text = file.read()
    for name in sorted(os.listdir(EXAMPLES)):
        with open(os.path.join(EXAMPLES, name), encoding="utf-8") as file:
            check.ok("\n%s```" % file.read() in text, "doc/integrate.md prints %s as it is" % name)


def by_hand(mvne, example):
    """What the sysadmin types to try it out."""
    done = subprocess.run([os.path.join(EXAMPLES, example), mvne.url], input='{"do":"check","key":"check"}\n', capture_output=True,
                          text=True, timeout=20, check=False)
    check.eq(json.loads(done.stdout)["result"], "done", "%s by hand: %s" % (example, done))


def cut_by(example, number):
    rows = [line(number + i) for i in range(4)]
    mvne = Mvne(rows, 1.5)
    by_hand(mvne, example)
    site = Site(example, rows, net_adapter="exec", net_command="%s %s" % (os.path.join(EXAMPLES, example), mvne.url),
                policy_drain_s="0")
    api = site.api()
    references = [api.submit(r["msisdn"], "k" + r["msisdn"], contact={"email": "a@example.net"}).json["reference"] for r in rows]
    check.ok(until(lambda: any(e["state"] == "unknown" for r in references for e in api.case(r).get("effects", [])), 20),
             "%s: orders are accepted and worked on" % example)
    mvne.kill()
    os.kill(site.children()["net"], signal.SIGKILL)
    mvne.start()
    site.stop(signal.SIGKILL)
    until(lambda: not site.children(), 5)
    site.start()
    api = site.api()
    for reference in references:
        case = api.reaches(reference, ENDS, 90)
        check.eq(case["state"], "confirmed", "%s: the end of %s" % (example, reference))
    for imsi, one in mvne.lines().items():
        check.eq((one["cuts"], one["deletes"]), (1, 1), "%s: the line %s was cut once" % (example, imsi))
    site.stop()
    mvne.kill()


def main():
    as_printed()
    cut_by("mvne.sh", 1)
    cut_by("mvne.py", 11)


check.run(main)
