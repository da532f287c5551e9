#!/usr/bin/python3
"""kill_test.py - kill -9 of simoffd's processes, chosen by a printed seed, while clients submit lines and ask again until they
have an answer. Afterwards: every acknowledged answer is still the same, one case per line, no line deleted twice, all cases end,
the audit is whole.

Three rounds: null adapters, adapters that fail on purpose, and a real osmo-hlr watched by a spy.
SIMOFF_SEED replays a choice of victims; SIMOFF_LONG=1 kills four times as often."""
import http.client
import os
import queue
import random
import signal
import sys
import threading
import time

from harness import ENDS, LONG, Checks, Hlr, Site, Spy, line, until

SEED = int(os.environ.get("SIMOFF_SEED") or time.time_ns() % 1000000)
TIMES = 4 if LONG else 1
THREADS = 8
AGAIN = (409, 500, 502, 503, 504)       # asked again with the same key: nobody knows yet, or not now
PARTS = ("reference", "state", "received", "quote")
VICTIMS = ("desk", "desk", "desk", "web", "reader", "net", "sms", "mail", "parent")
check = Checks()


class Load:
    """Client threads; each line once, with a key of its own, until it is acknowledged."""

    def __init__(self, site, rows):
        self.site, self.answers, self.odd, self.retries = site, {}, [], 0
        self.work, self.done = queue.Queue(), threading.Event()
        for row in rows:
            self.work.put(row)
        self.threads = [threading.Thread(target=self.client, daemon=True) for _ in range(THREADS)]
        for t in self.threads:
            t.start()

    def client(self):
        api = self.site.api()
        while not self.done.is_set():
            try:
                row = self.work.get_nowait()
            except queue.Empty:
                return
            self.one(api, row["msisdn"])
            time.sleep(0.02)

    def one(self, api, number):
        while not self.done.is_set():
            try:
                answer = submit(api, number)
            except (OSError, http.client.HTTPException):
                self.retries += 1
                time.sleep(0.05)
                continue
            if answer.status in AGAIN:
                self.retries += 1
                time.sleep(0.1)
            elif answer.status in (200, 201):
                self.answers[number] = answer.json
                return
            else:
                self.odd.append(answer)
                return

    def wait(self, seconds):
        end = time.monotonic() + seconds
        for t in self.threads:
            t.join(max(0.1, end - time.monotonic()))
        self.done.set()


def submit(api, number):
    return api.submit(number, "kill-" + number, contact={"email": "k%s@example.net" % number})


def kill_one(site, choice):
    """True when there was somebody to kill."""
    victim = choice.choice(VICTIMS)
    if victim == "parent":
        site.daemon.send_signal(signal.SIGKILL)
        site.daemon.wait()
        site.start(30)
        return True
    pid = site.children().get(victim)
    if pid:
        os.kill(pid, signal.SIGKILL)
    return bool(pid)


def killing(site, load, kills, choice):
    """KILLS kills; after each, service returns. Returns the longest silence seen."""
    worst, done = 0.0, 0
    while done < kills:
        time.sleep(choice.uniform(0.02, 0.3))
        if not kill_one(site, choice):
            continue
        done += 1
        began = time.monotonic()
        is_back = until(lambda: is_served(site), 20, 0.02)
        if not check.ok(is_back, "service returns after kill %d" % done, site.read("simoffd.log")[-1500:]):
            break
        worst = max(worst, time.monotonic() - began)
    load.wait(60)
    return worst


def is_served(site):
    """A read that a desk answers."""
    api = site.api()
    api.seconds = 2
    try:
        return api.get("/api/v1/cases?limit=1").status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        api.close()


def same_parts(a, b):
    return all(a.get(p) == b.get(p) for p in PARTS)


def verify(name, site, load, rows, seconds):
    api = site.api()
    numbers = [r["msisdn"] for r in rows]
    check.eq(load.odd, [], name + ": nobody got an answer that makes no sense")
    check.eq(sorted(set(numbers) - set(load.answers)), [], name + ": every line was acknowledged")

    def all_ended():
        return all(c["state"] in ENDS for c in api.items("/api/v1/cases"))

    check.ok(until(all_ended, seconds, 0.5), name + ": all cases end",
             [(c["reference"], c["state"]) for c in api.items("/api/v1/cases") if c["state"] not in ENDS][:5], site.read("simoffd.log")[-800:])
    cases = api.items("/api/v1/cases")
    check.eq(len(cases), len({c["msisdn"] for c in cases}), name + ": at most one case per line")
    check.eq(sorted(c["reference"] for c in cases), sorted(a["reference"] for a in load.answers.values()),
             name + ": the cases are those that were acknowledged")
    check.eq({c["state"] for c in cases}, {"confirmed"}, name + ": each is confirmed")
    changed = []
    for number, answer in load.answers.items():
        again = submit(api, number)
        if again.status not in (200, 201) or not same_parts(again.json, answer):
            changed.append((answer, again))
    check.ok(not changed, name + ": the same key gets the same answer", len(changed), changed[:1])
    audit = site.simoff("audit", "verify")
    check.ok(audit.returncode == 0, name + ": the audit is whole", audit.stdout, audit.stderr)


def round_of(name, site, rows, kills, seconds):
    choice = random.Random("%s %d" % (name, SEED))
    began = time.monotonic()
    load = Load(site, rows)
    worst = killing(site, load, kills, choice)
    verify(name, site, load, rows, seconds)
    print("%s: %d kills, %d lines, %d asked again, longest silence %.2f s, %.1f s in all"
          % (name, kills, len(rows), load.retries, worst, time.monotonic() - began), flush=True)


def with_null():
    rows = [line(n) for n in range(1, 301)]
    site = Site("kill", rows)
    round_of("null", site, rows, 50 * TIMES, 60)
    site.stop()


def with_faults():
    rows = [line(n) for n in range(1, 61)]
    site = Site("faulty", rows, daemon_env={"SIMOFF_FAULTY": "seed=%d lost=5 answer_lost=5 later=5" % (SEED % 1000)},
                net_adapter="faulty", sms_adapter="faulty", mail_adapter="faulty", policy_drain_s="1")
    round_of("faulty", site, rows, 10 * TIMES, 120)
    site.stop()


def with_a_real_hlr():
    rows = [line(n) for n in range(1, 101)]
    hlr = Hlr(rows)
    spy = Spy(hlr)
    site = Site("hlr", rows, net_adapter="hlr_osmo", net_address=spy.address, policy_drain_s="1")
    round_of("hlr", site, rows, 20 * TIMES, 90)
    check.eq([r["imsi"] for r in rows if hlr.has(r["imsi"])], [], "hlr: all lines are gone")
    check.eq({n for n, times in spy.deleted.items() if times > 1}, set(), "hlr: no line was deleted twice")
    check.ok(len(spy.deleted) > 90, "hlr: the spy saw the deletes", len(spy.deleted))
    site.stop()


def main():
    print("seed %d" % SEED, flush=True)
    with_null()
    with_faults()
    with_a_real_hlr()
    check.end()


if __name__ == "__main__":
    sys.exit(main())
