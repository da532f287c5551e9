#!/usr/bin/python3
"""api_test.py - the API's contract, word for word, and what hostile clients send. After every hostile request the server still
answers and nothing was stored."""
import json
import re
import socket
import threading
import time
import urllib.parse

from harness import ENDS, Checks, Site, line, until

LINES, FREE = 60, 41            # lines in all; from FREE on they belong to the hostile part
PROBLEM = "application/problem+json"
check = Checks()


def msisdn(n):
    return line(n)["msisdn"]


def is_problem(answer, status, what):
    """RFC 9457: the media type, and the members that the API promises."""
    good = answer.status == status and answer.headers["Content-Type"] == PROBLEM
    body = answer.json if good else {}
    return check.ok(good and body.get("status") == status and body.get("type") and body.get("title"), what, "want %d" % status, answer)


# ---- cases ----

def submit(api):
    body = {"msisdn": "+" + msisdn(1), "name": "Ann", "identity": {"kind": "passport", "number": "X1"}, "reason": "moving",
            "contact": {"email": "a@example.net", "phone": "+32470999999"}, "language": "nl",
            "refund": {"kind": "account", "iban": "BE68539007547034", "holder": "Ann"}}
    first = api.post("/api/v1/cases", body, Idempotency_Key="k1")
    check.eq(first.status, 201, "every field is taken: %s" % first)
    case = first.json
    check.ok(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", case["received"]), "received is RFC 3339", case["received"])
    check.ok("state" in case and "quote" in case, "state and quote are there", case)
    check.eq(first.headers["Location"], "/api/v1/cases/" + case["reference"], "Location")
    check.eq(first.headers["Content-Type"].split(";")[0], "application/json", "JSON")
    return body, first


def same_key(site, api, body, first):
    parts = ("reference", "state", "received", "quote")

    def same(answer):
        return answer.status == 201 and all(json.dumps(answer.json[p]) == json.dumps(first.json[p]) for p in parts)

    again = api.post("/api/v1/cases", body, Idempotency_Key="k1")
    check.ok(same(again), "same key, same body: the same answer", first, again)
    api.reaches(first.json["reference"], ENDS)
    again = api.post("/api/v1/cases", body, Idempotency_Key="k1")
    check.ok(same(again), "also when the case has ended", first, again)
    is_problem(api.post("/api/v1/cases", dict(body, name="Bob"), Idempotency_Key="k1"), 422, "same key, other body: 422")
    is_problem(api.post("/api/v1/cases", dict(body, msisdn=msisdn(2)), Idempotency_Key="k1"), 422, "same key, other line: 422")
    ended = api.post("/api/v1/cases", body, Idempotency_Key="k1-other")
    check.eq((ended.status, ended.json["reference"]), (200, first.json["reference"]), "an ended line: 200 with that case")
    made = site.simoff("key", "add", "other")
    check.eq(made.returncode, 0, "a second key: %s" % made.stderr)
    other = site.api(made.stdout.strip())
    theirs = other.submit(msisdn(2), "k1")
    check.eq(theirs.status, 201, "another client's key learns nothing: %s" % theirs)
    open_line = api.submit(msisdn(2), "k2")
    check.eq((open_line.status, open_line.json["reference"]), (200, theirs.json["reference"]), "an open line: 200, same reference")


def refusals(site, api):
    path, body = "/api/v1/cases", {"msisdn": msisdn(3)}
    nobody, wrong = site.api("x"), site.api("sk_wrong")
    nobody.key = None
    is_problem(nobody.get(path), 401, "no credential: 401")
    check.ok("Bearer" in (nobody.get(path).headers["WWW-Authenticate"] or ""), "which says how")
    is_problem(wrong.get(path), 401, "a wrong key: 401")
    is_problem(api.get(path, Authorization="Basic eA=="), 401, "another scheme: 401")
    is_problem(api.post(path, body), 400, "no Idempotency-Key: 400")
    is_problem(api.submit("+32499999999", "gone"), 404, "an unknown number: 404")
    reader = site.api(site.simoff("key", "add", "eye", "--role", "reader").stdout.strip())
    check.eq(reader.get(path).status, 200, "a reader reads")
    is_problem(reader.submit(msisdn(3), "r"), 403, "a reader does not write: 403")
    for field, value in (("msisdn", "12"), ("msisdn", ""), ("endDate", "2026-02-30"), ("endDate", "2020-01-01"), ("endDate", 5),
                         ("endDate", "2999-01-01"), ("contact", {"email": "x"}), ("contact", "x"), ("contact", {"mail": "a@b.example"}),
                         ("refund", {"kind": "cash"}), ("refund", {}), ("refund", {"kind": "account", "iban": "BE00", "holder": "x"}),
                         ("refund", {"kind": "line", "msisdn": msisdn(3)}), ("language", "xx"), ("name", "x" * 121),
                         ("identity", {"kind": "passport"}), ("nothing", 1), ("name", ["x"]), ("name", "a\u0000b")):
        is_problem(api.post(path, dict(body, **{field: value}), Idempotency_Key="bad"), 400, "%s = %.40r: 400" % (field, value))
    is_problem(api.post(path, {"name": "x"}, Idempotency_Key="bad"), 400, "no msisdn: 400")
    null = api.post(path, dict(body, name=None), Idempotency_Key="null")
    check.ok(null.status in (201, 400), "a null is absent, or refused", null)
    is_problem(api.post(path, b"msisdn=1", Idempotency_Key="b", Content_Type="application/x-www-form-urlencoded"), 415, "a form: 415")
    is_problem(api.get("/api/v1/nothing"), 404, "no such path: 404")
    is_problem(api.get("/api/v1/cases/K7QM-3XPA-9"), 404, "no such case: 404")
    is_problem(api.get("/api/v1/cases/%0d%0aSet-Cookie:x=1"), 400, "a header in the path: 400")
    put = api.call("DELETE", path)
    is_problem(put, 405, "DELETE: 405")
    check.eq(sorted((put.headers["Allow"] or "").split(", ")), ["GET", "HEAD", "POST"], "with Allow")
    head = api.call("HEAD", path)
    check.eq((head.status, head.body), (200, b""), "HEAD like GET, without a body")
    odd = api.get(path, Accept="image/png")
    check.eq(odd.status, 200, "no 406")


def events(api):
    reference = api.submit(msisdn(4), "e", endDate="2027-06-30").json["reference"]
    case = api.reaches(reference, ("waiting",))
    for part in ("events", "effects", "next", "meaning", "authority", "quote", "mayWithdraw"):
        check.ok(part in case, "a case has " + part, case)
    path = "/api/v1/cases/" + reference
    is_problem(api.post(path + "/events", {"event": "net_gone"}), 403, "an event of the system's own: 403")
    is_problem(api.post(path + "/events", {"event": "fly"}), 400, "no such event: 400")
    is_problem(api.post(path + "/events", {}), 400, "no event: 400")
    stopped = api.post(path + "/events", {"event": "stop", "note": "she called"})
    check.eq((stopped.status, stopped.json["state"], stopped.json["contested"]), (200, "review", True), "stop: back to review, contested")
    asked = api.post(path + "/events", {"event": "ask", "note": "a copy of the contract"})
    check.eq((asked.status, asked.json["state"]), (200, "asked"), "ask")
    check.eq(api.post(path + "/events", {"event": "answer"}).json["state"], "review", "answer")
    check.eq(api.post(path + "/approve", {"note": "all well"}).json["state"], "waiting", "approve")
    back = api.post(path + "/withdraw")
    check.eq((back.status, back.json["state"]), (200, "withdrawn"), "withdraw, without a body")
    is_problem(api.post(path + "/withdraw"), 409, "once more: 409")
    reference = api.submit(msisdn(5), "f", endDate="2027-06-30").json["reference"]
    api.reaches(reference, ("waiting",))
    api.post("/api/v1/cases/%s/events" % reference, {"event": "stop"})
    no = api.post("/api/v1/cases/%s/reject" % reference, {"note": "not yours"})
    check.eq((no.status, no.json["state"]), (200, "rejected"), "reject")


def running(api_of):
    """Eight at once with one key: each gets 201 with the same case, or 409 while the first is running."""
    got = []

    def one():
        got.append(api_of().submit(msisdn(6), "at-once"))

    threads = [threading.Thread(target=one) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    check.ok(all(a.status in (201, 409) for a in got) and any(a.status == 201 for a in got), "one key at once: 201 or 409", got)
    check.eq(len({a.json["reference"] for a in got if a.status == 201}), 1, "one case")


# ---- lists ----

def lists(api):
    for n in range(10, FREE):
        api.submit(msisdn(n), "list-%d" % n, endDate="2027-06-30")
    until(lambda: all(c["state"] in ENDS + ("waiting",) for c in api.items("/api/v1/cases")), 20)
    for path, least in (("/api/v1/cases", 35), ("/api/v1/lines", LINES)):
        whole = api.items(path, 100)
        pages = api.items(path, 7)
        key = "reference" if path.endswith("cases") else "msisdn"
        check.ok(len(whole) >= least, "%s: all are there" % path, len(whole))
        check.eq([i[key] for i in pages], [i[key] for i in whole], "%s: page by page the same" % path)
    check.eq(len({i["reference"] for i in api.items("/api/v1/cases", 9)}), len(api.items("/api/v1/cases", 9)), "none twice")
    check.eq(len(api.get("/api/v1/lines").json["items"]), 50, "50 unless asked")
    check.eq(len(api.get("/api/v1/lines?limit=1").json["items"]), 1, "limit")
    waiting = api.items("/api/v1/cases?state=waiting", 10)
    check.ok(len(waiting) > 20 and all(c["state"] == "waiting" for c in waiting), "state=", waiting[:2])
    for query in ("limit=101", "limit=x", "after=!!", "state=flying", "limit=1&limit=2", "nothing=1"):
        is_problem(api.get("/api/v1/cases?" + query), 400, "?%s: 400" % query)
    check.eq(api.get("/api/v1/lines/0" + msisdn(20)[2:]).json["imsi"], line(20)["imsi"], "a line, by its number as people write it")
    is_problem(api.get("/api/v1/lines/32499999999"), 404, "no such line: 404")
    check.eq(api.get("/api/v1/numbers/" + msisdn(20)).json["state"], "active", "a number in use")
    held = [n["msisdn"] for n in api.items("/api/v1/numbers", 1)]
    check.ok(msisdn(1) in held and msisdn(20) not in held, "numbers that rest", held)
    check.eq(api.get("/api/v1/cards").status, 200, "cards")
    is_problem(api.post("/api/v1/cards/x", {"action": "take"}), 404, "no such card: 404")


def long_poll(site, api):
    after, seen, rounds = "", [], 0
    while rounds < 100:
        page = api.get("/api/v1/events?limit=40" + after).json
        after, rounds = "&after=" + urllib.parse.quote(page["next"], safe=""), rounds + 1
        if not page["items"]:
            break
        seen += page["items"]
    check.eq(len({e["id"] for e in seen}), len(seen), "the feed: each event once here")
    check.ok(all("what" in e and "at" in e and "line" in e for e in seen) and len(seen) > 40, "with what it is", seen[:2])
    for _ in range(30):         # until the work of the tests before is done
        began = time.monotonic()
        empty = api.get("/api/v1/events?wait=1" + after)
        took = time.monotonic() - began
        after = "&after=" + urllib.parse.quote(empty.json["next"], safe="")
        if not empty.json["items"]:
            break
    check.ok(empty.status == 200 and empty.json["items"] == [] and "next" in empty.json and 0.9 < took < 5, "waits in vain for 1 s", took, empty)
    threading.Timer(1.0, lambda: site.api().submit(msisdn(FREE - 1 + 20), "wakes", endDate="2027-06-30")).start()
    began = time.monotonic()
    woken = api.get("/api/v1/events?wait=20" + after)
    took = time.monotonic() - began
    check.ok(woken.json["items"] and 0.9 < took < 4, "wakes within a second of the event", took, woken)
    is_problem(api.get("/api/v1/events?wait=31"), 400, "wait=31: 400")
    is_problem(api.get("/api/v1/events?after=zzz"), 400, "a cursor that is none: 400")


# ---- for machines ----

def for_machines(site, api):
    plain = site.api("x")
    plain.key = None
    check.eq(plain.get("/healthz").status, 200, "healthz")
    metrics = plain.get("/metrics")
    check.eq(metrics.headers["Content-Type"].split(";")[0], "application/openmetrics-text", "OpenMetrics")
    check.ok(metrics.text.endswith("\n# EOF\n") and metrics.text.count("# EOF") == 1, "ends with # EOF")
    sample = re.compile(r'[a-z_]+(\{[a-z_]+="[^"\n]*"(,[a-z_]+="[^"\n]*")*\})? -?[0-9.e+-]+$')
    bad = [l for l in metrics.text.splitlines() if not l.startswith("# ") and not sample.match(l)]
    check.eq(bad, [], "every line is a sample")
    counts = dict(re.findall(r'simoff_cases\{state="(\w+)"\} (\d+)', metrics.text))
    check.eq(sum(map(int, counts.values())), len(api.items("/api/v1/cases")), "as many cases as the list has")
    for name in ("simoff_desk_up 1", "simoff_effects{", "simoff_desk_batches_total", "simoff_http_answers_total"):
        check.ok(name in metrics.text, "metrics: " + name)
    description = plain.get("/api/v1/openapi.json")
    check.eq((description.status, description.json["openapi"][:3]), (200, "3.1"), "OpenAPI 3.1")
    paths = description.json["paths"]
    for path, methods in (("/cases", "get post"), ("/cases/{reference}", "get"), ("/cases/{reference}/withdraw", "post"),
                          ("/cases/{reference}/approve", "post"), ("/cases/{reference}/reject", "post"),
                          ("/cases/{reference}/events", "post"), ("/lines", "get"), ("/lines/{msisdn}", "get"),
                          ("/lines/{msisdn}/block", "post"), ("/lines/{msisdn}/unblock", "post"), ("/numbers", "get"),
                          ("/numbers/{msisdn}", "get"), ("/numbers/{msisdn}/ported", "post"), ("/cards", "get"),
                          ("/cards/{card}", "post"), ("/events", "get")):
        there = paths.get("/api/v1" + path, paths.get(path, {}))
        check.ok(all(m in there for m in methods.split()), "it lists %s %s" % (methods, path), sorted(paths))


# ---- hostile ----

def exchange(site, data, half_close=False, seconds=5.0):
    """Sends bytes as they are; all that comes back until the server ends the connection or is silent."""
    host = urllib.parse.urlsplit(site.url)
    got = b""
    with socket.create_connection((host.hostname, host.port), 5) as s:
        s.settimeout(seconds)
        try:
            s.sendall(data)
            if half_close:
                s.shutdown(socket.SHUT_WR)
            while True:
                part = s.recv(65536)
                if not part:
                    break
                got += part
                if got.count(b"HTTP/1.1 ") == data.count(b" HTTP/1.1\r\n") and is_whole(got):
                    break
        except (socket.timeout, ConnectionError):
            pass
    return got


def is_whole(got):
    head, mark, body = got.rpartition(b"HTTP/1.1 ")[2].partition(b"\r\n\r\n")
    size = re.search(rb"(?i)content-length: (\d+)", head)
    return bool(mark) and (not size or len(body) >= int(size.group(1)))


def statuses(got):
    return [int(s) for s in re.findall(rb"HTTP/1\.1 (\d{3})", got)]


def post_bytes(site, body, extra=b"", length=None, version=b"HTTP/1.1", host=True):
    head = b"POST /api/v1/cases " + version + b"\r\n" + (b"Host: x\r\n" if host else b"") + b"Authorization: Bearer " + site.key.encode() \
        + b"\r\nIdempotency-Key: hostile\r\nContent-Type: application/json\r\n" + extra
    if length is not False:
        head += b"Content-Length: %d\r\n" % (len(body) if length is None else length)
    return head + b"\r\n" + body


def hostile_bodies(site):
    number = msisdn(FREE).encode()
    good = b'{"msisdn":"%s"}' % number
    deep = b"[" * 10000 + b"]" * 10000
    return good, [
        ("oversize", b'{"msisdn":"%s","reason":"%s"}' % (number, b"x" * 100000), (413, 400)),
        ("bad UTF-8", b'{"msisdn":"%s","name":"\xff\xfe"}' % number, (400,)),
        ("overlong UTF-8", b'{"msisdn":"%s","name":"\xc0\x80"}' % number, (400,)),
        ("lone surrogate", b'{"msisdn":"%s","name":"\\ud800"}' % number, (400,)),
        ("duplicate keys", b'{"msisdn":"%s","msisdn":"%s"}' % (number, number), (400,)),
        ("depth 10000", b'{"msisdn":"%s","name":%s}' % (number, deep), (400,)),
        ("depth 10000, nothing else", deep, (400,)),
        ("depth of objects", b'{"a":' * 5000 + b"1" + b"}" * 5000, (400,)),
        ("a list", b"[%s]" % good, (400,)), ("a text", b'"x"', (400,)), ("null", b"null", (400,)), ("empty", b"", (400, 415)),
        ("number for text", b'{"msisdn":%s}' % number, (400,)), ("true for text", b'{"msisdn":true}', (400,)),
        ("huge number", b'{"msisdn":1%s}' % (b"0" * 5000), (400,)), ("huge exponent", b'{"msisdn":1e999999}', (400,)),
        ("trailing data", good + b"x", (400,)), ("two documents", good + good, (400,)), ("cut off", good[:-1], (400,)),
        ("NUL", b'{"msisdn":"%s\\u0000"}' % number, (400,)), ("BOM", b"\xef\xbb\xbf" + good, (400,)), ("comment", b"/**/" + good, (400,)),
        ("single quotes", good.replace(b'"', b"'"), (400,)), ("NaN", b'{"msisdn":NaN}', (400,)),
    ]


def hostile_framing(site, good):
    ok = post_bytes(site, good)
    chunked = b"Transfer-Encoding: chunked\r\n"
    chunk = b"%x\r\n%s\r\n0\r\n\r\n" % (len(good), good)
    return [
        ("CL and TE", post_bytes(site, chunk, chunked, len(chunk)), (400,)),
        ("two CL, different", post_bytes(site, good, b"Content-Length: 1\r\n"), (400,)),
        ("two CL, equal", post_bytes(site, good, b"Content-Length: %d\r\n" % len(good)), (400,)),
        ("CL with a list", post_bytes(site, good, b"Content-Length: %d, %d\r\n" % (len(good), len(good)), False), (400,)),
        ("CL with a sign", post_bytes(site, good, b"Content-Length: +%d\r\n" % len(good), False), (400,)),
        ("negative CL", post_bytes(site, good, b"Content-Length: -1\r\n", False), (400,)),
        ("hex CL", post_bytes(site, good, b"Content-Length: 0x1b\r\n", False), (400,)),
        ("CL over 64 bits", post_bytes(site, good, b"Content-Length: 99999999999999999999999\r\n", False), (400, 413)),
        ("huge CL", post_bytes(site, good, b"Content-Length: 9999999999\r\n", False), (400, 413)),
        ("Content-Length :", post_bytes(site, good, b"Content-Length : %d\r\n" % len(good), False), (400,)),
        ("TE: identity, chunked", post_bytes(site, chunk, b"Transfer-Encoding: identity, chunked\r\n", False), (400, 501)),
        ("TE: xchunked", post_bytes(site, chunk, b"Transfer-Encoding: xchunked\r\n", False), (400, 501)),
        ("two TE", post_bytes(site, chunk, chunked + chunked, False), (400,)),
        ("bad chunk size", post_bytes(site, b"zz\r\n" + good + b"\r\n0\r\n\r\n", chunked, False), (400,)),
        ("bare LF", ok.replace(b"\r\n", b"\n"), (400,)),
        ("bare LF in one header", ok.replace(b"Host: x\r\n", b"Host: x\n"), (400,)),
        ("bare CR in a value", ok.replace(b"Host: x", b"Host: x\ry"), (400,)),
        ("obs-fold", ok.replace(b"Host: x\r\n", b"Host: x\r\nX-A: b\r\n c\r\n"), (400,)),
        ("two Hosts", ok.replace(b"Host: x\r\n", b"Host: x\r\nHost: y\r\n"), (400,)),
        ("no Host", post_bytes(site, good, host=False), (400,)),
        ("NUL in a header", ok.replace(b"Host: x", b"Host: x\0y"), (400,)),
        ("header without a name", ok.replace(b"Host: x\r\n", b"Host: x\r\n: y\r\n"), (400,)),
        ("header without a colon", ok.replace(b"Host: x\r\n", b"Host: x\r\nnonsense\r\n"), (400,)),
        ("header over 16 KB", ok.replace(b"Host: x\r\n", b"Host: x\r\nX-A: " + b"a" * 17000 + b"\r\n"), (400, 431)),
        ("path over 16 KB", ok.replace(b"/api/v1/cases", b"/api/v1/" + b"a" * 17000), (400, 404, 414, 431)),
        ("HTTP/3.9", post_bytes(site, good, version=b"HTTP/3.9"), (400, 505)),
        ("nonsense", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 60 + b"\r\n\r\n", (400,)),
        ("cut off in the body", post_bytes(site, good[:5], length=len(good)), ()),
        ("dot segments", ok.replace(b"/api/v1/cases", b"/static/../api/v1/cases"), (400, 404)),
        ("encoded NUL", ok.replace(b"/api/v1/cases", b"/api/v1/cases%00"), (400, 404)),
        ("two Authorizations", ok.replace(b"Host: x\r\n", b"Host: x\r\nAuthorization: Bearer x\r\n"), (400, 401)),
    ]


def slow_header(site, took):
    """A byte every half second for ever: how long until the server ends it."""
    host, began = urllib.parse.urlsplit(site.url), time.monotonic()
    with socket.create_connection((host.hostname, host.port), 5) as s:
        s.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        s.settimeout(0.5)
        while time.monotonic() - began < 40:
            try:
                if not s.recv(1000):
                    break
            except socket.timeout:
                try:
                    s.sendall(b"a")
                except ConnectionError:
                    break
            except ConnectionError:
                break
    took.append(time.monotonic() - began)


def hostile(site, api):
    took = []
    slow = threading.Thread(target=slow_header, args=(site, took))
    slow.start()
    good, bodies = hostile_bodies(site)
    before = len(api.items("/api/v1/cases"))
    tries = [(name, post_bytes(site, body), want) for name, body, want in bodies] + hostile_framing(site, good)
    for name, data, want in tries:
        got = exchange(site, data, half_close=not want)
        seen = statuses(got)
        is_refused = (not seen or seen[0] in want) and all(400 <= s < 500 or s in (501, 505) for s in seen)
        check.ok(is_refused and (seen or name in ("nonsense", "cut off in the body")), "hostile: %s is refused" % name, "want %s" % (want,), got[:600])
        if seen and name in [b[0] for b in bodies]:
            check.ok(PROBLEM.encode() in got, "hostile: %s: a problem" % name, got[:600])
        check.eq(site.api().get("/healthz").status, 200, "hostile: after %s the server answers" % name)
    check.eq(len(api.items("/api/v1/cases")), before, "hostile: nothing was stored")
    get = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    check.eq(statuses(exchange(site, get * 5)), [200] * 5, "pipelining: five answers")
    after_bad = exchange(site, post_bytes(site, b"{", b"Content-Length: 1\r\n") + get)
    check.ok(len(statuses(after_bad)) == 1, "pipelining: nothing after a malformed request is read", after_bad[:300])
    check.eq(statuses(exchange(site, get, half_close=True)), [200], "half-closed: still answered")
    many = [socket.create_connection((site.api().host, site.api().port), 5) for _ in range(200)]
    check.eq(site.api().get("/healthz").status, 200, "200 silent connections harm nobody")
    for s in many:
        s.close()
    slow.join()
    check.ok(took[0] < 20, "a slow header is ended", took)
    check.ok("child.ended" not in site.read("simoffd.log"), "no process died", site.read("simoffd.log")[-600:])
    made = exchange(site, post_bytes(site, good))
    check.eq(statuses(made), [201], "and the same, well-formed, is stored")


def main():
    site = Site("api", [line(n) for n in range(1, LINES + 1)])
    api = site.api()
    body, first = submit(api)
    same_key(site, api, body, first)
    refusals(site, api)
    events(api)
    running(site.api)
    lists(api)
    long_poll(site, api)
    for_machines(site, api)
    hostile(site, api)
    until(lambda: all(c["state"] in ENDS + ("waiting",) for c in api.items("/api/v1/cases")), 10)
    check.eq(site.simoff("audit", "verify").returncode, 0, "the audit is whole")


if __name__ == "__main__":
    check.run(main)
