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
import threading
import time

from harness import ENDS, LONG, Checks, Site, line, until
from peers import Hlr, Sink, Spy

SEED = int(os.environ.get("SIMOFF_SEED") or time.time_ns() % 1000000)
TIMES = 4 if LONG else 1
THREADS = 8
AGAIN = (409, 500, 502, 503, 504)       # asked again with the same key: nobody knows yet, or not now
PARTS = ("reference", "state", "received", "quote")
VICTIMS = ("desk", "desk", "desk", "web", "reader", "net", "sms", "mail", "parent")
AT_THE_NETWORK = ("net", "net", "net", "net", "desk", "desk", "web", "mail", "parent")
FAULTS = "seed=298 lost=5 answer_lost=5 later=5 garbage=3 hang=1"     # of a worker's life: the 81st call hangs, none of the first 8 fails
check = Checks()


class Load:
    """Client threads: each line is submitted once, with a key of its own, until it is acknowledged; the lines are spread over
    SECONDS. In between, and until the killing is over, acknowledged lines are asked for again: the same key, the same answer."""

    def __init__(self, site, rows, seconds):
        self.site, self.answers, self.odd = site, {}, []
        self.asked, self.retries = 0, 0
        self.work, self.killing_is_over = queue.Queue(), threading.Event()
        for row in rows:
            self.work.put(row)
        self.pause = seconds * THREADS / len(rows)
        self.threads = [threading.Thread(target=self.client, args=(n,), daemon=True) for n in range(THREADS)]
        for t in self.threads:
            t.start()

    def client(self, n):
        api, choice = self.site.api(), random.Random("%d %d" % (SEED, n))
        next_line = time.monotonic()
        while not (self.killing_is_over.is_set() and self.work.empty()):
            if time.monotonic() >= next_line or self.killing_is_over.is_set():
                next_line += self.pause
                try:
                    self.one(api, self.work.get_nowait()["msisdn"])
                except queue.Empty:
                    pass
            known = list(self.answers)
            if known:
                self.one(api, choice.choice(known))
            time.sleep(0.01)

    def one(self, api, number):
        end = time.monotonic() + 40
        while time.monotonic() < end:
            self.asked += 1
            try:
                answer = submit(api, number)
            except (OSError, http.client.HTTPException):
                self.retries += 1
                time.sleep(0.02)
                continue
            if answer.status not in AGAIN:
                break
            self.retries += 1
            time.sleep(0.05)
        else:
            self.odd.append("no answer in 40 s")
            return
        if answer.status not in (200, 201) or not same_parts(answer.json, self.answers.setdefault(number, answer.json)):
            self.odd.append((number, answer, self.answers.get(number)))

    def wait(self, seconds):
        self.killing_is_over.set()
        end = time.monotonic() + seconds
        for t in self.threads:
            t.join(max(0.1, end - time.monotonic()))


def submit(api, number):
    return api.submit(number, "kill-" + number, contact={"email": "k%s@example.net" % number})


def restart(site):
    """As a supervisor does: again, when the children of the one that was killed still hold its sockets."""
    for _ in range(20):
        try:
            site.start(30)
            return
        except RuntimeError as e:
            check.ok("already runs here" in str(e) or "in use" in str(e), "a restart is refused only while the old one is there", e)
            site.daemon.wait()
            time.sleep(0.1)
    check.ok(False, "the daemon starts again")


def kill_one(site, choice, victims):
    """True when there was somebody to kill."""
    victim = choice.choice(victims)
    if victim == "parent":
        site.daemon.send_signal(signal.SIGKILL)
        site.daemon.wait()
        restart(site)
        return True
    pid = site.children().get(victim)
    if pid:
        os.kill(pid, signal.SIGKILL)
    return bool(pid)


def killing(site, load, kills, choice, victims, pause_s):
    """KILLS kills, PAUSE_S apart on average; after each, service returns. Returns the longest silence seen."""
    worst, done = 0.0, 0
    while done < kills:
        time.sleep(choice.uniform(0.1, 1.9) * pause_s)
        if not kill_one(site, choice, victims):
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
    check.eq(load.odd, [], name + ": nobody got an odd answer, or another one the second time")
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


def round_of(name, site, rows, kills, seconds, victims=VICTIMS, pause_s=0.16):
    choice = random.Random("%s %d" % (name, SEED))
    began = time.monotonic()
    load = Load(site, rows, kills * pause_s)
    worst = killing(site, load, kills, choice, victims, pause_s)
    verify(name, site, load, rows, seconds)
    print("%s: %d kills, %d lines, %d requests, %d of them sent again, longest silence %.2f s, %.1f s in all"
          % (name, kills, len(rows), load.asked, load.retries, worst, time.monotonic() - began), flush=True)


def with_null():
    rows = [line(n) for n in range(1, 301)]
    site = Site("kill", rows)
    round_of("null", site, rows, 50 * TIMES, 60)
    site.stop()


def with_faults():
    rows = [line(n) for n in range(1, 61)]
    site = Site("faulty", rows, daemon_env={"SIMOFF_FAULTY": FAULTS}, net_adapter="faulty", net_call_ms="500", sms_adapter="faulty",
                sms_call_ms="500", mail_adapter="faulty", mail_call_ms="500", policy_drain_s="1")
    round_of("faulty", site, rows, 10 * TIMES, 120)
    api = site.api()
    attempts = [e["attempts"] for c in api.items("/api/v1/cases") for e in api.case(c["reference"])["effects"]]
    check.ok(sum(a > 1 for a in attempts) > 20, "faulty: the adapters did fail", sorted(attempts)[-5:])
    check.ok("in a call for too long" in site.read("simoffd.log"), "faulty: a worker that hung was ended")
    site.stop()


def with_a_real_hlr():
    rows = [line(n) for n in range(1, 101)]
    hlr = Hlr(rows)
    spy, sink, kills = Spy(hlr, 0.003), Sink(), 20 * TIMES
    site = Site("hlr", rows, net_adapter="hlr_osmo", net_address=spy.address, policy_drain_s="1", mail_adapter="mail_smtp",
                mail_url="smtp://%s:2525" % sink.address, mail_tls="off")
    round_of("hlr", site, rows, kills, 90, AT_THE_NETWORK, 0.6)
    check.eq([r["imsi"] for r in rows if hlr.has(r["imsi"])], [], "hlr: all lines are gone")
    check.eq({n for n, times in spy.deleted.items() if times > 1}, set(), "hlr: no line was deleted twice")
    check.ok(len(spy.deleted) > 90, "hlr: the spy saw the deletes", len(spy.deleted))
    confirmed, times = sink.mails(subject="Confirmation"), sink.times()
    check.eq({m.to for m in confirmed}, {"k%s@example.net" % r["msisdn"] for r in rows}, "hlr: everybody has the confirmation")
    extra = sum(times.values()) - len(times)
    print("hlr: %d mails, %d of them sent twice" % (sum(times.values()), extra), flush=True)
    check.ok(extra <= 2 * kills, "hlr: few mails are sent twice, under the same Message-ID", extra)
    check.eq(len({m["message-id"] for m in confirmed}), len(rows), "hlr: a confirmation has one Message-ID, however often it comes")
    site.stop()


def main():
    print("seed %d" % SEED, flush=True)
    with_null()
    with_faults()
    with_a_real_hlr()


if __name__ == "__main__":
    check.run(main)
