#!/usr/bin/python3
"""race_test.py - two API clients and a visitor of the portal want the same line to end, at the same moment, on many lines:
one case for each line, one reference for all, one cut."""
import re
import threading

from harness import ENDS, LONG, Checks, Site, line, until
from peers import Sink

LINES = 100 if LONG else 20
check = Checks()


def by_pages_until_summary(site, sink, row):
    """A visitor who has proven the line and sees the summary: one button is left."""
    b = site.browser()
    b.go("/cancel")
    b.send("/cancel", line="0" + row["msisdn"][2:], name=row["name"], contact="page-" + row["email"], end="soon", refund="nothing")
    reference = b.path.split("/")[2].split("?")[0]
    mail = sink.wait(row["email"], "code")
    b.send("/cancel/" + reference, code=re.search(r"\b\d{8}\b", mail.text).group())
    if not b.path.endswith("/summary"):
        raise RuntimeError("no summary: %s %s" % (b.path, b.page))
    return b


def race(site, row, b):
    """All three at once. Returns the references that they were told."""
    start, told = threading.Barrier(3), {}
    apis = {"one": site.api(), "two": site.api()}

    def client(name):
        start.wait()
        answer = apis[name].submit(row["msisdn"], "%s-%s" % (name, row["msisdn"]))
        told[name] = (answer.status, answer.json.get("reference"))

    def visitor():
        start.wait()
        page = b.send("/summary")
        told["page"] = (page.status, b.path.split("/")[2].split("?")[0])

    threads = [threading.Thread(target=client, args=(n,)) for n in apis] + [threading.Thread(target=visitor)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return told


def main():
    rows = [line(n) for n in range(1, LINES + 1)]
    sink = Sink()
    site = Site("race", rows, mail_adapter="mail_smtp", mail_url="smtp://%s:2525" % sink.address, mail_tls="off")
    visitors = [by_pages_until_summary(site, sink, row) for row in rows]
    winners = {}
    for row, b in zip(rows, visitors):
        told = race(site, row, b)
        check.ok(all(s in (200, 201) for s, _ in told.values()) and len(told) == 3, "all are answered", told)
        check.eq(len({r for _, r in told.values()}), 1, "%s: all are told the same reference: %s" % (row["msisdn"], told))
        made = [n for n in ("one", "two") if told.get(n, (0,))[0] == 201]
        winners[made[0] if made else "page"] = winners.get(made[0] if made else "page", 0) + 1
        check.ok(len(made) < 2, "%s: at most one of them made it" % row["msisdn"], told)
    api = site.api()

    def proven():
        return [c for c in api.items("/api/v1/cases") if c["state"] != "withdrawn"]

    check.ok(until(lambda: all(c["state"] in ENDS for c in proven()), 40, 0.2), "all end")
    check.eq(sorted(c["msisdn"] for c in proven()), sorted(r["msisdn"] for r in rows), "exactly one case for each line")
    check.eq({c["state"] for c in proven()}, {"confirmed"}, "each confirmed")
    for row in rows:
        mails = [m for m in sink.mails(subject="Confirmation") if row["email"] in m.to]
        check.eq(len(mails), 1, "%s: one confirmation" % row["msisdn"])
    check.eq(site.simoff("audit", "verify").returncode, 0, "the audit is whole")
    print("who made the cases: %s" % winners)


if __name__ == "__main__":
    check.run(main)
