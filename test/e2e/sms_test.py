#!/usr/bin/python3
"""sms_test.py - short messages through a real Kannel to a small SMS centre: alerts in the coding of their text, STOP by SMS, the last
message and its receipts, codes to the line, Kannel killed in between. What arrived is read at the centre."""
import datetime
import re
import time

from harness import Checks, Site, line, until, write_csv
from smsc import UCS2, Centre, Kannel

PASSWORD, SENDER = "sms-pass-1", "8850"
STOPPED, LAST, FAILED, SILENT, CODED, KILLED, WIDE, BLOCKED = (line(n) for n in range(1, 9))
BLOCKED["phone"] = "32479999999"
check = Checks()


def later_day(days):
    return (datetime.date.today() + datetime.timedelta(days)).isoformat()


def effect(case, kind):
    found = [e for e in case["effects"] if e["kind"] == kind]
    return found[-1] if found else {}


def submit(api, row, key, **other):
    answer = api.submit(row["msisdn"], key, contact={"email": "away@example.net"}, **other)
    if answer.status != 201:
        raise RuntimeError("submit: %r" % answer)
    return answer.json["reference"]


def finding(api, reference, kind, want, seconds=20):
    until(lambda: effect(api.case(reference), kind).get("finding") == want, seconds)
    return effect(api.case(reference), kind).get("finding")


def alert_and_stop(site, centre):
    api, number = site.api(), STOPPED["msisdn"]
    reference = submit(api, STOPPED, "stop-1", endDate=later_day(10))
    alert = centre.wait(number, "CANCEL")
    if not check.ok(alert, "the alert came to the line", centre.messages):
        return
    check.ok(reference in alert.text and "STOP" in alert.text, "says how to stop it", alert)
    check.eq((alert.coding, alert.part, alert.sender), (0, None, SENDER), "7-bit, one part, from the number that STOP goes to")
    centre.receipt(alert)
    check.eq(finding(api, reference, "sms_alert", "delivered"), "delivered", "the receipt is stored at the effect")
    check.ok("reportedAt" in effect(api.case(reference), "sms_alert"), "with its time")
    centre.receipt(alert)
    centre.answer(number, SENDER, "What is this?")
    centre.answer("32488888888", SENDER, "STOP")
    centre.answer(number, SENDER, "Stop!")
    case = api.reaches(reference, ("review",))
    check.eq((case["state"], case.get("contested")), ("review", True), "STOP by SMS: back to review, contested")
    reply = centre.wait(number, "stopped")
    check.ok(reply and reference in reply.text, "and the line is told", centre.to(number))
    centre.answer(number, SENDER, "STOP")
    centre.answer(number, SENDER, "停止")
    time.sleep(1)
    check.eq(len(centre.to(number, "stopped")), 1, "once, however often STOP comes")
    check.eq(centre.to("32488888888"), [], "a stranger is not answered")
    events = [e["what"] for e in api.case(reference)["events"]]
    check.ok(events.count("stop") == 1, "contested once", events)
    api.post("/api/v1/cases/%s/approve" % reference)
    check.eq(api.reaches(reference, ("waiting",))["state"], "waiting", "approved by a person")
    centre.answer(number, SENDER, "Arrêt")
    check.eq(api.reaches(reference, ("review",))["state"], "review", "contested again, in another alphabet")
    check.ok(until(lambda: len(centre.to(number, "stopped")) == 2, 20), "and told again")


