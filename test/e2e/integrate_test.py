#!/usr/bin/python3
"""integrate_test.py - the examples of doc/integrate.md, exactly as printed, between a real daemon and a false host operator whose
orders take seconds and who is killed in between: one cut for each line, confirmed at the end. And a false billing system that loses
answers: one stop for each line, confirmed with its figures. And the receiver of events behind
a line that fails at times, while daemon and receiver are killed: every event once by its key, in the order of its line."""
import collections
import http.client
import http.server
import json
import os
import random
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time

from harness import ENDS, ROOT, Checks, Site, address, folder, line, must_answer, spawn, until

EXAMPLES = os.path.join(ROOT, "doc/examples")
PORT = 8090
SECRET = "0123456789abcdef0123456789abcdef"
check = Checks()


class Mvne:
    """The host operator: a process of its own (false_mvne.py), so that it can be killed; its orders are in a file."""

    def __init__(self, rows, takes_s):
        self.host, self.file = address(), tempfile.NamedTemporaryFile(prefix="simoff-e2e-mvne-", suffix=".json")
        self.argv = [sys.executable, "-B", os.path.join(ROOT, "test/e2e/false_mvne.py"), self.host, str(PORT), self.file.name, str(takes_s)]
        json.dump({"orders": {}, "lines": {r["imsi"]: {"msisdn": r["msisdn"], "cuts": 0, "deletes": 0} for r in rows}},
                  open(self.file.name, "w", encoding="ascii"))
        self.url = "http://%s:%d" % (self.host, PORT)
        self.start()

    def start(self):
        self.child = spawn(self.argv)
        must_answer(self.child, self.host, PORT)

    def kill(self):
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()

    def lines(self):
        with open(self.file.name, encoding="ascii") as file:
            return json.load(file)["lines"]


class Receiver:
    """doc/examples/hook_receiver.py, reached through a line that refuses one request of eight, and loses one answer of eight."""

    def __init__(self):
        self.host, self.dir = address(), folder("hook")
        self.events = os.path.join(self.dir, "events")
        with open(os.path.join(self.dir, "secret"), "w", encoding="ascii") as out:
            out.write(SECRET + "\n")
        self.start()
        self.seen = collections.Counter()
        self.line = http.server.ThreadingHTTPServer((address(), PORT), self.handler())
        self.url = "http://%s:%d/events" % self.line.server_address[:2]
        threading.Thread(target=self.line.serve_forever, daemon=True).start()

    def start(self):
        self.child = spawn([os.path.join(EXAMPLES, "hook_receiver.py"), self.host, str(PORT), os.path.join(self.dir, "secret"), self.events],
                           stderr=subprocess.DEVNULL)
        must_answer(self.child, self.host, PORT)

    def kill(self):
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()

    def stored(self):
        with open(self.events, encoding="utf-8") as file:
            return [json.loads(text) for text in file]

    def pass_on(self, headers, body):
        """The receiver's status; 0: it is not there."""
        try:
            there = http.client.HTTPConnection(self.host, PORT, timeout=5)
            there.request("POST", "/events", body, dict(headers))
            return there.getresponse().status
        except OSError:
            return 0

    def handler(self):
        receiver, choice = self, random.Random(7)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                fate = choice.choice(("refused", "lost") + 6 * ("passed",))
                status = 503 if fate == "refused" else receiver.pass_on(self.headers, body)
                receiver.seen[fate] += 1
                if fate == "lost" or not status:
                    return              # the connection ends without an answer
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        return Handler


def as_printed():
    with open(os.path.join(ROOT, "doc/integrate.md"), encoding="utf-8") as file:
        text = file.read()
    for name in sorted(os.listdir(EXAMPLES)):
        with open(os.path.join(EXAMPLES, name), encoding="utf-8") as file:
            check.ok("\n%s```" % file.read() in text, "doc/integrate.md prints %s as it is" % name)


def by_hand(mvne, example):
    """What the sysadmin types to try it out."""
    done = subprocess.run([os.path.join(EXAMPLES, example), mvne.url], input='{"do":"check","key":"check"}\n', capture_output=True,
                          text=True, timeout=20, check=False)
    check.eq(json.loads(done.stdout)["result"], "done", "%s by hand: %s" % (example, done))


def cut_by(example, number):
    rows = [line(number + i) for i in range(4)]
    mvne = Mvne(rows, 1.5)
    by_hand(mvne, example)
    site = Site(example, rows, net_adapter="exec", net_command="%s %s" % (os.path.join(EXAMPLES, example), mvne.url),
                policy_drain_s="0")
    check.ok("ok       adapter        [net] exec\n" in site.simoff("doctor").stdout, example + ": doctor finds it well")
    api = site.api()
    references = [api.submit(r["msisdn"], "k" + r["msisdn"], contact={"email": "a@example.net"}).json["reference"] for r in rows]
    check.ok(until(lambda: any(e["state"] == "unknown" for r in references for e in api.case(r).get("effects", [])), 20),
             "%s: orders are accepted and worked on" % example)
    mvne.kill()
    os.kill(site.children()["net"], signal.SIGKILL)
    mvne.start()
    site.stop(signal.SIGKILL)
    until(lambda: not site.children(), 5)
    site.start()
    api = site.api()
    for reference in references:
        case = api.reaches(reference, ENDS, 90)
        check.eq(case["state"], "confirmed", "%s: the end of %s" % (example, reference))
    for imsi, one in mvne.lines().items():
        check.eq((one["cuts"], one["deletes"]), (1, 1), "%s: the line %s was cut once" % (example, imsi))
    site.stop()
    mvne.kill()


