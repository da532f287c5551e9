#!/usr/bin/python3
"""serve_test.py - the agent at the counter: who may speak to it, what it reads, how a backup is handed over, and that nothing of it
stays: no byte in its memory, its files or its output."""
import http.client
import io
import json
import os
import re
import subprocess
import time
import unittest
import zipfile

import house
from card import sim, usim

CANARY = "Zebulon Quagga"
PEOPLE = [(CANARY, "+12025550100"), ("Ann", "+12025550101")]
ORIGIN = "https://portal.example"


class Agent:
    """simcopy serve on a free port of loopback; stopped by its pid."""

    def __init__(self, *options, program=house.PROGRAM):
        self.process = subprocess.Popen([program, "serve", "--port", "0", "--json", *options], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=house.environment(), start_new_session=True)
        self.said = self.process.stdout.readline()
        said = json.loads(self.said)
        self.url, self.key = said["url"], said["key"]
        self.port = int(re.match(r"http://127\.0\.0\.1:(\d+)/#", self.url).group(1))

    def ask(self, method, path, body=None, key=True, **headers):
        """(status, headers, bytes)"""
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=house.LIMIT_S)
        if key:
            headers.setdefault("Authorization", "Bearer " + (self.key if key is True else key))
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        c.request(method, path, json.dumps(body) if isinstance(body, dict) else body, headers)
        answer = c.getresponse()
        got = answer.status, answer.headers, answer.read()
        c.close()
        return got

    def json(self, method, path, body=None, status=200, **headers):
        got = self.ask(method, path, body, **headers)
        assert got[0] == status, got
        return json.loads(got[2])

    def job(self, kind, **wish):
        """Runs it to its end: (state, events)."""
        self.json("POST", "/api/" + kind, wish, status=202)
        events, last = [], 0

        def ended():
            nonlocal last, state
            got = self.json("GET", "/api/job?after=%d" % last)
            events.extend(got["events"])
            last, state = got["last"], got["state"]
            return state != "running"
        state = ""
        house.wait_for(ended, "the job")
        return state, events

    def stop(self):
        self.process.terminate()
        out, err = self.process.communicate(timeout=house.LIMIT_S) if not self.process.stdout.closed else (b"", b"")
        return self.process.returncode, self.said + out, err


