#!/usr/bin/python3
"""cut_test.py - lines from the wish to the confirmation, in a real osmo-hlr, a real osmo-sgsn and a mail sink: by the API, by
the pages of the portal, withdrawn, blocked, ported out, and what needs a person. What came of it is read from the HLR, the
SGSN's terminal and the mails, not from simoff alone."""
import datetime
import re

from harness import ENDS, Checks, Site, line, until
from peers import Hlr, Sgsn, Sink

BY_API, BY_PAGES, DATED, BLOCKED, PORTED, ABSENT, DIFFERS, NO_MAIL = (line(n) for n in range(1, 9))
STRANGER = "206010000009999"        # whom the network has for the number of DIFFERS
check = Checks()


def is_in_order(wanted, events):
    rest = iter(events)
    return all(any(w == e for e in rest) for w in wanted)


def later_day(days):
    return (datetime.date.today() + datetime.timedelta(days)).isoformat()


def by_api(site, hlr, sgsn, sink):
    imsi, msisdn, api = BY_API["imsi"], BY_API["msisdn"], site.api()
    check.eq(hlr.enabled(imsi), "11", "before: the HLR has the line on")
    sgsn.knows(imsi)
    answer = api.submit("+" + msisdn, "cut-1", name="Ann Away", contact={"email": "away@example.net"}, language="en",
                        reason="moving", refund={"kind": "account", "iban": "BE68 5390 0754 7034", "holder": "Ann Away"})
    check.eq(answer.status, 201, "submitted: %s" % answer)
    reference = answer.json["reference"]
    check.ok(re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", reference), "a reference like K7QM-3XPA-9", reference)
    check.eq(answer.headers["Location"], "/api/v1/cases/" + reference, "Location")
    check.eq(answer.json["quote"]["refundCents"], 700, "EUR 12 credit less the fee of EUR 5")
    case = api.reaches(reference, ENDS)
    check.eq(case["state"], "confirmed", "the state at the end")
    check.eq(hlr.has(imsi), False, "after: the HLR knows no such subscriber")
    check.ok("No such subscriber" in hlr.ask("GET 1 subscriber.by-msisdn-%s.info" % msisdn), "nor the number")
    check.ok(until(lambda: sgsn.is_cancelled(imsi), 5), "the SGSN was told: CANCELLED")
    events = [e["what"] for e in case["events"]]
    check.ok(is_in_order(["prove", "net_match", "timer", "net_match", "net_disabled", "net_gone", "confirmation_left"], events),
             "the events, in order", events)
    check.eq([e["at"] for e in case["events"]], sorted(e["at"] for e in case["events"]), "their times, in order")
    received = sink.wait("away@example.net", "received")
    if check.ok(received, "the acknowledgement came"):
        check.ok(reference in received.text and reference in received["subject"], "with the reference", received.text)
        check.ok("Ann Away" in received.text and "moving" in received.text, "and what was declared", received.text)
        check.ok(BY_API["msisdn"][2:] not in received.text.replace(" ", ""), "without the whole number", received.text)
    confirmed = sink.wait("away@example.net", "Confirmation")
    if check.ok(confirmed, "the confirmation came"):
        check.ok(reference in confirmed.text and "has ended" in confirmed.text, "says that the line has ended", confirmed.text)
        check.ok("7.00" in confirmed.text or "7,00" in confirmed.text, "and what is paid", confirmed.text)
        check.ok("ombudsman" in confirmed.text, "and how to complain", confirmed.text)
    check.eq(len(sink.mails("away@example.net", "Confirmation")), 1, "once")
    number = api.get("/api/v1/numbers/" + msisdn).json
    check.eq(number["state"], "held", "the number rests")
    check.ok(number["portableUntil"] >= later_day(30) and number["assignableFrom"] >= later_day(150), "31 days, 6 months", number)
    check.eq(api.get("/api/v1/lines/" + msisdn).json["status"], "ended", "the line has ended")
    again = api.submit(msisdn, "cut-1-later", contact={"email": "away@example.net"})
    check.eq((again.status, again.json["reference"], again.json["state"]), (200, reference, "confirmed"), "asked again: that case")


def by_pages(site, hlr, sink):
    imsi, b = BY_PAGES["imsi"], site.browser()
    front = b.go("/")
    check.ok(front.status == 200 and 'href="/cancel"' in front.text, "the front page leads to the form", front)
    b.go("/cancel")
    wrong = b.send("/cancel", line="12", name="Piet <b>", contact="nowhere", end="soon")
    check.eq(wrong.status, 422, "a wrong form comes back")
    check.ok("Piet &lt;b&gt;" in wrong.text and 'value="nowhere"' in wrong.text, "with what was typed, escaped", wrong)
    page = b.send("/cancel", line="0" + BY_PAGES["msisdn"][2:], name="Piet Weg", contact="piet@example.net", end="soon",
                  refund="nothing")
    check.ok(page.status == 200 and 'name="code"' in page.text, "step 2 asks for the code", page)
    reference = b.path.split("/")[2].split("?")[0]
    mail = sink.wait(BY_PAGES["email"], "code")
    if not check.ok(mail, "the code came to the address on record"):
        return
    code = re.search(r"\b\d{8}\b", mail.text).group()
    wrong = b.send("/cancel/" + reference, code="00000000" if code != "00000000" else "11111111")
    check.ok(wrong.status == 422 and "4 more tries" in wrong.text, "a wrong code says how many tries are left", wrong)
    page = b.send("/cancel/" + reference, code=code[:4] + " " + code[4:])
    check.ok(page.status == 200 and b.path.endswith("/summary"), "the right code leads to the summary", b.path)
    check.ok("Piet Weg" in page.text and "piet@example.net" in page.text, "which shows what was declared", page)
    edit = b.go("/cancel/%s/edit" % reference)
    check.ok('value="Piet Weg"' in edit.text, "edit: the form is filled in", edit)
    page = b.send("/edit", line="0" + BY_PAGES["msisdn"][2:], name="Piet Verder", contact="piet@example.net", end="soon",
                  refund="nothing")
    check.ok(b.path.endswith("/summary") and "Piet Verder" in page.text, "and the summary follows", page)
    check.eq(hlr.enabled(imsi), "11", "nothing has happened yet")
    page = b.send("/summary")
    check.ok(b.path.startswith("/case/") and reference in page.text, "submitted: the case's page", page)
    case = site.api().reaches(reference, ENDS)
    check.eq((case["state"], case["authority"], case["channel"]), ("confirmed", "code", "web"), "the case")
    check.eq(hlr.has(imsi), False, "the HLR knows no such subscriber")
    check.ok(sink.wait("piet@example.net", "Confirmation"), "the confirmation came")
    page = b.go("/case/" + reference)
    check.ok("has ended" in page.text and "/withdraw" not in page.text, "the page says so, and offers no withdrawal", page)
    stranger = site.browser()
    page = stranger.go("/case/" + reference)
    check.ok(page.status == 200 and "Piet" not in page.text and "piet@" not in page.text, "a stranger sees the state only", page)
    b.go("/cancel")
    csrf = b.forms()[0][1]["csrf"]
    late = b.go("/case/%s/withdraw" % reference, "POST", b"csrf=" + csrf.encode())
    check.ok(late.status == 409, "a withdrawal at the end is refused", late)
    check.eq(site.api().case(reference)["state"], "confirmed", "and changes nothing")


def withdrawn(site, hlr, sink):
    api, imsi, day = site.api(), DATED["imsi"], later_day(10)
    reference = api.submit(DATED["msisdn"], "dated", endDate=day, contact={"email": "dated@example.net"}).json["reference"]
    case = api.reaches(reference, ("waiting",))
    check.eq((case["state"], case["endDate"], case["mayWithdraw"]), ("waiting", day, True), "a dated case waits")
    mail = sink.wait("dated@example.net", "received")
    link = re.search(r"https?://[^/\s]+(/case/\S+\?t=\S+)", mail.text if mail else "")
    if not check.ok(link, "the mail has the secret link", mail and mail.text):
        return
    b = site.browser()
    page = b.go(link.group(1))
    check.ok("t=" not in b.path and "dated@example.net" in page.text, "the link shows all, and leaves the address", b.path)
    page = b.send("/withdraw")
    check.ok("withdrawn" in page.text or "Taken back" in page.text, "taken back on the page", page)
    case = api.case(reference)
    check.eq(case["state"], "withdrawn", "withdrawn")
    check.ok(sink.wait("dated@example.net", "Taken back"), "and a mail says so")
    check.eq(hlr.enabled(imsi), "11", "nothing touched in the HLR")
    touched = [e for e in case["effects"] if e["kind"] in ("net_off", "net_delete", "net_block")]
    check.eq(touched, [], "nor owed")
    late = api.post("/api/v1/cases/%s/approve" % reference)
    check.eq((late.status, late.headers["Content-Type"]), (409, "application/problem+json"), "approving it is refused")
    again = api.submit(DATED["msisdn"], "dated-2", endDate=day)
    check.ok(again.status == 201 and again.json["reference"] != reference, "a new wish is a new case", again)
    stopped(site, sink, again.json["reference"])


def stopped(site, sink, reference):
    """The alert to the holder has a link that stops without a proof; looking at it does nothing."""
    api, b = site.api(), site.browser()
    api.reaches(reference, ("waiting",))
    mail = until(lambda: [m for m in sink.mails(DATED["email"]) if reference in m.text and "/stop/" in m.text], 15)
    if not check.ok(mail, "the alert came, with its link", [m["subject"] for m in sink.mails(DATED["email"])]):
        return
    b.go(re.search(r"https?://[^/\s]+(/stop/\S+\?t=\S+)", mail[0].text).group(1))
    check.eq(api.case(reference)["state"], "waiting", "to look at the link does nothing")
    page = b.send("/stop/" + reference)
    case = api.case(reference)
    check.ok((page.status, case["state"], case["contested"]) == (200, "review", True), "STOP: back to review, contested", page, case["state"])
    page = b.go("/case/" + reference)
    check.ok(DATED["email"] not in page.text and "/withdraw" not in page.text, "the link gave nothing else", page)


def blocked(site, hlr):
    api, imsi, path = site.api(), BLOCKED["imsi"], "/api/v1/lines/" + BLOCKED["msisdn"]
    check.eq(api.post(path + "/block").status, 200, "block")
    check.ok(until(lambda: hlr.enabled(imsi) == "00", 15), "the HLR has it off", hlr.enabled(imsi))
    seen = until(lambda: api.get(path).json.get("blockState") == "done" and api.get(path).json, 10) or api.get(path).json
    check.eq((seen["blocked"], seen["blockState"], seen["status"]), (True, "done", "active"), "the line says so")
    check.eq(api.post(path + "/unblock").status, 200, "unblock")
    check.ok(until(lambda: hlr.enabled(imsi) == "11", 15), "the HLR has it on again", hlr.enabled(imsi))


def ported(site, hlr):
    api, msisdn = site.api(), PORTED["msisdn"]
    answer = api.post("/api/v1/numbers/%s/ported" % msisdn)
    check.eq(answer.status, 200, "ported: %s" % answer)
    reference = api.get("/api/v1/lines/" + msisdn).json.get("reference")
    if not check.ok(reference, "it is a case"):
        return
    case = api.reaches(reference, ENDS)
    check.eq((case["state"], case["cause"]), ("ported", "port"), "which ends `ported`")
    check.eq(hlr.has(PORTED["imsi"]), False, "the HLR let it go")
    check.eq(api.get("/api/v1/numbers/" + msisdn).json["state"], "ported", "the number has moved")
    check.eq([e["kind"] for e in case["effects"] if e["kind"].startswith("sms")], [], "without a last message")


def needs_a_person(site, hlr, row, kind):
    api = site.api()
    reference = api.submit(row["msisdn"], kind).json["reference"]
    case = until(lambda: [c for c in [api.case(reference)] if c.get("cards")], 15)
    if not check.ok(case, "%s: a card" % kind, api.case(reference)):
        return
    check.eq((case[0]["cards"][0]["kind"], case[0]["state"]), (kind, "review"), "%s: the card, and the case waits" % kind)
    check.ok([c for c in api.items("/api/v1/cards") if c["reference"] == reference], "%s: it is in the list" % kind)
    check.eq([e["kind"] for e in case[0]["effects"] if e["kind"] in ("net_off", "net_delete")], [], "%s: nothing is owed" % kind)


def no_such_address(site, hlr):
    api = site.api()
    reference = api.submit(NO_MAIL["msisdn"], "nobody", contact={"email": "nobody@example.net"}).json["reference"]

    def failed():
        return [c for c in api.case(reference).get("cards", []) if c["kind"] == "confirmation_failed"]

    check.ok(until(failed, 30), "a dead address: a card", api.case(reference))
    check.eq((api.case(reference)["state"], hlr.has(NO_MAIL["imsi"])), ("closing", False), "the line is off; the case waits")
    done = api.post("/api/v1/cases/%s/events" % reference, {"event": "confirmation_left", "note": "letter posted"})
    check.eq((done.status, done.json.get("state")), (200, "confirmed"), "the letter was posted: confirmed")
    check.eq([c["kind"] for c in api.case(reference).get("cards", []) if c.get("open") and c["kind"] != "effect_failed"], [],
             "its card is settled")


def main():
    known = [BY_PAGES, DATED, BLOCKED, PORTED, NO_MAIL]
    hlr = Hlr(known + [(BY_API["imsi"], BY_API["msisdn"], "", "SGSN-E2E"), (STRANGER, DIFFERS["msisdn"], "", "")])
    sgsn, sink = Sgsn(hlr), Sink()
    site = Site("cut", known + [BY_API, ABSENT, DIFFERS], policy_drain_s="1", net_adapter="hlr_osmo", net_address=hlr.address,
                net_gsup_name="SIMOFF-E2E", mail_adapter="mail_smtp", mail_url="smtp://%s:2525" % sink.address, mail_tls="off",
                operator_complain="Write to us; then to the ombudsman.")
    by_api(site, hlr, sgsn, sink)
    by_pages(site, hlr, sink)
    withdrawn(site, hlr, sink)
    blocked(site, hlr)
    ported(site, hlr)
    needs_a_person(site, hlr, ABSENT, "network_absent")
    needs_a_person(site, hlr, DIFFERS, "network_differs")
    check.eq(hlr.enabled(STRANGER), "11", "the stranger with the number keeps it")
    no_such_address(site, hlr)
    audit = site.simoff("audit", "verify")
    check.ok(audit.returncode == 0, "the audit is whole", audit)
    check.eq(site.stop(), 0, "the daemon ends when asked")


if __name__ == "__main__":
    check.run(main)
