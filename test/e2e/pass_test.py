#!/usr/bin/python3
"""pass_test.py - passwords, with the real daemon: who signs in, two hundred at once, and what is left of it all when the process that
hashes is killed, or frozen, or the desk dies under it. Every visitor comes from an address of his own, 127.33.x.y."""
import http.client
import os
import re
import signal
import sqlite3
import threading
import time
import urllib.parse

from harness import LONG, Checks, Site, line, until

LINES, CROWD, MOST = 1100, 200, 200
CASES_FROM = 701            # the lines whose cases are submitted meanwhile; those before sign in
RIGHT, WRONG = "correct horse battery", "incorrect zebra accumulator"
# of RIGHT, by the reference program: printf PASSWORD | argon2 saltsaltsaltsalt -id -t 2 -k 19456 -p 1 -l 32 -e
HASH = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$iPOQ5f2O21FsjnBvo1AiFcDuSXciCnKUrXFO+yfgNoM"
check = Checks()
_visitors = 0


def choose_passwords(site):
    """Everybody has chosen one; the daemon must not run."""
    with sqlite3.connect(site.path("simoff.db")) as db:
        db.execute("INSERT INTO subscriber (subscriber_id, version, password, password_ms, language, created_ms)"
                   " SELECT subscriber_id, 1, ?, 1, '', 1 FROM line WHERE true ON CONFLICT (subscriber_id) DO UPDATE SET password = excluded.password",
                   (HASH,))


def sessions(site):
    """Of each login that has any: how many."""
    with sqlite3.connect("file:%s?mode=ro" % site.path("simoff.db"), uri=True) as db:
        return [n for (n,) in db.execute("SELECT count(*) FROM session GROUP BY subscriber_id")]