class Serve(house.Case):
    def agent(self, *options, **how):
        agent = Agent(*options, **how)
        self.addCleanup(agent.stop)
        return agent

    def text(self, events, name):
        return [e["text"] for e in events if e["event"] == name]

    # ---- who may speak ----

    def test_the_key(self):
        agent = self.agent()
        for key in (False, "", agent.key[:-1], agent.key + "0", "0" * 64):
            for method, path in (("GET", "/api/readers"), ("POST", "/api/backup"), ("GET", "/api/files/index.html"), ("POST", "/api/links")):
                self.assertEqual(agent.ask(method, path, b"{}" if method == "POST" else None, key=key)[0], 401, (key, path))
        self.assertEqual(agent.ask("GET", "/api/readers")[0], 200)
        self.assertEqual(len(agent.key), 64)
        self.assertNotEqual(agent.key, self.agent().key)

    def test_other_names_of_loopback(self):
        agent = self.agent()
        for host in ("evil.example:%d" % agent.port, "evil.example", "127.0.0.1", "localhost:1", "127.0.0.1.evil.example:%d" % agent.port):
            for path in ("/", "/api/readers"):
                self.assertEqual(agent.ask("GET", path, Host=host)[0], 421, host)
        self.assertEqual(agent.ask("GET", "/api/readers", Host="localhost:%d" % agent.port)[0], 200)

    def test_other_pages(self):
        agent = self.agent("--origin", ORIGIN)
        for origin in ("https://evil.example", "null", ORIGIN + ":444", "http://portal.example", "http://127.0.0.1:1"):
            for method in ("GET", "OPTIONS"):
                status, headers, _ = agent.ask(method, "/api/readers", Origin=origin)
                self.assertEqual((status, headers["Access-Control-Allow-Origin"]), (403, None), origin)
        status, headers, _ = agent.ask("GET", "/api/readers", Origin=ORIGIN)
        self.assertEqual((status, headers["Access-Control-Allow-Origin"], headers["Vary"]), (200, ORIGIN, "Origin"))
        status, headers, _ = agent.ask("GET", "/api/readers", Origin="http://127.0.0.1:%d" % agent.port)
        self.assertEqual((status, headers["Access-Control-Allow-Origin"]), (200, None))
        self.assertEqual(self.agent().ask("GET", "/api/readers", Origin=ORIGIN)[0], 403)

    def test_preflight(self):
        agent = self.agent("--origin", ORIGIN)
        asks = {"Access_Control_Request_Method": "POST", "Access_Control_Request_Headers": "authorization"}
        status, headers, _ = agent.ask("OPTIONS", "/api/backup", key=False, Origin=ORIGIN, **asks)
        self.assertEqual((status, headers["Access-Control-Allow-Private-Network"]), (204, None))
        status, headers, _ = agent.ask("OPTIONS", "/api/backup", key=False, Origin=ORIGIN, Access_Control_Request_Private_Network="true", **asks)
        self.assertEqual((status, headers["Access-Control-Allow-Private-Network"], headers["Access-Control-Allow-Origin"]), (204, "true", ORIGIN))
        self.assertIn("Authorization", headers["Access-Control-Allow-Headers"])

    def test_only_loopback(self):
        agent = self.agent()
        with open("/proc/net/tcp", encoding="ascii") as f:
            listening = [line.split()[1] for line in f if line.split()[3] == "0A"]
        self.assertIn("0100007F:%04X" % agent.port, listening)
        self.assertNotIn("00000000:%04X" % agent.port, listening)

    def test_wrong_words(self):
        for words in (["--port", "70000"], ["--port", "x"], ["--origin", "portal.example"], ["--origin", "https://p.example/path"],
                      ["--to", self.path("none")]):
            done = house.run("serve", *words)
            self.assertEqual(done.returncode, 2, words)
            self.assertIn("--", done.stderr)

    def test_wrong_requests(self):
        agent = self.agent()
        for body in (b"", b"nonsense", b"[1", b'{"pin":"123456789"}', b'{"reader":"%s"}' % (b"x" * 200)):
            self.assertEqual(agent.ask("POST", "/api/backup", body)[0], 400, body)
        for method, path, status in (("GET", "/nothing", 404), ("GET", "/api/files", 404), ("GET", "/api/archive", 404), ("POST", "/api/stick", 404),
                                     ("GET", "/view/", 404), ("POST", "/api/take/", 404), ("POST", "/api/links", 400), ("POST", "/x", 405),
                                     ("GET", "/api/job?after=-1", 400), ("DELETE", "/api/files", 405)):
            self.assertEqual(agent.ask(method, path)[0], status, path)
        self.assertEqual(agent.ask("POST", "/api/look", b"x" * 5000)[0], 413)

    # ---- the card ----

    def test_no_card(self):
        self.take_out()
        agent = self.agent()
        state, events = agent.job("look")
        self.assertEqual(state, "failed")
        self.assertIn("put the SIM in", self.text(events, "error")[0])
        self.assertEqual(agent.job("backup")[0], "failed")
        self.assertEqual([r["has_card"] for r in agent.json("GET", "/api/readers")["readers"]], [False, False])

    def test_look_uses_no_try(self):
        agent = self.agent()
        for make, pin, tries, state, left in ((sim, "4711", 3, "needed", "3"), (usim, "4711", 2, "needed", "2"), (sim, None, 3, "open", ""),
                                              (usim, "4711", 0, "blocked", "0")):
            card = self.insert(make(PEOPLE, pin=pin, tries=tries))
            got, events = agent.job("look")
            said = next(e for e in events if e["event"] == "card")
            self.assertEqual((got, said["pin"]), ("done", state))
            if state == "needed":
                self.assertEqual(said["left"], left)
            self.assertEqual(card.verifies(), 0)
            self.take_out()

    def test_pin_wrong_once_and_right(self):
        agent = self.agent()
        card = self.insert(usim(PEOPLE, ["Hello"], pin="4711"))
        state, events = agent.job("backup", pin="0000")
        self.assertEqual((state, card.verifies(), card.tries), ("partly", 1, 2))
        self.assertIn("Tries left: 2", self.text(events, "pin_wrong")[0])
        self.assertNotIn(CANARY.encode(), agent.ask("GET", "/api/files/contacts.vcf")[2])
        state, events = agent.job("backup", pin="4711")
        self.assertEqual((state, card.verifies(), card.tries), ("done", 2, 3))
        self.assertIn(CANARY.encode(), agent.ask("GET", "/api/files/contacts.vcf")[2])
        self.assertNotIn("4711", json.dumps(events))
        code, out, err = agent.stop()
        self.assertEqual((code, b"4711" in out + err), (0, False))

    def test_no_pin_and_no_digits(self):
        agent = self.agent()
        card = self.insert(sim(PEOPLE, pin="4711"))
        for pin in ("", "12", "12a4"):
            self.assertEqual(agent.job("backup", pin=pin)[0], "partly")
        self.assertEqual((card.verifies(), card.tries), (0, 3))

    def test_the_last_try(self):
        agent = self.agent()
        card = self.insert(sim(PEOPLE, pin="4711", tries=1))
        self.assertEqual(agent.job("backup", pin="4711")[0], "partly")
        self.assertEqual(card.verifies(), 0)
        self.assertEqual(agent.job("backup", pin="4711", last_try=True)[0], "done")
        self.assertEqual(card.verifies(), 1)

    def test_card_taken_out(self):
        agent = self.agent()
        card = self.insert(sim(PEOPLE * 50))
        card.lose_at = 60
        state, events = agent.job("backup")
        self.assertEqual(state, "partly")
        self.assertIn("taken out", self.text(events, "error")[0])
        self.assertIn("Only a part", self.text(events, "end")[0])
        self.assertIn(CANARY.encode(), agent.ask("GET", "/api/files/contacts.vcf")[2])
        self.take_out()

    def test_one_at_a_time_and_stop(self):
        agent = self.agent()
        card = self.insert(sim(PEOPLE * 50))
        card.delay = 0.01
        agent.json("POST", "/api/backup", {}, status=202)
        house.wait_for(lambda: card.count() > 20, "some commands")
        self.assertEqual(agent.ask("POST", "/api/backup", b"{}")[0], 409)
        self.assertEqual(agent.json("GET", "/api/job")["state"], "running")
        agent.json("POST", "/api/stop")
        house.wait_for(lambda: agent.json("GET", "/api/job")["state"] == "partly", "the end")
        self.assertLess(card.count(), 300)

    def test_a_browser_that_hangs_does_not_hold_the_others(self):
        agent = self.agent()
        card = self.insert(sim(PEOPLE * 50))
        card.delay = 0.01
        agent.json("POST", "/api/backup", {}, status=202)
        house.wait_for(lambda: card.count() > 5, "some commands")
        before = card.count()
        self.assertEqual(agent.ask("GET", "/", key=False)[0], 200)
        self.assertLess(card.count() - before, 100, "answered while the card is read")
        if os.readlink("/proc/self") == str(os.getpid()):  # a /proc of our own
            with open("/proc/%d/task/%d/children" % (agent.process.pid, agent.process.pid), encoding="ascii") as f:
                child = int(f.read())
            self.assertFalse(self.sockets(child) & self.sockets(agent.process.pid), "what works on the card holds no browser's connection")
        agent.json("POST", "/api/forget")
        self.assertEqual(agent.json("GET", "/api/job")["state"], "none")

    def sockets(self, pid):
        folder = "/proc/%d/fd" % pid
        return {link for link in (os.readlink(os.path.join(folder, fd)) for fd in os.listdir(folder)) if link.startswith("socket:")}

    # ---- handing over ----

    def read(self, agent):
        self.insert(sim(PEOPLE, ["Hello"]))
        self.assertEqual(agent.job("backup")[0], "done")

    def test_files_and_view(self):
        agent = self.agent()
        self.read(agent)
        listed = agent.json("GET", "/api/files")
        self.assertEqual({f["name"] for f in listed["files"]}, {"image.simcopy", "contacts.vcf", "contacts.csv", "messages.xml", "messages.csv",
                                                               "messages.json", "index.html", "report.txt"})
        for f in listed["files"]:
            self.assertEqual(len(agent.ask("GET", "/api/files/" + f["name"])[2]), f["bytes"])
        status, headers, page = agent.ask("GET", listed["view"], key=False)
        self.assertEqual((status, headers["Content-Security-Policy"].startswith("default-src 'none'")), (200, True))
        self.assertIn(CANARY.encode(), page)
        for path in (listed["view"][:-1], listed["view"] + "0", "/view/" + "0" * 32):
            self.assertEqual(agent.ask("GET", path, key=False)[0], 404)
        self.read(agent)
        self.assertEqual(agent.ask("GET", listed["view"], key=False)[0], 404, "another backup, another address")

    def test_stick(self):
        stick = self.path("stick")
        os.mkdir(stick)
        agent = self.agent("--to", stick)
        self.read(agent)
        first = agent.json("POST", "/api/stick")["folder"]
        second = agent.json("POST", "/api/stick")["folder"]
        self.assertNotEqual(first, second)
        self.assertEqual(os.path.dirname(first), stick)
        self.assertEqual(os.stat(first).st_mode & 0o777, 0o700)
        self.assertEqual(house.run("verify", first).returncode, 0)
        self.assertEqual(len(os.listdir(first)), 8)
        without = self.agent()
        self.read(without)
        self.assertEqual(without.ask("POST", "/api/stick")[0], 409)

    def test_archive(self):
        agent = self.agent()
        self.read(agent)
        with zipfile.ZipFile(io.BytesIO(agent.ask("GET", "/api/archive")[2])) as z:
            self.assertIsNone(z.testzip())
            self.assertEqual(len(z.namelist()), 8)
            self.assertEqual(z.read("contacts.vcf"), agent.ask("GET", "/api/files/contacts.vcf")[2])
            self.assertEqual(z.getinfo("contacts.vcf").external_attr >> 16, 0o100600)

    def test_link_once(self):
        agent = self.agent()
        sealed = os.urandom(100000)
        link = agent.json("POST", "/api/links", sealed, status=201)
        self.assertTrue(0 <= link["until_ms"] / 1000 - time.time() - 86340 < 120)
        self.assertEqual(agent.ask("GET", "/api/take/" + link["id"], key=False)[0], 404, "a preview does not use it up")
        self.assertEqual(agent.ask("POST", "/api/take/" + link["id"][:-1], key=False)[0], 404)
        self.assertEqual(agent.ask("POST", "/api/take/" + link["id"], key=False)[::2], (200, sealed))
        status, _, body = agent.ask("POST", "/api/take/" + link["id"] + "?lang=en", key=False)
        self.assertEqual((status, b"used already" in body), (404, True))

    def test_links_have_a_limit(self):
        agent = self.agent()
        links = [agent.json("POST", "/api/links", b"x", status=201) for _ in range(16)]
        self.assertEqual(agent.ask("POST", "/api/links", b"x")[0], 507)
        agent.ask("POST", "/api/take/" + links[3]["id"], key=False)
        self.assertEqual(agent.ask("POST", "/api/links", b"x")[0], 201)

    # ---- nothing stays ----

    def memory(self, pid):
        found = b""
        with open("/proc/%d/maps" % pid, encoding="utf-8") as maps, open("/proc/%d/mem" % pid, "rb", 0) as mem:
            for line in maps:
                begin, end = (int(x, 16) for x in line.split()[0].split("-"))
                if line.split()[1].startswith("r"):
                    try:
                        mem.seek(begin)
                        found += mem.read(end - begin)
                    except OSError:
                        pass
        return found

    def test_nothing_stays(self):
        if os.readlink("/proc/self") != str(os.getpid()):
            self.skipTest("no /proc of our own here")
        stick = self.path("stick")
        os.mkdir(stick)
        agent = self.agent("--to", stick, program=house.RELEASE)
        pid = agent.process.pid
        self.insert(sim(PEOPLE, ["Hello " + CANARY], pin="4711"))
        self.assertEqual(agent.job("backup", pin="4711")[0], "done")
        listed = agent.json("GET", "/api/files")
        for f in listed["files"]:
            agent.ask("GET", "/api/files/" + f["name"])
        agent.ask("GET", listed["view"])
        archive = agent.ask("GET", "/api/archive")[2]
        self.assertIn(CANARY.encode(), archive)
        agent.json("POST", "/api/stick")
        link = agent.json("POST", "/api/links", archive, status=201)  # not encrypted, so that it would be seen
        wanted = (CANARY.encode(), CANARY.encode("utf-16-be"), CANARY.encode("utf-16-be").hex().upper().encode(),
                  CANARY.encode().hex().upper().encode(), b"+12025550100", b'"pin": "4711"')
        self.assertIn(wanted[0], self.memory(pid), "the test can see it")
        agent.json("POST", "/api/forget")
        self.assertEqual(agent.ask("POST", "/api/take/" + link["id"], key=False)[2], archive)
        house.wait_for(lambda: not any(w in self.memory(pid) for w in wanted), "the end of every copy")
        self.assertEqual([os.readlink("/proc/%d/fd/%s" % (pid, fd)) for fd in os.listdir("/proc/%d/fd" % pid)
                          if "memfd" in os.readlink("/proc/%d/fd/%s" % (pid, fd))], [])
        code, out, err = agent.stop()
        self.assertEqual(code, 0)
        for w in wanted:
            self.assertNotIn(w, out + err)
        self.assertEqual(sorted(os.listdir(self.dir)), ["stick"])

    def test_its_pages(self):
        agent = self.agent()
        for path in ("/", "/take", "/agent.js", "/take.js", "/agent.css"):
            status, headers, body = agent.ask("GET", path, key=False)
            self.assertEqual(status, 200, path)
            self.assertIn("script-src 'self'", headers["Content-Security-Policy"])
            self.assertNotIn(b"{{", body)
            self.assertNotRegex(body.decode(), r"<script(?![^>]*src=)|\son[a-z]+=|style=")


house.main(__name__, __file__)
