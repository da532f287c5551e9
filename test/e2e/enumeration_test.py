#!/usr/bin/python3
"""enumeration_test.py - nobody finds out from outside who has a line: signing in, asking for a code and asking to cancel answer alike
whether or not the login exists, in status, headers, length and time, with the real daemon.

Known and unknown logins take turns by a printed seed (SIMOFF_SEED replays it), each from a network of its own, told by the one
trusted proxy. Times are compared by the rank-sum test of Mann and Whitney: |z| of 4 comes by chance once in 16,000 times.
- A password costs 21 ms of CPU by design, so there are 400 a group (2,000 with SIMOFF_LONG=1). No difference is allowed.
- Codes and requests to cancel take 2,000 a group, from eight clients at a time. A line that is there is read, and a process that sends is
  woken: 0.02 to 0.15 ms, which nobody sees, because these answers leave at even times (src/web/call.h). No difference is allowed.
The durable count of attempts, which also has a ceiling for all together, is emptied from time to time: it is not what is shown here
(test/desk/attempt_test.c)."""
import collections
import concurrent.futures
import http.client
import os
import random
import re
import sqlite3
import time
import urllib.parse

from harness import LONG, Checks, Site, line

SEED = int(os.environ.get("SIMOFF_SEED") or time.time_ns() % 1000000)
EACH, PASSWORDS = 2000, 2000 if LONG else 400
EMPTY_AFTER = 200           # requests; the ceiling for all is 600
PROXY = "127.37.0.2"
LIMIT = 4.0
CLIENTS = 8
# of "correct horse battery", as in pass_test.py
HASH = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$iPOQ5f2O21FsjnBvo1AiFcDuSXciCnKUrXFO+yfgNoM"
check = Checks()


def rank_sum_z(a, b):
    """Mann and Whitney's U of two samples, in standard deviations from what chance gives: above 0 when A is the larger one."""
    both = sorted([(value, 0) for value in a] + [(value, 1) for value in b])
    ranks, i = 0.0, 0
    while i < len(both):
        same = i
        while same < len(both) and both[same][0] == both[i][0]:
            same += 1
        ranks += (i + 1 + same) / 2 * sum(1 for value in both[i:same] if value[1] == 0)
        i = same
    u, n = ranks - len(a) * (len(a) + 1) / 2, len(a) * len(b)
    return (u - n / 2) / (n * (len(a) + len(b) + 1) / 12) ** 0.5


class Proxy:
    """The trusted proxy with one browser's cookie and form behind it; every request says that it comes from another network."""

    def __init__(self, site, form, number):
        self.site, self.networks, self.form, self.number = site, 0, form, number
        where = urllib.parse.urlsplit(site.url)
        self.connection = http.client.HTTPConnection(where.hostname, where.port, timeout=30, source_address=(PROXY, 0))
        page, text, _ = self.ask("GET", form, {})
        self.cookie = page.headers["Set-Cookie"].split(";")[0]
        self.csrf = re.search(r'name="csrf" value="([^"]*)"', text).group(1)

    def ask(self, method, path, headers, body=None):
        """The answer, its text, and the seconds it took."""
        self.networks += 1
        headers = {"X-Forwarded-For": "10.%d.%d.%d" % (*divmod(self.networks, 256), 1 + self.number), **headers}
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        page = self.connection.getresponse()
        text = page.read().decode()
        return page, text, time.perf_counter() - began

    def post(self, path, fields):
        body = urllib.parse.urlencode({"csrf": self.csrf, **fields})
        return self.ask("POST", path, {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}, body)


def seen(page, text):
    """What an observer can tell two answers apart by, but for time; references and handles have one length."""
    return (page.status, len(text), tuple(sorted((name, len(value)) for name, value in page.headers.items() if name != "Date")))


def forget_attempts(site):
    with sqlite3.connect(site.path("simoff.db"), timeout=30) as db:
        db.execute("DELETE FROM attempt")
    db.close()


def codes(site):
    with sqlite3.connect("file:%s?mode=ro" % site.path("simoff.db"), uri=True) as db:
        found = db.execute("SELECT count(*) FROM effect WHERE kind LIKE '%_code'").fetchone()[0]
    db.close()
    return found