def last_message(site, centre):
    api, number = site.api(), LAST["msisdn"]
    reference = submit(api, LAST, "last-1")
    last = centre.wait(number, "about to go off")
    if not check.ok(last, "the last message came", centre.messages):
        return
    check.eq(api.case(reference)["state"], "noticing", "the case waits for its report")
    check.ok(last.validity, "it has a validity", last.validity)
    centre.answer(number, SENDER, "STOP")
    check.ok(centre.wait(number, "too late"), "STOP after the point of no return is answered: too late")
    check.eq(api.case(reference)["state"], "noticing", "and changes nothing")
    centre.receipt(centre.wait(number, "CANCEL"))
    check.eq(finding(api, reference, "sms_alert", "delivered"), "delivered", "no alert is on its way any more")
    before = time.monotonic()
    centre.receipt(last)
    case = api.reaches(reference, ("confirmed",))
    check.eq(case["state"], "confirmed", "the receipt ends the notice")
    check.ok(time.monotonic() - before < 30, "at once, not when the drain is over")
    check.eq(effect(case, "sms_last")["finding"], "delivered", "delivered")
    centre.receipt(last)
    centre.receipt(last, "EXPIRED")
    time.sleep(0.5)
    check.eq(api.case(reference)["state"], "confirmed", "receipts after the end are harmless")
    check.eq(len(centre.to(number, "about to go off")), 1, "one last message")


def failed_last_message(site, centre):
    api = site.api()
    reference = submit(api, FAILED, "failed-1")
    last = centre.wait(FAILED["msisdn"], "about to go off")
    centre.receipt(last, "EXPIRED")
    until(lambda: effect(api.case(reference), "sms_last")["finding"] == "failed", 20)
    case = api.case(reference)
    check.eq((case["state"], effect(case, "sms_last")["finding"]), ("noticing", "failed"),
             "a last message that expired leaves the drain to an alert that may be on its way")


def code_by_sms(site, centre):
    b, number = site.browser(), CODED["msisdn"]
    b.go("/cancel")
    page = b.send("/cancel", line="0" + number[2:], name="Piet", contact="piet@example.net", end="soon", refund="nothing")
    check.ok('name="code"' in page.text, "step 2 asks for the code", page)
    reference = b.path.split("/")[2].split("?")[0]
    sms = centre.wait(number, "CANCEL")
    if not check.ok(sms and re.search(r"\b\d{8}\b", sms.text), "the code came to the line, and names the act", centre.to(number)):
        return
    b.send("/cancel/" + reference, code=re.search(r"\b\d{8}\b", sms.text).group())
    check.ok(b.path.endswith("/summary"), "it proves the line", b.path)


def blocked(site, centre):
    api, number = site.api(), BLOCKED["msisdn"]
    api.post("/api/v1/lines/%s/block" % number)
    reference = submit(api, BLOCKED, "blocked-1")
    last = centre.wait(BLOCKED["phone"], "about to go off")
    check.ok(last and number[-4:] in last.text, "the other phone of a blocked line is told, and of which line", centre.messages)
    check.eq(centre.to(number), [], "the blocked phone is not")
    centre.receipt(last)
    check.eq(api.reaches(reference, ("confirmed",))["state"], "confirmed", "and it goes on")


def killed(site, centre, kannel):
    api, number = site.api(), KILLED["msisdn"]
    kannel.kill()
    reference = submit(api, KILLED, "killed-1", endDate=later_day(5))
    until(lambda: effect(api.case(reference), "sms_alert").get("attempts", 0) > 1, 20)
    check.ok(effect(api.case(reference), "sms_alert").get("state") in ("pending", "claimed", "unknown"), "without Kannel the alert waits",
             effect(api.case(reference), "sms_alert"))
    kannel.start()
    alert = centre.wait(number, "CANCEL", 60)
    if not check.ok(alert, "and goes when it is back", effect(api.case(reference), "sms_alert")):
        return
    kannel.kill()
    kannel.start()
    centre.receipt(alert)
    check.eq(finding(api, reference, "sms_alert", "delivered"), "delivered", "a receipt after kill -9 finds its way")
    check.eq(len(centre.to(number, "CANCEL")), 1, "nothing was sent twice: the connection was refused, and that is known")


