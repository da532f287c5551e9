#!/usr/bin/python3
"""abuse_test.py - stories of people who abuse the portal, against the real daemon with real mail and SMS: a swapped SIM, a contact
changed just before, an ex-partner who knows everything, harassment, a mail scanner that opens every link, a code asked for by
telephone, a number to be grabbed, an API key gone wild; and kill -9 between wrong codes, which must not give more tries.

Every person comes from a network of his own, 127.37.n.1. The lines are of the import; nobody but their holders reads their mail."""
import http.client
import json
import os
import re
import signal
import sqlite3
import urllib.parse

from harness import Browser, Checks, Site, line, until, write_csv
from peers import Sink
from smsc import Centre, Kannel

(SWAPPED, MOVED, PARTNER, HARASSED, SCANNED, RELAYED, GRABBED, KILLED_CASE, KILLED_SIGN_IN) = (line(n) for n in range(1, 10))
WILD = [line(n) for n in range(20, 40)]
PARTNER.update(iccid="8932060000000000011", document_kind="passport", document_number="EX123456")
LATER = "2027-06-30"
SMS_PASSWORD = "sms-pass-1"
check = Checks()
_networks = 0


class Person(Browser):
    """A browser in a network of its own."""

    def __init__(self, site):
        global _networks
        super().__init__(site.url)
        _networks += 1
        self.api.connection = http.client.HTTPConnection(self.api.host, self.api.port, timeout=30, source_address=("127.37.%d.1" % _networks, 0))

    def cancel(self, row, contact="me@example.net", **other):
        """Step 1; the reference."""
        self.go("/cancel")
        self.send("/cancel", line="0" + row["msisdn"][2:], name=row["name"], contact=contact, refund="nothing",
                  **{"end": "date", "end_date": LATER, **other})
        return self.path.split("/")[2].split("?")[0]

    def prove(self, reference, code):
        """Step 2; is the line proven?"""
        self.send("/cancel/" + reference, code=code)
        return self.path.endswith("/summary")

    def ask_code(self, login, purpose="sign_in"):
        """The status of asking for a code to sign in."""
        self.go("/sign-in")
        body = urllib.parse.urlencode({**self.forms()[-1][1], "login": login, "purpose": purpose}).encode()
        status = self.go("/sign-in/code", "POST", body, follow=False).status
        if status == 303:
            self.go(self.page.headers["Location"])
        return status

    def type_code(self, code):
        """Is one signed in with it?"""
        proof = self.path
        page = self.send(proof, follow=False, code=code)
        return "simoff-session=" in str(page.headers)


def code_in(message):
    return re.search(r"\b\d{8}\b", message.text).group()


def wrong(code, n):
    return "%08d" % ((int(code) + n) % 100000000)


def importing(site, *rows):
    """One after the other, so that each may have columns of its own."""
    answers = []
    for row in rows:
        answers.append(site.simoff("import", "lines", write_csv(site.path("again.csv"), [row])))
    return answers


def status_of(site, row):
    return site.api().get("/api/v1/lines/" + row["msisdn"]).json["status"]


def ask(site, sql, *values):
    with sqlite3.connect("file:%s?mode=ro" % site.path("simoff.db"), uri=True) as db:
        found = db.execute(sql, values).fetchall()
    db.close()
    return found


# ---- the stories ----

def fooled_clerk(site, reference):
    """Approves what came to review: then, before anything ends, the holder is told."""
    check.eq(site.api().post("/api/v1/cases/%s/approve" % reference, {"note": "looks right"}).json["state"], "waiting", "approved, and not ended yet")


def swapped_sim(site, sink, centre):
    """A thief has a new SIM for the line, and so reads its codes. A person looks, and the holder's address is told."""
    importing(site, dict(SWAPPED, imsi="206019999999901"))
    thief = Person(site)
    reference = thief.cancel(SWAPPED, "thief@example.org")
    sms = centre.wait(SWAPPED["msisdn"], "CANCEL")
    if not check.ok(sms and thief.prove(reference, code_in(sms)), "swapped SIM: the code goes to the line, and proves it", thief.page):
        return
    thief.send("/summary")
    case = site.api().reaches(reference, ("review", "waiting", "confirmed"))
    check.eq(case["state"], "review", "swapped SIM: a person looks before anything ends")
    check.eq(status_of(site, SWAPPED), "active", "swapped SIM: the line is on")
    fooled_clerk(site, reference)
    check.ok(sink.wait(SWAPPED["email"], "Somebody asked us to cancel"), "swapped SIM: the address on record is told")


