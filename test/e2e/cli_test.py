#!/usr/bin/python3
"""cli_test.py - the command line and the daemon's own manners: init, import, cases, lines, cards, numbers, audit, backup and
restore, doctor, check, machine; exit codes; SIGHUP and SIGTERM; an import of 100,000 rows."""
import csv
import json
import os
import shutil
import signal
import sqlite3
import ssl
import stat
import subprocess
import time
import urllib.request

from harness import BIN, ENDS, Checks, Site, address, end, folder, line, spawn, until, write_csv
from peers import Hlr

BIG, BIG_LIMIT_S = 100000, 15       # under 5 s on a quiet machine
OK, NO, USAGE, CONFIG, AWAY = 0, 1, 2, 3, 4
check = Checks()


def exits(site, code, what, *words, **options):
    done = site.simoff(*words, **options)
    check.ok(done.returncode == code, "%s: exit %d" % (what, code), words, "got %d" % done.returncode, done.stdout, done.stderr)
    check.ok(code == OK or done.stderr.strip() or done.stdout.strip(), what + ": says why", done)
    check.ok("Traceback" not in done.stderr and "Assertion" not in done.stderr, what + ": does not fall over", done.stderr)
    return done


def as_json(done, what):
    """One JSON value per line."""
    try:
        return [json.loads(l) for l in done.stdout.splitlines()]
    except ValueError as e:
        check.ok(False, what + ": is JSON", e, done.stdout)
        return [{}]


# ---- init ----