def certificates():
    """A webhook whose certificate nobody has signed is refused, until it is told to be trusted."""
    where, host = folder("tls"), address()
    key, cert = os.path.join(where, "key.pem"), os.path.join(where, "cert.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
                    "/CN=hook", "-addext", "subjectAltName=IP:" + host, "-keyout", key, "-out", cert], check=True, capture_output=True)
    bodies = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer((host, PORT), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site = Site("tls", hook_adapter="webhook", hook_webhook_url="https://%s:%d/" % (host, PORT), hook_webhook_secret=SECRET)
    said = site.simoff("doctor").stdout
    check.ok("[hook] webhook: " in said and "certificate is not trusted" in said, "a strange certificate is refused", said)
    check.eq(bodies, [], "and nothing was sent")
    site.set(hook_webhook_ca=cert)
    said = site.simoff("doctor").stdout
    check.ok("ok       adapter        [hook] webhook\n" in said, "one that is told to be trusted is good", said)
    check.eq(bodies, [b'{"do":"check","key":"check"}'], "and was asked")
    server.shutdown()


class Billing(http.server.BaseHTTPRequestHandler):
    """The false billing system: loses one answer of three, and has a balance two seconds after the stop."""
    stops, balances, asked = collections.defaultdict(set), {}, collections.Counter()
    figures = {"creditCents": 1150, "debtCents": 325}

    def do_PUT(self):
        imsi, msisdn, _ = self.rfile.read(int(self.headers["Content-Length"])).decode().split()
        self.stops[imsi].add((self.path, msisdn))
        self.balances.setdefault(imsi, (time.time() + 2, msisdn))
        self.reply("")

    def do_GET(self):
        when, msisdn = self.balances.get(self.path.rpartition("/")[2], (0, ""))
        ready = when and time.time() >= when
        self.reply(json.dumps({"msisdn": msisdn, "asOf": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), **self.figures} if ready else None))

    def reply(self, text):
        self.asked[self.command] += 1
        if self.path != "/" and self.asked[self.command] % 3 == 1:
            return                          # the connection ends without an answer
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


def billed_by(example, number):
    rows = [line(number + i) for i in range(4)]
    server = http.server.ThreadingHTTPServer((address(), PORT), Billing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    command = "%s http://%s:%d" % ((os.path.join(EXAMPLES, example),) + server.server_address[:2])
    site = Site(example, rows, billing_adapter="exec", billing_command=command, policy_drain_s="0")
    check.ok("ok       adapter        [billing] exec\n" in site.simoff("doctor").stdout, example + ": doctor finds it well")
    api = site.api()
    references = [api.submit(r["msisdn"], "k" + r["msisdn"], contact={"email": "a@example.net"}).json["reference"] for r in rows]
    check.ok(until(lambda: Billing.stops, 20), example + ": a stop came")
    os.kill(site.children()["billing"], signal.SIGKILL)
    for row, reference in zip(rows, references):
        case = api.reaches(reference, ENDS, 90)
        check.eq(case["state"], "confirmed", "%s: the end of %s" % (example, reference))
        account = case.get("account") or {}
        check.eq({name: account.get(name) for name in Billing.figures}, Billing.figures, "%s: the account of %s" % (example, reference))
        check.eq(Billing.stops[row["imsi"]], {("/stops/%s.billing_stop.1" % reference, row["msisdn"])}, example + ": one stop under one name")
    site.stop()
    server.shutdown()


def events():
    rows = [line(100 + i) for i in range(6)]
    receiver = Receiver()
    stranger = http.client.HTTPConnection(receiver.host, PORT, timeout=5)
    stranger.request("POST", "/events", b'{"do":"run","key":"k"}', {"Idempotency-Key": "k", "Simoff-Signature": "t=1,v1=00"})
    check.eq(stranger.getresponse().status, 401, "who does not know the secret is sent away")
    site = Site("hook", rows, hook_adapter="webhook", hook_webhook_url=receiver.url, hook_webhook_secret=SECRET)
    api = site.api()
    references = [api.submit(r["msisdn"], "k" + r["msisdn"], contact={"email": "a@example.net"}).json["reference"] for r in rows]
    until(lambda: len(receiver.stored()) > 3, 20)
    receiver.kill()
    os.kill(site.children()["hook"], signal.SIGKILL)
    receiver.start()
    until(lambda: len(receiver.stored()) > 10, 20)
    site.stop(signal.SIGKILL)
    until(lambda: not site.children(), 5)
    site.start()
    api = site.api()
    for reference in references:
        check.eq(api.reaches(reference, ENDS, 60)["state"], "confirmed", "the end of " + reference)
    wanted = {r: [e for e in api.case(r)["effects"] if e["kind"] == "hook_event"] for r in references}
    until(lambda: len(receiver.stored()) >= sum(map(len, wanted.values())), 120, 0.2)
    came = receiver.stored()
    check.eq(max(collections.Counter(e["key"] for e in came).values()), 1, "no event is stored twice")
    check.ok(receiver.seen["refused"] > 3 and receiver.seen["lost"] > 3, "the line failed at times", receiver.seen)
    feed = {e["id"] for e in site.api().items("/api/v1/events")}
    for reference in references:
        mine = [e["facts"] for e in came if e["reference"] == reference]
        check.eq(len(mine), len(wanted[reference]), "every event of %s came" % reference)
        check.eq([e["version"] for e in mine], sorted(e["version"] for e in mine), "in the order of its line")
        check.eq((mine[-1]["state"], mine[-1]["event"]), ("confirmed", "confirmation_left"), "the last one says what it should")
        check.ok(all(e["id"] in feed for e in mine), "they have the ids of the feed")
    site.stop()
    receiver.kill()


def main():
    as_printed()
    certificates()
    events()
    cut_by("mvne.sh", 1)
    cut_by("mvne.py", 11)
    billed_by("billing.py", 21)


check.run(main)