def moved_contact(site, sink, centre):
    """The address was changed just before. The one before is told, with a link that stops it."""
    importing(site, dict(MOVED, email="thief2@example.org"))
    thief = Person(site)
    reference = thief.cancel(MOVED, "thief2@example.org")
    thief.send("/resend")
    mail = sink.wait("thief2@example.org", "CANCEL")
    if not check.ok(mail and thief.prove(reference, code_in(mail)), "moved contact: the code goes to the new address", thief.page):
        return
    thief.send("/summary")
    case = site.api().reaches(reference, ("review", "waiting", "confirmed"))
    check.eq(case["state"], "review", "moved contact: a person looks before anything ends")
    fooled_clerk(site, reference)
    check.ok(sink.wait(MOVED["email"], "Somebody asked us to cancel"), "moved contact: the contact before is told")
    check.ok(centre.wait(MOVED["msisdn"], "STOP"), "moved contact: the line too")


def ex_partner(site, sink, centre):
    """Knows name, document, SIM and PUK, and has neither the line nor its mail."""
    partner = Person(site)
    reference = partner.cancel(PARTNER, "partner@example.org", identity="passport", identity_number="EX123456", iccid=PARTNER["iccid"], puk="12345678")
    sent = centre.wait(PARTNER["msisdn"], "CANCEL")
    check.ok(sent and not sink.mails("partner@example.org"), "ex-partner: the code goes to the line, not to the address in the form")
    for known in (PARTNER["iccid"][-8:], "12345678", "EX123456", PARTNER["msisdn"][-8:]):
        check.ok(not partner.prove(reference, known), "ex-partner: %s is no code" % known)
    partner.go("/cancel/%s/summary" % reference, follow=False)
    body = urllib.parse.urlencode({"csrf": "x"}).encode()
    page = partner.go("/cancel/%s/summary" % reference, "POST", body, follow=False)
    check.ok(page.status >= 400 or "/case/" not in (page.headers["Location"] or ""), "ex-partner: the last step does not open", page)
    case = site.api().case(reference)
    check.eq((case["state"], case["contested"] if "contested" in case else False), ("received", False), "ex-partner: nothing is proven")
    partner.go("/cancel/" + reference)
    partner.send("/person")
    case = site.api().reaches(reference, ("review",), 5)
    check.ok(case["state"] in ("received", "review"), "ex-partner: asking for a person ends nothing by itself", case["state"])
    check.eq(status_of(site, PARTNER), "active", "ex-partner: the line is on")


def harassment(site, sink):
    """Strangers ask again and again. They occupy nothing; codes to sign in are bounded; the owner can do all of it."""
    login, strangers = "+" + HARASSED["msisdn"], [Person(site) for _ in range(3)]
    references = {s.cancel(HARASSED, "s%d@example.org" % n) for n, s in enumerate(strangers)}
    check.eq(len(references), 3, "harassment: each stranger has a reference of his own")
    statuses = [strangers[0].ask_code(login) for _ in range(8)]
    check.eq(statuses, [303] * 5 + [429] * 3, "harassment: five codes for a network, then no more")
    sent = ask(site, "SELECT count(*) FROM effect JOIN line USING (line_id) WHERE msisdn = ? AND effect.kind IN ('sms_code', 'mail_code')",
               HARASSED["msisdn"])[0][0]
    check.eq(sent, 3 + 5, "harassment: so many codes were sent, no more")
    owner = Person(site)
    check.eq(owner.ask_code(HARASSED["email"]), 303, "harassment: the owner still gets a code")
    mail = sink.wait(HARASSED["email"], "code to sign in")
    check.ok(mail and owner.type_code(code_in(mail)), "harassment: and signs in with it", owner.page)
    own = Person(site)
    reference = own.cancel(HARASSED)
    own.send("/resend")
    mails = until(lambda: [m for m in sink.mails(HARASSED["email"], "CANCEL")], 20)
    check.ok(reference not in references and mails and own.prove(reference, code_in(mails[-1])), "harassment: the owner proves a request of his own")
    own.send("/summary")
    check.eq(site.api().reaches(reference, ("waiting",))["state"], "waiting", "harassment: which goes on")
    check.eq({site.api().case(r)["state"] for r in references}, {"received"}, "harassment: theirs stay where they were")