def init():
    where = os.path.join(folder("init"), "demo")
    url = "https://%s:8443" % address()
    argv = [os.path.join(BIN, "simoff"), "init", where, "--demo", "--listen", url]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    check.eq(done.returncode, OK, "init --demo: %s%s" % (done.stdout, done.stderr))
    for name in ("desk.key", "api.key", "simoff.conf", "tls.key", "simoff.db"):
        path = os.path.join(where, name)
        mode = stat.S_IMODE(os.stat(path).st_mode) if os.path.exists(path) else None
        check.ok(mode is not None and not mode & 0o077, "init: %s is there, and nobody else reads it" % name, mode and oct(mode))
    check.eq(os.path.getsize(os.path.join(where, "desk.key")), 32, "init: 32 random bytes")
    with open(os.path.join(where, "lines.csv"), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    check.eq(len(rows), 50, "init --demo: fifty lines")
    check.ok(all(r["msisdn"].lstrip("+").startswith("324") and r["imsi"].startswith("20601") for r in rows), "of ours", rows[:1])
    before = {n: os.stat(os.path.join(where, n)).st_mtime_ns for n in os.listdir(where)}
    again = subprocess.run(argv, capture_output=True, text=True, check=False)
    check.ok(again.returncode not in (OK, -6, -11) and again.stderr, "init twice: refused", again)
    check.eq({n: os.stat(os.path.join(where, n)).st_mtime_ns for n in os.listdir(where)}, before, "init twice: nothing touched")
    with open(os.path.join(where, "api.key"), encoding="ascii") as file:
        check.ok(file.read().strip() not in done.stdout + done.stderr, "init prints no secret")
    over_tls(where, url)
    far = subprocess.run([argv[0], "init", where + "2", "--listen", "http://192.0.2.1:80"], capture_output=True, text=True, check=False)
    check.ok(far.returncode != OK and "http" in far.stderr, "init: no plain http but on loopback", far)


def over_tls(where, url):
    """The demo starts, and speaks TLS with the certificate that init made."""
    daemon = spawn([os.path.join(BIN, "simoffd"), "-C", where], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    check.eq(daemon.stdout.readline().decode(), "ready %s\n" % url, "the demo starts")
    trust = ssl.create_default_context(cafile=os.path.join(where, "tls.crt"))
    with urllib.request.urlopen(url + "/healthz", context=trust, timeout=10) as answer:
        check.eq(answer.status, 200, "and answers over TLS, with its certificate and address")
    check.eq(end(daemon), 0, "and ends")


# ---- import ----

def imports(site):
    rows = [line(n) for n in range(1, 21)]
    path = write_csv(site.path("one.csv"), rows)
    exits(site, OK, "import --dry-run", "import", "lines", path, "--dry-run")
    check.eq(as_json(exits(site, OK, "no lines yet", "--json", "line", "list"), "lines"), [], "a dry run writes nothing")
    exits(site, OK, "import", "import", "lines", path)
    check.eq(len(as_json(exits(site, OK, "line list", "--json", "line", "list"), "lines")), 20, "twenty lines")
    feed = len(site.api().items("/api/v1/events"))
    again = exits(site, OK, "the same file again", "import", "lines", path)
    check.eq(len(site.api().items("/api/v1/events")), feed, "changes nothing: %s%s" % (again.stdout, again.stderr))
    bad = [line(21), line(22, imsi="12x"), line(23, msisdn="+32 4"), line(24), dict(line(25), imsi=line(24)["imsi"])]
    done = exits(site, NO, "bad rows", "import", "lines", write_csv(site.path("bad.csv"), bad))
    said = done.stdout + done.stderr
    check.ok(all(w in said for w in ("3", "imsi", "4", "msisdn")), "one line for each bad row: number and column", said)
    check.eq(site.simoff("line", "show", bad[0]["msisdn"]).returncode, NO, "all or nothing")
    skipped = site.simoff("import", "lines", site.path("bad.csv"), "--skip-bad")
    check.ok(skipped.returncode in (OK, NO), "--skip-bad ends well", skipped)
    check.eq(site.simoff("line", "show", bad[0]["msisdn"]).returncode, OK, "--skip-bad: the good rows are there")
    check.eq(site.simoff("line", "show", "32470000022").returncode, NO, "--skip-bad: the bad ones are not")
    delta = [line(1, plan="New plan"), line(26, plan="")]
    exits(site, OK, "a delta", "import", "lines", write_csv(site.path("delta.csv"), delta, ";"))
    seen = as_json(exits(site, OK, "line show", "--json", "line", "show", line(1)["msisdn"]), "line")[0]
    check.eq(seen.get("plan"), "New plan", "which changes what it says")
    gone = site.simoff("import", "lines", site.path("none.csv"))
    check.ok(gone.returncode in (NO, USAGE, CONFIG) and "none.csv" in gone.stderr, "no such file: named", gone)
    with open(site.path("odd.csv"), "w", encoding="utf-8") as out:
        out.write("msisdn,imsi,colour\n32470000099,206010000000099,red\n")
    odd = site.simoff("import", "lines", site.path("odd.csv"))
    check.ok(odd.returncode != OK and "colour" in odd.stderr + odd.stdout, "an unknown column: named", odd)


def from_hlr(hlr):
    site = Site("fromhlr")
    site.start()
    exits(site, OK, "import hlr --dry-run", "import", "hlr", hlr.address, "--dry-run")
    check.eq(site.api().items("/api/v1/lines"), [], "import hlr --dry-run writes nothing")
    exits(site, OK, "import hlr", "import", "hlr", hlr.address)
    lines = {l["msisdn"]: l["imsi"] for l in site.api().items("/api/v1/lines")}
    check.eq(lines, {line(n)["msisdn"]: line(n)["imsi"] for n in range(1, 27)}, "import hlr: every line with its IMSI")
    check.eq(site.stop(), 0, "and the daemon ends")


def big_import():
    site = Site("big", [line(1)])
    with open(site.path("big.csv"), "w", encoding="utf-8") as out:
        out.write("msisdn,imsi,name,email\n")
        out.writelines("3248%07d,20602%010d,Holder %d,h%d@example.org\n" % (n, n, n, n) for n in range(BIG))
    began = time.monotonic()
    done = site.simoff("import", "lines", site.path("big.csv"))
    took = time.monotonic() - began
    print("import of %d rows: %.1f s (%.0f rows/s)" % (BIG, took, BIG / took), flush=True)
    check.ok(done.returncode == OK, "the big import", done)
    check.ok(took < BIG_LIMIT_S, "the big import takes less than %d s" % BIG_LIMIT_S, took)
    check.eq(site.simoff("line", "show", "3248%07d" % (BIG - 1)).returncode, OK, "its last line is there")
    began = time.monotonic()
    check.eq(site.stop(), 0, "and the daemon ends")
    check.ok(time.monotonic() - began < 5, "within 5 s")


# ---- cases, lines, cards, numbers ----

def cases(site):
    made = as_json(exits(site, OK, "case submit", "--json", "case", "submit", line(2)["msisdn"], "--name", "Ann", "--email",
                         "a@example.net", "--end", "2027-06-30", "--reason", "moving"), "case")[0]
    reference = made.get("reference", "")
    check.ok(reference and made.get("endDate") == "2027-06-30", "case submit --json", made)
    again = as_json(exits(site, OK, "case submit again", "--json", "case", "submit", line(2)["msisdn"]), "case")[0]
    check.eq(again.get("reference"), reference, "the same line: the same case")
    until(lambda: site.api().case(reference)["state"] == "waiting", 15)
    shown = exits(site, OK, "case show", "case", "show", reference)
    check.ok(reference in shown.stdout and "waiting" in shown.stdout, "case show, for people", shown.stdout)
    lower = exits(site, OK, "case show, as typed", "case", "show", reference.lower().replace("-", ""))
    check.ok(reference in lower.stdout, "a reference as people type it", lower.stdout)
    exits(site, OK, "case event stop", "case", "event", reference, "stop", "--note", "she called")
    exits(site, OK, "case ask", "case", "ask", reference, "--note", "a copy")
    exits(site, OK, "case event answer", "case", "event", reference, "answer")
    exits(site, OK, "case approve", "case", "approve", reference)
    exits(site, OK, "case withdraw", "case", "withdraw", reference)
    exits(site, NO, "case withdraw twice", "case", "withdraw", reference)
    other = as_json(site.simoff("--json", "case", "submit", line(3)["msisdn"], "--end", "2027-06-30"), "case")[0]["reference"]
    until(lambda: site.api().case(other)["state"] == "waiting", 15)
    site.simoff("case", "event", other, "stop")
    exits(site, USAGE, "case reject without a note", "case", "reject", other)
    exits(site, OK, "case reject", "case", "reject", other, "--note", "not yours")
    listed = as_json(exits(site, OK, "case list", "--json", "case", "list", "--state", "withdrawn"), "cases")
    check.ok([c for c in listed if c.get("reference") == reference], "case list --state", listed)
    exits(site, NO, "no such case", "case", "show", "K7QM-3XPA-9")
    exits(site, NO, "no such line", "case", "submit", "+32499999999")
    exits(site, NO, "no such state", "case", "list", "--state", "flying")
    done = as_json(site.simoff("--json", "case", "submit", line(4)["msisdn"]), "case")[0]["reference"]
    until(lambda: site.api().case(done)["state"] in ENDS, 20)
    check.eq(site.api().case(done)["state"], "confirmed", "a case from the command line ends confirmed")
    numbers = as_json(exits(site, OK, "numbers list", "--json", "numbers", "list"), "numbers")
    check.ok([n for n in numbers if n.get("msisdn") == line(4)["msisdn"] and n["state"] == "held"], "its number rests", numbers)
    exits(site, OK, "numbers show", "numbers", "show", line(4)["msisdn"])
    exits(site, OK, "numbers ported", "numbers", "ported", line(4)["msisdn"])


def lines_and_cards(site):
    for word in ("block", "unblock"):
        exits(site, OK, "line " + word, "line", word, line(5)["msisdn"])
        seen = as_json(site.simoff("--json", "line", "show", line(5)["msisdn"]), "line")[0]
        check.eq(seen.get("blocked"), word == "block", "line " + word)
    exits(site, OK, "card list", "card", "list")
    check.eq(as_json(exits(site, OK, "card list --json", "--json", "card", "list"), "cards"), [], "no cards")
    exits(site, NO, "no such card", "card", "take", "x")
    exits(site, OK, "metrics", "--json", "metrics")
    events = as_json(exits(site, OK, "events", "--json", "events"), "events")
    check.ok(len(events) > 20 and all("what" in e for e in events), "events --json", events[:2])


def words(site):
    exits(site, USAGE, "no command", "fly")
    check.ok("case list" in exits(site, USAGE, "a typing error", "case", "lst").stderr, "a typing error: the nearest is named")
    exits(site, USAGE, "an option that is none", "case", "list", "--colour", "red")
    exits(site, USAGE, "an argument missing", "case", "show")
    exits(site, OK, "help", "help")
    machine = exits(site, OK, "machine", "machine").stdout
    check.ok("noticing" in machine and "net_gone" in machine, "machine prints the table", machine[:300])
    check.ok(exits(site, OK, "machine --dot", "machine", "--dot").stdout.lstrip().startswith("digraph"), "machine --dot")
    exits(site, OK, "machine --matrix", "machine", "--matrix")
    check.ok(exits(site, OK, "check iban", "check", "iban", "BE68539007547034").stdout, "check answers")
    wrong = site.simoff("check", "iban", "BE00539007547034")
    check.eq(wrong.returncode, NO, "check: a wrong one: %s%s" % (wrong.stdout, wrong.stderr))
    shown = exits(site, OK, "config", "config").stdout
    check.ok("[policy]" in shown and "stop_window_s = 0" in shown, "config prints what is in force", shown[:300])
    as_json(exits(site, OK, "config --json", "--json", "config"), "config")


# ---- backup, restore, doctor ----

def backup_and_restore(site, hlr):
    """A backup from before a cut, restored after it: the world is ahead of the database, and is asked first."""
    imsi, msisdn = line(7)["imsi"], line(7)["msisdn"]
    api, copy = site.api(), site.path("copy.db")
    hlr.stop()                  # so that something is owed when the backup is made
    reference = api.submit(msisdn, "backup").json["reference"]
    exits(site, OK, "backup", "backup", copy)
    exits(site, NO, "backup over a file", "backup", copy)
    hlr.start()
    check.eq(api.reaches(reference, ENDS)["state"], "confirmed", "the HLR is back: the case ends")
    check.eq(hlr.has(imsi), False, "the line is gone")
    exits(site, NO, "restore while the daemon runs", "restore", copy)
    check.eq(site.stop(), 0, "stopped")
    exits(site, AWAY, "the daemon is away", "case", "list")
    exits(site, OK, "audit verify without the daemon", "audit", "verify")
    exits(site, OK, "restore", "restore", copy)
    due = sqlite3.connect(site.path("simoff.db")).execute("SELECT state, uncertain FROM effect WHERE is_due = 1").fetchall()
    check.eq(set(due), {("unknown", 1)}, "what is owed is asked about before it is done")
    check.ok([n for n in os.listdir(site.dir) if n.startswith("simoff.db.before-")], "the old database is kept", os.listdir(site.dir))
    site.start()
    api = site.api()
    case = until(lambda: [c for c in [api.case(reference)] if c.get("cards")], 30)
    check.ok(case and (case[0]["state"], case[0]["cards"][0]["kind"]) == ("review", "network_absent"),
             "the network was asked: the line is gone, and a person is told", api.case(reference))
    check.eq(hlr.enabled(line(8)["imsi"]), "11", "and nothing else was touched")
    exits(site, OK, "audit verify after the restore", "audit", "verify")


def doctor(site, hlr):
    good = exits(site, OK, "doctor, all well", "doctor")
    check.ok(good.stdout.strip(), "doctor says what it looked at", good)
    os.chmod(site.path("desk.key"), 0o644)
    done = exits(site, NO, "doctor: others can read the key", "doctor")
    check.ok("desk.key" in done.stdout + done.stderr, "the file is named", done.stdout)
    os.chmod(site.path("desk.key"), 0o600)
    hlr.stop()
    done = exits(site, NO, "doctor: the HLR is down", "doctor")
    check.ok(hlr.address in done.stdout + done.stderr, "it is named", done.stdout)
    hlr.start()
    shutil.copy(site.path("simoff.conf"), site.path("good.conf"))
    with open(site.path("simoff.conf"), "a", encoding="utf-8") as out:
        out.write("\n[policy]\ndrian_s = 1\n")
    for command in ("doctor", "config"):
        done = site.simoff(command)
        check.ok(done.returncode in (NO, CONFIG) and "drain_s" in done.stdout + done.stderr, command + ": a typing error, and the nearest", done)


def reload_and_end(site):
    """SIGHUP with a bad configuration (left by doctor()) and with a good one; SIGTERM."""
    site.daemon.send_signal(signal.SIGHUP)
    check.ok(until(lambda: "drian_s" in site.read("simoffd.log"), 5), "SIGHUP: a bad configuration is reported")
    check.eq(site.api().get("/healthz").status, 200, "and the old one stays")
    before = site.children()
    os.replace(site.path("good.conf"), site.path("simoff.conf"))
    site.set(operator_name="Newname")
    site.daemon.send_signal(signal.SIGHUP)

    def replaced():
        now = site.children()
        return len(now) == len(before) and not set(now.values()) & set(before.values())

    check.ok(until(replaced, 20), "SIGHUP: a good one replaces the children, one after the other", before, site.children())
    check.ok(until(lambda: "Newname" in site.browser().go("/").text, 10), "and is in force")
    check.eq(site.api().get("/api/v1/cases?limit=1").status, 200, "the service goes on")
    began = time.monotonic()
    check.eq(site.stop(), 0, "SIGTERM: exit 0")
    check.ok(time.monotonic() - began < 5, "within 5 s", time.monotonic() - began)
    check.eq(site.children(), {}, "nobody is left")
    daemon = os.path.join(BIN, "simoffd")
    check.eq(subprocess.run([daemon, "-C", site.path("none")], capture_output=True, check=False).returncode, CONFIG, "simoffd: no installation")
    check.eq(subprocess.run([daemon, "--fly"], capture_output=True, check=False).returncode, USAGE, "simoffd: usage")
    site.start()
    second = subprocess.run([daemon, "-C", site.dir], capture_output=True, text=True, timeout=20, check=False)
    check.ok(second.returncode not in (0, -6, -11), "a second daemon in the same folder is refused", second)
    check.eq(site.api().get("/healthz").status, 200, "and the first goes on")
    end(site.daemon)


def main():
    init()
    hlr = Hlr([line(n) for n in range(1, 27)])
    site = Site("cli", net_adapter="hlr_osmo", net_address=hlr.address, net_gsup_name="SIMOFF-CLI", policy_drain_s="0")
    site.start()
    from_hlr(hlr)
    imports(site)
    cases(site)
    lines_and_cards(site)
    words(site)
    backup_and_restore(site, hlr)
    doctor(site, hlr)
    reload_and_end(site)
    big_import()


if __name__ == "__main__":
    check.run(main)
