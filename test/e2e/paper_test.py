#!/usr/bin/python3
"""paper_test.py - the real daemon takes papers: ten megabytes from a browser to the desk and back to staff, while others go on; what is too
large or of the wrong kind is said; a page that waits for news hears of them, and the others are not held up by it."""
import re
import threading
import time

from harness import Checks, Site, line, write_csv
from peers import Sink

check = Checks()
MEGABYTE = 1 << 20


def submit(site, sink, row):
    """A request as far as its page; the browser, and the page's address."""
    b = site.browser()
    b.go("/cancel")
    b.send("/cancel", line=row["msisdn"], name="Ana Peeters", contact="ana@example.net", end="date", end_date="2027-06-30")
    draft = b.path
    b.send(draft, code=re.search(r"\b\d{8}\b", sink.wait(row["email"], "code").text).group())
    b.send("/summary")
    return b, b.path.split("?")[0]


def send_file(b, at, content, follow=True):
    """The form with a file, as a browser sends it."""
    b.go(at)
    token = dict(next(fields for action, fields in b.forms() if action.endswith("/documents")))["csrf"]
    body = (b"--XYZ\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n" + token.encode() +
            b"\r\n--XYZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"report.pdf\"\r\n\r\n" + content + b"\r\n--XYZ--\r\n")
    page = b.api.call("POST", at + "/documents", body, Cookie=b.cookie, Content_Type="multipart/form-data; boundary=XYZ")
    return b.go(page.headers["Location"]) if follow and page.status == 303 else page


def papers(site, b, at):
    whole = b"%PDF-1.7\n" + bytes(range(256)) * (10 * MEGABYTE // 256 - 1)
    began, slowest, stop = time.monotonic(), [0.0], threading.Event()

    def others():
        api = site.api()
        while not stop.is_set():
            sent = time.monotonic()
            api.get("/api/v1/cases?limit=1")
            slowest[0] = max(slowest[0], time.monotonic() - sent)
            time.sleep(0.01)

    busy = threading.Thread(target=others)
    busy.start()
    page = send_file(b, at, whole)
    stop.set()
    busy.join()
    check.ok(page.status == 200 and "Your file has arrived." in page.text, "ten megabytes arrive", page)
    print("10 MB took %.1f s; the slowest other request meanwhile %.0f ms" % (time.monotonic() - began, slowest[0] * 1000))
    check.ok(slowest[0] < 5, "others go on meanwhile", slowest)
    case = site.api().case(at.rsplit("/", 1)[1])
    check.eq([(d["type"], d["bytes"]) for d in case["documents"]], [("application/pdf", len(whole))], "the desk has it whole")
    got = site.api().get("/api/v1/cases/%s/documents/%s" % (case["reference"], case["documents"][0]["document"]))
    check.ok(got.status == 200 and got.body == whole, "staff get the same bytes", got.status, len(got.body))
    check.ok(got.headers["Content-Disposition"].startswith("attachment") and "report" not in str(got.headers), "as an attachment, without its name", got.headers)
    page = send_file(b, at, b"%PDF-" + b"x" * (10 * MEGABYTE))
    check.ok(page.status == 422 and "larger than 10 MB" in page.text and "ana@example.net" in page.text, "a larger one is named", page)
    page = send_file(b, at, b"MZ\x90 a program")
    check.ok(page.status == 422 and "neither a PDF" in page.text, "another kind is named", page)


def listen(site, b, at):
    """A page that waits for news: its thread, and what it hears."""
    live = b.go(at).text.split('data-live="')[1].split('"')[0]
    heard = []
    waiting = threading.Thread(target=lambda: heard.append(site.browser().api.call("GET", live, Cookie=b.cookie)))
    waiting.start()
    return waiting, heard


def news(site, b, at):
    for _ in range(20):                     # until the mails of the beginning have gone: they are news as well
        waiting, heard = listen(site, b, at)
        waiting.join(1.5)
        if waiting.is_alive():
            break
    check.ok(waiting.is_alive() and not heard, "it waits as long as there is no news", heard)
    reference = at.rsplit("/", 1)[1]
    check.eq(site.api().post("/api/v1/cases/%s/events" % reference, {"event": "ask", "note": "Which shop?"}).status, 200, "something happens")
    waiting.join(10)
    check.ok(heard and heard[0].status == 200 and "event: news" in heard[0].text, "and the page hears of it", heard)
    check.ok(heard and heard[0].headers["Content-Type"].startswith("text/event-stream"), "as an event", heard)
    check.ok("Which shop?" in b.go(at).text, "which the page then shows")


def main():
    row, sink = line(1), Sink()
    site = Site("paper", mail_adapter="mail_smtp", mail_url="smtp://%s:2525" % sink.address, mail_tls="off")
    site.set(policy_review="manual")
    site.start()
    check.eq(site.simoff("import", "lines", write_csv(site.path("rows.csv"), [row])).returncode, 0, "a line is there")
    b, at = submit(site, sink, row)
    check.ok(at.startswith("/case/"), "the request is made", b.page)
    news(site, b, at)
    papers(site, b, at)


if __name__ == "__main__":
    check.run(main)