def everything(site):
    return {table: ask(site, "SELECT * FROM %s ORDER BY 1, 2" % table) for table in ("term_case", "effect", "session", "proof", "line", "subscriber")}


def scanner(site, sink):
    """A mail scanner opens every link of every mail, with GET and with HEAD, and follows where it leads."""
    api = site.api()
    reference = api.submit(SCANNED["msisdn"], "scanned", endDate=LATER, contact={"email": "scanned@example.net"}).json["reference"]
    api.reaches(reference, ("waiting",))
    check.ok(sink.wait(SCANNED["email"], "Somebody asked us to cancel") and sink.wait("scanned@example.net"), "scanner: there are mails")
    until(lambda: not ask(site, "SELECT 1 FROM effect WHERE is_due = 1 AND kind <> 'net_delete' AND next_ms < ?", 1 << 50), 10)
    links = {link for m in sink.mails() for link in re.findall(r"https?://[^\s>\"]+", m.text)}
    check.ok(len(links) > 3 and any("/stop/" in link for link in links), "scanner: with links that stop and links that show", links)
    before = everything(site)
    for link in sorted(links):
        for method in ("GET", "HEAD"):
            where = urllib.parse.urlsplit(link)
            page = Person(site).go(where.path + ("?" + where.query if where.query else ""), method)
            check.ok(page.status < 500, "scanner: %s is answered" % method, link, page.status)
    after = everything(site)
    for table, rows in before.items():
        check.eq(after[table], rows, "scanner: nothing has changed in " + table)
    stop = next(link for m in sink.mails(SCANNED["email"]) for link in re.findall(r"https?://[^\s>\"]+/stop/[^\s>\"]+", m.text))
    owner, where = Person(site), urllib.parse.urlsplit(stop)
    owner.go(where.path + "?" + where.query)
    owner.send("/stop/" + reference)
    check.eq(api.reaches(reference, ("review",))["state"], "review", "scanner: the button does what the link did not")


def relayed_code(site, sink, centre):
    """Somebody telephones: "read me the code". It says itself what it is for."""
    Person(site).cancel(RELAYED)
    sms = centre.wait(RELAYED["msisdn"], "CANCEL")
    check.ok(sms and "Tell it to nobody" in sms.text, "relayed code: the SMS names the act and says to tell nobody", sms)
    for purpose, says in (("sign_in", "code to sign in"), ("password", "code to choose a password"), ("block", "BLOCK")):
        check.eq(Person(site).ask_code(RELAYED["email"], purpose), 303, "relayed code: " + purpose)
        mail = sink.wait(RELAYED["email"], says)
        check.ok(mail and "Tell it to nobody" in mail.text, "relayed code: the mail names the act: " + says, mail and mail.text)


def grabbed_number(site, reference):
    """Somebody has a line ended to take its number: it rests, and is given to nobody meanwhile."""
    api = site.api()
    check.eq(api.reaches(reference, ("confirmed",), 150)["state"], "confirmed", "grabbed number: the line has ended")
    check.eq(api.get("/api/v1/numbers/" + GRABBED["msisdn"]).json["state"], "held", "grabbed number: the number rests")
    done = importing(site, dict(GRABBED, imsi="206019999999902", name="Grabber", email="grabber@example.org"))[0]
    check.ok(done.returncode and "rests until" in done.stdout + done.stderr, "grabbed number: nobody gets it meanwhile", done)


def wild_key(site, sink):
    """An API key is stolen and ends lines. It has no limit of its own: but every holder can stop it, and the audit names the key."""
    key = site.simoff("key", "add", "wild").stdout.strip()
    api = site.api(key)
    made = [api.submit(row["msisdn"], "wild-" + row["msisdn"], endDate=LATER) for row in WILD]
    check.eq({answer.status for answer in made}, {201}, "wild key: nothing limits it")
    for row in WILD:
        check.ok(sink.wait(row["email"], "Somebody asked us to cancel"), "wild key: %s is told" % row["email"])
    named = {reference for answer in made for reference in [answer.json["reference"]]
             if "wild" in json.dumps(site.api().get("/api/v1/cases/" + reference).json["events"])}
    check.eq(len(named), len(WILD), "wild key: each case says whose key it was")