def wide(site, centre):
    """Characters outside the GSM alphabet: UCS-2, intact, in parts. Kannel asks for a receipt of one part only, which tells
    nothing of the others: the validity ends the notice."""
    site.stop()
    site.set(operator_name="Łódź 移动")
    site.start()
    api, number = site.api(), WIDE["msisdn"]
    reference = submit(api, WIDE, "wide-1")
    until(lambda: api.case(reference)["state"] == "noticing", 30)
    until(lambda: "about to go off" in centre.whole(number)[0], 20)
    text, parts = centre.whole(number)
    check.ok(text.startswith("Łódź 移动: ") and reference in text, "the text arrives intact", text)
    check.ok(len(parts) > 1 and all(m.coding == UCS2 for m in parts), "as UCS-2, in parts", parts)
    check.eq(len([m for m in parts if m.wants_receipt]), 1, "Kannel wants a receipt of one of them")
    for message in parts:
        centre.receipt(message)
    check.ok(until(lambda: "reportedAt" in effect(api.case(reference), "sms_last"), 20), "which comes")
    check.eq(api.case(reference)["state"], "noticing", "and does not end the notice")
    return reference


def walls(site):
    stranger, path = site.api(), "/sms/report?effect=a.b.sms_last.1&token=x&type=1&parts=1&part=m1"
    check.eq(stranger.get(path).status, 400, "an effect that cannot be one is refused")
    whole = "/sms/report?effect=%s.%s.sms_last.1&token=x&type=1" % (("0197d0c2-6b1b-7c3e-9c1a-5e2f0a6b7c8d",) * 2)
    check.eq(stranger.get(whole).status, 403, "a report without its token")
    check.eq(stranger.call("HEAD", whole).status, 405, "HEAD writes nothing")
    received = "/sms/received?from=32470000001&coding=0&token=x"
    check.eq(stranger.call("POST", received, b"STOP", Content_Type="text/plain").status, 403, "an answer without the token")
    check.eq(stranger.get(received).status, 405, "an answer by GET")
    site.stop()
    site.set(sms_callback_from="127.9.9.9")
    site.start()
    check.eq(site.api().get(whole).status, 403, "from another address than the gateway's")
    check.eq(site.api().call("POST", received, b"STOP", Content_Type="text/plain").status, 403, "both of them")


def doctor(site):
    said = site.simoff("doctor").stdout
    check.ok(re.search(r"\[sms\] sms_kannel\s*$", said, re.M), "doctor finds Kannel well", said)
    site.set(sms_password="wrong-one")
    said = site.simoff("doctor").stdout
    check.ok("[sms] user, password" in said and "wrong-one" not in said, "and says what to mend", said)
    site.set(sms_password=PASSWORD)


def main():
    centre = Centre()
    kannel = Kannel(centre)
    site = Site("sms", None, policy_drain_s="60", sms_adapter="sms_kannel", sms_url=kannel.url, sms_user="simoff", sms_password=PASSWORD,
                sms_sender=SENDER)
    kannel.configure(site.simoff("sms", "kannel").stdout, PASSWORD)
    kannel.start()
    site.start()
    rows = [STOPPED, LAST, FAILED, SILENT, CODED, KILLED, WIDE, BLOCKED]
    done = site.simoff("import", "lines", write_csv(site.path("rows.csv"), [dict({"phone": ""}, **row) for row in rows]))
    check.eq(done.returncode, 0, "imported: %s" % done.stderr)
    doctor(site)
    silent = submit(site.api(), SILENT, "silent-1")
    began = time.monotonic()
    alert_and_stop(site, centre)
    last_message(site, centre)
    failed_last_message(site, centre)
    code_by_sms(site, centre)
    blocked(site, centre)
    killed(site, centre, kannel)
    parts = wide(site, centre)
    case = site.api().reaches(silent, ("confirmed",), 120)
    check.eq(case["state"], "confirmed", "without a receipt the validity and a margin end it")
    check.ok(time.monotonic() - began > 60, "not before")
    check.eq(site.api().reaches(parts, ("confirmed",), 120)["state"], "confirmed", "nor the report of one part of several")
    walls(site)
    audit = site.simoff("audit", "verify")
    check.ok(audit.returncode == 0, "the audit is whole", audit)
    check.eq(site.stop(), 0, "the daemon ends when asked")
    kannel.stop()


if __name__ == "__main__":
    check.run(main)