def login(known, n):
    return "+%s" % (line(n)["msisdn"] if known else "3249%07d" % n)


def take_turns(proxy, turns, path, fields_of, saw):
    for known, n in turns:
        page, text, seconds = proxy.post(path, fields_of(login(known, n)))
        saw.took[known].append(seconds)
        saw.looks[known][seen(page, text)] += 1
        if page.status == 303 and len(saw.took[known]) <= 20:
            after, text, _ = proxy.ask("GET", page.headers["Location"], {"Cookie": page.headers["Set-Cookie"] or proxy.cookie})
            saw.next_pages[known].add(seen(after, text))


class Saw:
    """What was seen, for known and for unknown logins."""

    def __init__(self):
        self.took, self.looks = {True: [], False: []}, {True: collections.Counter(), False: collections.Counter()}
        self.next_pages = {True: set(), False: set()}


def compare(site, what, path, form, each, clients, fields_of):
    """EACH requests with known logins and as many with unknown ones, in random order, from CLIENTS at a time."""
    proxies, choice, saw = [Proxy(site, form, k) for k in range(clients)], random.Random("%s %d" % (what, SEED)), Saw()
    turns = [(known, n) for known in (True, False) for n in range(1, each + 1)]
    choice.shuffle(turns)
    with concurrent.futures.ThreadPoolExecutor(clients) as pool:
        for i in range(0, len(turns), EMPTY_AFTER):
            forget_attempts(site)
            now = turns[i:i + EMPTY_AFTER]
            for done in [pool.submit(take_turns, proxy, now[k::clients], path, fields_of, saw) for k, proxy in enumerate(proxies)]:
                done.result()
    took, looks, next_pages = saw.took, saw.looks, saw.next_pages
    z = rank_sum_z(took[True], took[False])
    middle = {known: sorted(took[known])[each // 2] * 1e3 for known in took}
    print("%s: %d each, median %.3f ms known, %.3f ms unknown, z %.2f" % (what, each, middle[True], middle[False], z), flush=True)
    check.ok(abs(z) < LIMIT, what + ": the time says nothing", "z %.2f" % z)
    check.eq(set(looks[True]), set(looks[False]), what + ": nor do status, headers and length")
    check.eq(next_pages[True], next_pages[False], what + ": nor does the page after it")
    return looks


def main():
    print("seed %d" % SEED, flush=True)
    even = [float(n) for n in range(1000)]
    check.ok(abs(rank_sum_z(even, even)) < 0.01 and rank_sum_z([n + 150 for n in even], even) > LIMIT > -LIMIT > rank_sum_z(even, [n + 150 for n in even]),
             "the rank test sees a difference, and none where there is none")
    site = Site("enumeration", [line(n) for n in range(1, EACH + 1)], server_trusted_proxy=PROXY)
    site.stop()
    with sqlite3.connect(site.path("simoff.db")) as db:
        db.execute("INSERT INTO subscriber (subscriber_id, version, password, password_ms, language, created_ms)"
                   " SELECT subscriber_id, 1, ?, 1, '', 1 FROM line", (HASH,))
    db.close()
    site.start()
    looks = compare(site, "sign in with a code", "/sign-in/code", "/sign-in", EACH, CLIENTS, lambda who: {"login": who, "purpose": "sign_in"})
    check.eq({look[0] for look in looks[True]}, {303}, "each was sent on to the code's page")
    check.eq(codes(site), 2 * EACH, "a row for a code each, wherever it goes")
    looks = compare(site, "cancel", "/cancel", "/cancel", EACH, CLIENTS, lambda who: {
        "line": who, "name": "Ann", "contact": "ann@example.net", "end": "soon", "refund": "nothing"})
    check.eq({look[0] for look in looks[True]}, {303}, "each was sent on to the code's page")
    check.eq(codes(site), 4 * EACH, "a row for a code each, wherever it goes")
    looks = compare(site, "sign in with a password", "/sign-in", "/sign-in", PASSWORDS, 1, lambda who: {"login": who, "password": "incorrect zebra"})
    check.ok({look[0] for look in looks[True]}.isdisjoint({303, 429, 503}), "each was judged, and found wrong", looks[True])
    check.eq(site.stop(), 0, "the end is orderly")


check.run(main)