# ---- kill -9 between wrong codes ----

def kill(site, role):
    """The whole daemon, or one of its processes; until the desk answers again."""
    if role == "parent":
        site.stop(signal.SIGKILL)
        started = until(lambda: starts(site), 20, 0.1)
        check.ok(started, "the daemon starts again")
    else:
        was = site.children()[role]
        os.kill(was, signal.SIGKILL)
        check.ok(until(lambda: site.children().get(role, was) != was, 20), "there is a new " + role)
    until(lambda: is_served(site), 20)


def starts(site):
    """False while the children of the one that was killed still hold its sockets."""
    try:
        site.start()
        return True
    except RuntimeError:
        site.daemon.wait()
        return False


def is_served(site):
    try:
        return site.api().get("/healthz").status == 200
    except (OSError, http.client.HTTPException):
        return False


def reopened(site, old):
    """The same browser, cookie and page, after the daemon is back."""
    new = Person(site)
    new.cookie, new.path = old.cookie, old.path
    new.go(old.path)
    return new


def killed_between(site, what, person, right, tries):
    """Five wrong codes with a kill after each of the first four; then the right one comes too late."""
    for n in range(5):
        check.ok(not tries(person, wrong(right, n + 1)), "%s: wrong code %d" % (what, n + 1))
        if n < 4:
            kill(site, "parent" if n == 1 else "desk")
            person = reopened(site, person)
    kill(site, "desk")
    person = reopened(site, person)
    try:
        is_in = tries(person, right)
    except LookupError:         # the page has no field for a code any more
        is_in = False
    check.ok(not is_in, what + ": after five wrong ones, however often the desk died, the right one is none")


def killed_codes(site, sink, centre):
    person = Person(site)
    reference = person.cancel(KILLED_CASE)
    sms = centre.wait(KILLED_CASE["msisdn"], "CANCEL")
    killed_between(site, "a case's code", person, code_in(sms), lambda p, code: p.prove(reference, code))
    check.eq(ask(site, "SELECT code_tries FROM term_case WHERE msisdn = ?", KILLED_CASE["msisdn"]), [(5,)], "a case's code: five tries are stored")
    person = Person(site)
    person.ask_code(KILLED_SIGN_IN["email"])
    mail = sink.wait(KILLED_SIGN_IN["email"], "code to sign in")
    killed_between(site, "a code to sign in", person, code_in(mail), Person.type_code)
    check.eq(ask(site, "SELECT code_tries FROM proof WHERE login = ?", KILLED_SIGN_IN["email"]), [(5,)], "a code to sign in: five tries are stored")


def main():
    sink, centre = Sink(), Centre()
    kannel = Kannel(centre)
    site = Site("abuse", None, mail_adapter="mail_smtp", mail_url="smtp://%s:2525" % sink.address, mail_tls="off", sms_adapter="sms_kannel",
                sms_url=kannel.url, sms_user="simoff", sms_password=SMS_PASSWORD, sms_sender="8850", policy_drain_s="60")
    kannel.configure(site.simoff("sms", "kannel").stdout, SMS_PASSWORD)
    kannel.start()
    site.start()
    for done in importing(site, SWAPPED, MOVED, PARTNER, HARASSED, SCANNED, RELAYED, GRABBED, KILLED_CASE, KILLED_SIGN_IN, *WILD):
        check.eq(done.returncode, 0, "imported: %s" % done.stderr)
    grabbed = site.api().submit(GRABBED["msisdn"], "grabbed").json["reference"]     # ends while the others go on
    swapped_sim(site, sink, centre)
    moved_contact(site, sink, centre)
    ex_partner(site, sink, centre)
    harassment(site, sink)
    relayed_code(site, sink, centre)
    wild_key(site, sink)
    scanner(site, sink)
    killed_codes(site, sink, centre)
    grabbed_number(site, grabbed)
    check.eq(site.simoff("audit", "verify").returncode, 0, "the audit is whole")
    site.stop()
    kannel.stop()


check.run(main)