class Visitor:
    """Somebody with an address of his own and the sign-in page open."""

    def __init__(self, site, login, password):
        global _visitors
        _visitors += 1
        where = urllib.parse.urlsplit(site.url)
        self.login, self.password, self.answer, self.seconds, self.headers = login, password, None, 0.0, {}
        self.connection = http.client.HTTPConnection(where.hostname, where.port, timeout=30,
                                                     source_address=("127.33.%d.%d" % (1 + _visitors // 250, 1 + _visitors % 250), 0))
        self.connection.request("GET", "/sign-in")
        page = self.connection.getresponse()
        text = page.read().decode()
        self.cookie = page.headers["Set-Cookie"].split(";")[0]
        form = re.search(r'<form[^>]*action="/sign-in"[^>]*>(.*?)</form>', text, re.S).group(1)
        self.fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form))

    def sign_in(self):
        body = urllib.parse.urlencode({**self.fields, "login": self.login, "password": self.password})
        began = time.monotonic()
        try:
            self.connection.request("POST", "/sign-in", body, {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"})
            page = self.connection.getresponse()
            self.answer, self.headers, self.text = page.status, page.headers, page.read().decode()
        except (OSError, http.client.HTTPException) as error:
            self.answer = repr(error)
        self.seconds = time.monotonic() - began
        self.connection.close()
        return self.answer


def visitors(site, first, count, password=RIGHT):
    return [Visitor(site, "+" + line(n)["msisdn"], password) for n in range(first, first + count)]


def all_at_once(crowd):
    """Starts them; returns what waits for the last."""
    start = threading.Barrier(len(crowd))
    threads = [threading.Thread(target=lambda v=v: (start.wait(), v.sign_in())) for v in crowd]
    for t in threads:
        t.start()
    return threads


def wait_for(threads):
    for t in threads:
        t.join()


class Cases:
    """Submits one case after the other; how long each took."""

    def __init__(self, site):
        self.api, self.next, self.wrong = site.api(), CASES_FROM, []

    def while_(self, goes_on, at_least):
        took = []
        while len(took) < at_least or (goes_on() and len(took) < MOST):
            began = time.monotonic()
            answer = self.api.submit(line(self.next)["msisdn"], "case-%d" % self.next)
            took.append(time.monotonic() - began)
            self.next += 1
            if answer.status != 201:
                self.wrong.append(answer)
            time.sleep(0.01)        # so that they last as long as the crowd does
        return sorted(took)


def p99(took):
    return took[min(len(took) - 1, len(took) * 99 // 100)]


# ---- the parts ----

def one(site):
    right, wrong, nobody = (Visitor(site, login, password) for login, password in (
        ("+" + line(1)["msisdn"], RIGHT), ("+" + line(2)["msisdn"], WRONG), ("+32499999999", RIGHT)))
    check.eq(right.sign_in(), 303, "a right password signs in")
    check.ok("simoff-session=" in str(right.headers), "and gives a session", right.headers)
    check.ok(wrong.sign_in() != 303 and wrong.answer < 500, "a wrong one does not", wrong.answer)
    check.eq((nobody.sign_in(), len(nobody.text) - len(wrong.text) < 40), (wrong.answer, True), "nobody is told the same")
    check.ok(not any("simoff-session=" in str(v.headers) for v in (wrong, nobody)), "without a session")


def storm(site, cases):
    """Two hundred at once: who is not served is told so at once, and the desk goes on."""
    crowd = visitors(site, 3, CROWD)
    before = cases.while_(lambda: False, 60)
    threads = all_at_once(crowd)
    during = cases.while_(lambda: any(t.is_alive() for t in threads), 20)
    wait_for(threads)
    got = {code: sum(v.answer == code for v in crowd) for code in {v.answer for v in crowd}}
    print("storm: %s; POST /api/v1/cases p99 %.1f ms before, %.1f ms meanwhile (%d)" % (got, p99(before) * 1e3, p99(during) * 1e3, len(during)))
    check.ok(set(got) <= {303, 503} and got.get(303, 0) > 0, "all are answered: signed in, or busy", got)
    check.eq(len(sessions(site)), 1 + got.get(303, 0), "one session for each who was told so")
    check.eq(max(sessions(site)), 1, "and none has two")
    check.ok(all(v.headers["Retry-After"] for v in crowd if v.answer == 503), "the busy are told when to come again")
    check.ok(p99(during) < 10 * p99(before) + 0.5, "cases go on meanwhile", p99(before), p99(during))
    check.ok(not cases.wrong, "each of them", cases.wrong[:1])


def killed(site, cases, how, first):
    """The process of passwords is gone, or silent, in the middle of a crowd."""
    crowd, was = visitors(site, first, 50), site.children()["pass"]
    threads = all_at_once(crowd)
    until(lambda: any(v.answer == 303 for v in crowd), 10, 0.005)
    os.kill(was, how)
    took = cases.while_(lambda: False, 20)
    wait_for(threads)
    got = {code: sum(v.answer == code for v in crowd) for code in {v.answer for v in crowd}}
    print("%s: %s, the slowest after %.1f s" % (how.name, got, max(v.seconds for v in crowd)))
    check.ok(set(got) <= {303, 503} and 503 in got, "%s: all are answered" % how.name, got)
    check.ok(max(v.seconds for v in crowd) < 12, "%s: nobody waits for ever" % how.name)
    check.ok(p99(took) < 2 and not cases.wrong, "%s: cases go on" % how.name, p99(took), cases.wrong[:1])
    check.ok(until(lambda: site.children().get("pass", was) != was, 10), "%s: there is a new one" % how.name)
    check.eq(max(sessions(site)), 1, "%s: nobody has two sessions" % how.name)
    late = Visitor(site, "+" + line(first + 50)["msisdn"], RIGHT)
    check.eq(late.sign_in(), 303, "%s: and signing in goes on" % how.name)


def desk_dies(site):
    crowd, was = visitors(site, 601, 50), site.children()["desk"]
    threads = all_at_once(crowd)
    until(lambda: any(v.answer == 303 for v in crowd), 10, 0.005)
    before = len(sessions(site))
    os.kill(was, signal.SIGKILL)
    wait_for(threads)
    got = {code: sum(v.answer == code for v in crowd) for code in {v.answer for v in crowd}}
    print("desk killed: %s" % got)
    check.ok(set(got) <= {303, 503}, "all are answered, by its successor", got)
    check.ok(len(sessions(site)) >= before, "no session is lost")
    check.eq(max(sessions(site)), 1, "and none made twice")


def nothing_is_kept(site):
    """Of a password that was wrong, so that it is nowhere for a reason."""
    said = Visitor(site, "+" + line(660)["msisdn"], WRONG)
    said.sign_in()
    for name in os.listdir(site.dir):
        if os.path.isfile(site.path(name)):
            with open(site.path(name), "rb") as file:
                check.ok(WRONG.encode() not in file.read(), "not in " + name)
    if os.geteuid() != 0:
        check.skip("not root: the memory of the processes cannot be read")
        return
    check.ok(memory_has(site.children()["web"], (site.url.encode(),)), "memory can be searched")
    for role in ("web", "pass", "desk", "reader"):
        pid = site.children()[role]
        check.ok(until(lambda p=pid: not memory_has(p, (WRONG.encode(), urllib.parse.quote_plus(WRONG).encode())), 15, 0.2),
                 "not in the memory of " + role)


def memory_has(pid, words):
    with open("/proc/%d/maps" % pid, encoding="utf-8") as maps, open("/proc/%d/mem" % pid, "rb", 0) as memory:
        for row in maps:
            span, rights = row.split()[:2]
            start, end = (int(n, 16) for n in span.split("-"))
            if not rights.startswith("rw") or end - start > 1 << 28:
                continue
            memory.seek(start)
            try:
                bytes_ = memory.read(end - start)
            except OSError:
                continue
            if any(w in bytes_ for w in words):
                return True
    return False


def main():
    site = Site("pass", [line(n) for n in range(1, LINES + 1)])
    site.stop()
    choose_passwords(site)
    site.start()
    cases = Cases(site)
    one(site)
    storm(site, cases)
    for n, how in enumerate((signal.SIGKILL, signal.SIGSTOP) * (3 if LONG else 1)):
        killed(site, cases, how, 203 + 51 * n)
    desk_dies(site)
    nothing_is_kept(site)
    check.eq(site.stop(), 0, "the end is orderly")


check.run(main)
