#!/usr/bin/python3
"""billing_test.py - the final account with a billing system that works on the folder of billing_csv: slow, writing its balances
half and then renaming them, with somebody else's IMSI, or not at all. While processes of simoffd are killed, exactly one stop
comes for each line, and no confirmation leaves before its balance, or a person's statement, is there. SIMOFF_SEED replays."""
import csv
import datetime
import os
import random
import re
import signal
import threading
import time

from harness import ENDS, Checks, Site, folder, line, until
from peers import Sink

SEED = int(os.environ.get("SIMOFF_SEED") or time.time_ns() % 1000000)
SLOW, WRONG, SILENT = (line(n) for n in range(1, 4))
MANY = [line(n) for n in range(11, 23)]
VICTIMS = ("billing", "desk", "billing", "mail", "billing", "parent", "desk", "billing")
FAULTS = "seed=7 lost=3 answer_lost=3 later=4 never=6"      # nine in a row of one line, which would outlast the wait, do not come
CREDIT, DEBT = 1150, 325        # what billing says of every line: EUR 11.50 left (12.00 at the wish), EUR 3.25 unpaid
check = Checks()


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Billing:
    """Takes stops into done/, remembers every name it ever saw, and drops its balances when it is told to."""

    def __init__(self):
        self.folder, self.seen, self.rows, self.held, self.odd = folder("exchange"), [], {}, set(), []
        self.lock = threading.Lock()
        os.mkdir(self.path("done"))
        threading.Thread(target=self.work, daemon=True).start()

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def work(self):
        while True:
            time.sleep(0.1)
            if not os.path.isdir(self.path("stop")):
                continue
            for name in sorted(os.listdir(self.path("stop"))):
                if name.endswith(".csv"):
                    try:
                        self.take(name)
                    except OSError as error:
                        self.odd.append("%s: %s; in done: %s" % (name, error, os.path.exists(self.path("done", name))))

    def take(self, name):
        with open(self.path("stop", name), encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        os.rename(self.path("stop", name), self.path("done", name))
        with self.lock:
            self.seen.append((name, rows))
        if rows[0]["msisdn"] not in self.held:
            self.balance(rows[0]["msisdn"], rows[0]["imsi"])

    def stops(self, msisdn):
        with self.lock:
            return [rows[0] for name, rows in self.seen if rows and rows[0]["msisdn"] == msisdn]

    def balance(self, msisdn, imsi):
        with self.lock:
            self.rows[msisdn] = [msisdn, imsi, now(), str(CREDIT), str(DEBT)]
            text = "msisdn,imsi,as_of,credit_cents,debt_cents\n" + "".join(",".join(r) + "\n" for r in self.rows.values())
            with open(self.path("balances.new"), "w", encoding="utf-8") as file:
                file.write(text[:len(text) // 2])
                file.flush()
                time.sleep(0.02)
                file.write(text[len(text) // 2:])
            os.rename(self.path("balances.new"), self.path("balances.csv"))

    def half(self, msisdn, imsi):
        """What a careless billing system does: writes in place, and is not done yet."""
        with self.lock, open(self.path("balances.csv"), "w", encoding="utf-8") as file:
            file.write("msisdn,imsi,as_of,credit_cents,debt_cents\n%s,%s,%s,11" % (msisdn, imsi, now()))


def submit(api, row):
    return api.submit(row["msisdn"], "k" + row["msisdn"], contact={"email": row["msisdn"] + "@example.net"}, language="en").json["reference"]


def effect(api, reference, kind):
    return [e for e in api.case(reference)["effects"] if e["kind"] == kind]


def detail_of_balance(api, reference, words):
    return until(lambda: [e for e in effect(api, reference, "billing_balance") if words in e.get("detail", "")], 30)


def says_the_account(api, sink, row, reference, what):
    account = api.case(reference).get("account") or {}
    check.eq((account.get("creditCents"), account.get("debtCents"), account.get("dueCents")), (CREDIT, DEBT, DEBT), what + ": the account is billing's")
    mails = until(lambda: sink.mails(row["msisdn"] + "@example.net", "Confirmation"), 20)
    if check.ok(mails, what + ": the confirmation came"):
        check.ok("11.50" in mails[0].text and "3.25" in mails[0].text, what + ": with billing's figures", mails[0].text)


def slow(site, billing, sink):
    api, msisdn = site.api(), SLOW["msisdn"]
    reference = submit(api, SLOW)
    api.reaches(reference, ("closing",))
    stops = until(lambda: billing.stops(msisdn), 20)
    if not check.ok(stops, "the stop came", api.case(reference)):
        return
    check.eq((stops[0]["imsi"], stops[0]["reference"], stops[0]["cause"]), (SLOW["imsi"], reference, "wish"), "and names the line")
    check.ok(stops[0]["cut"] <= now(), "and the cut")
    check.ok(detail_of_balance(api, reference, "not put it there yet"), "no balance: said in the effect", effect(api, reference, "billing_balance"))
    check.ok(until(lambda: [c for c in api.case(reference).get("cards", []) if c["kind"] == "billing_failed" and c.get("open")], 20),
             "when it takes too long, a person is told", api.case(reference))
    billing.half(msisdn, SLOW["imsi"])
    check.ok(detail_of_balance(api, reference, "still being written"), "half a file: said in the effect", effect(api, reference, "billing_balance"))
    check.eq((api.case(reference)["state"], sink.mails(msisdn + "@example.net", "Confirmation")), ("closing", []), "and nothing is confirmed")
    billing.balance(msisdn, SLOW["imsi"])
    check.eq(api.reaches(reference, ENDS)["state"], "confirmed", "with the balance: confirmed")
    says_the_account(api, sink, SLOW, reference, "slow")
    mail = sink.wait(msisdn + "@example.net", "received")
    link = re.search(r"https?://[^/\s]+(/case/\S+\?t=\S+)", mail.text if mail else "")
    if check.ok(link, "the mail has the secret link", mail and mail.text):
        page = site.browser().go(link.group(1))
        check.ok("The final account" in page.text and "3.25" in page.text, "and the page shows the same account", page)
    check.eq([c["kind"] for c in api.case(reference).get("cards", []) if c.get("open")], [], "and its card is settled")
    check.eq(len(billing.stops(msisdn)), 1, "one stop")


def wrong(site, billing, sink):
    api, msisdn = site.api(), WRONG["msisdn"]
    reference = submit(api, WRONG)
    until(lambda: billing.stops(msisdn), 20)
    billing.balance(msisdn, "206019999999999")
    check.ok(until(lambda: [c for c in api.case(reference).get("cards", []) if c["kind"] == "account_differs"], 30),
             "another IMSI: a card", api.case(reference))
    check.eq(api.case(reference)["state"], "closing", "and the case waits")
    letter = api.post("/api/v1/cases/%s/events" % reference, {"event": "confirmation_left", "note": "posted"})
    check.eq(letter.status, 409, "a letter cannot go first")
    billing.balance(msisdn, WRONG["imsi"])
    for _ in range(2):
        api.post("/api/v1/cases/%s/events" % reference, {"event": "retry"})
    check.eq(api.reaches(reference, ENDS)["state"], "confirmed", "mended and retried: confirmed")
    says_the_account(api, sink, WRONG, reference, "wrong")
    check.eq((len(billing.stops(msisdn)), len(sink.mails(msisdn + "@example.net", "Confirmation"))), (1, 1), "retried twice: one of each")


def silent(site, billing, sink):
    """Billing never answers; a person reads the figures elsewhere and states them."""
    api, msisdn = site.api(), SILENT["msisdn"]
    reference = submit(api, SILENT)
    api.reaches(reference, ("closing",))
    path = "/api/v1/cases/%s/account" % reference
    bad = api.post(path, {"creditCents": CREDIT, "debtCents": -1, "note": "x"})
    check.ok(bad.status == 400 and "debtCents" in bad.text, "a wrong statement is refused", bad)
    check.eq(api.post(path, {"creditCents": CREDIT, "debtCents": 0}).status, 400, "and one without a note")
    past = api.post(path, {"creditCents": 0, "debtCents": 0, "asOf": "2020-01-01T00:00:00Z", "note": "x"})
    check.ok(past.status == 400 and "cut" in past.text, "and one from before the cut", past)
    done = site.simoff("case", "account", reference, "--credit-cents", str(CREDIT), "--debt-cents", str(DEBT), "--note", "read on their screen")
    check.eq(done.returncode, 0, "stated by command: %s%s" % (done.stdout, done.stderr))
    again = site.simoff("case", "account", reference, "--credit-cents", "0", "--debt-cents", "0", "--note", "again")
    check.ok(again.returncode == 1 and "Not possible" in again.stderr or "settled" in again.stderr, "once", again)
    check.eq(api.reaches(reference, ENDS)["state"], "confirmed", "stated: confirmed")
    says_the_account(api, sink, SILENT, reference, "silent")
    check.ok("account_settled" in [e["what"] for e in api.case(reference)["events"]], "and it is in the audit")


def kill(site, victim):
    if victim == "parent":
        children = site.children().values()
        site.stop(signal.SIGKILL)
        until(lambda: not [pid for pid in children if os.path.exists("/proc/%d" % pid)], 10)    # the port is theirs until then
        site.start()
        return
    pid = site.children().get(victim)
    if pid:
        os.kill(pid, signal.SIGKILL)


def many(site, billing, sink):
    """Twelve lines, and every half second somebody is killed."""
    choice = random.Random(SEED)
    references = {row["msisdn"]: submit(site.api(), row) for row in MANY}
    for victim in choice.sample(VICTIMS, len(VICTIMS)):
        time.sleep(0.2 + choice.random() / 2)
        kill(site, victim)
    until(lambda: len(site.children()) == 7, 20)
    api = site.api()
    for row in MANY:
        msisdn, case = row["msisdn"], api.reaches(references[row["msisdn"]], ENDS, 120)
        check.eq(case["state"], "confirmed", msisdn + ": confirmed")
        check.eq((case.get("account") or {}).get("creditCents"), CREDIT, msisdn + ": with billing's figures")
        events = [e["what"] for e in case["events"]]
        check.eq([events.count(e) for e in ("billing_stopped", "account_settled", "confirmation_left")], [1, 1, 1], msisdn + ": each step once")
        order = [e for e in events if e in ("net_gone", "billing_stopped", "account_settled", "confirmation_left")]
        check.eq(order, ["net_gone", "billing_stopped", "account_settled", "confirmation_left"], msisdn + ": in order")
        check.eq(len(billing.stops(msisdn)), 1, msisdn + ": one stop")


def faulty():
    """A billing system that loses requests and answers, and refuses: every line is confirmed, or waits with a card."""
    site = Site("faulty", MANY, billing_adapter="faulty", daemon_env={"SIMOFF_FAULTY": FAULTS})
    api = site.api()
    waiting = [submit(api, row) for row in MANY]

    def go_on():
        """Retries what has a card; true when all are over."""
        for reference in list(waiting):
            case = api.case(reference)
            if case["state"] == "confirmed":
                waiting.remove(reference)
                events = [e["what"] for e in case["events"]]
                check.eq([events.count(e) for e in ("billing_stopped", "account_settled", "confirmation_left")], [1, 1, 1], "faulty: each step once")
            elif [c for c in case.get("cards", []) if c["kind"] == "billing_failed" and c.get("open")]:
                api.post("/api/v1/cases/%s/events" % reference, {"event": "retry"})
        return not waiting

    check.ok(until(go_on, 240, 0.2), "faulty: all are confirmed in the end", waiting)
    check.eq(site.stop(), 0, "the daemon ends when asked")


def main():
    print("seed %d" % SEED)
    billing, sink = Billing(), Sink()
    billing.held.update(row["msisdn"] for row in (SLOW, WRONG, SILENT))
    site = Site("billing", [SLOW, WRONG, SILENT] + MANY, mail_adapter="mail_smtp", mail_url="smtp://%s:2525" % sink.address, mail_tls="off",
                billing_adapter="billing_csv", billing_folder=billing.folder, billing_late_s="3")
    check.ok("billing" in site.children(), "billing has its worker", site.children())
    doctor = site.simoff("doctor")
    check.ok("billing_csv" in doctor.stdout, "doctor looks at it", doctor.stdout)
    slow(site, billing, sink)
    wrong(site, billing, sink)
    silent(site, billing, sink)
    many(site, billing, sink)
    names = [name for name, rows in billing.seen]
    check.eq(len(names), len(set(names)), "no stop came twice")
    check.eq([rows for name, rows in billing.seen if len(rows) != 1], [], "every stop was whole")
    check.eq(billing.odd, [], "and stayed until it was taken")
    audit = site.simoff("audit", "verify")
    check.ok(audit.returncode == 0, "the audit is whole", audit)
    check.eq(site.stop(), 0, "the daemon ends when asked")
    faulty()


if __name__ == "__main__":
    check.run(main)
