"""harness.py - what the end-to-end tests share: a simoff installation, an HTTP client, a browser's half of the portal, and a
count of what passed. The rest of the world is in peers.py.

Every server is started here, on a loopback address of this process (127.81.x.y), is ready before its start returns, dies with
this process, and is ended by its pid. Folders are removed at the end; SIMOFF_KEEP=1 keeps them. SIMOFF_LONG=1: longer variants.
Needs build/bin/simoff and build/bin/simoffd (or SIMOFF_BIN=folder), and what peers.py needs.
"""
import atexit
import ctypes
import html
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BIN = os.environ.get("SIMOFF_BIN", os.path.join(ROOT, "build/bin"))
LONG = bool(os.environ.get("SIMOFF_LONG"))
KEEP = bool(os.environ.get("SIMOFF_KEEP"))
ENDS = ("confirmed", "withdrawn", "rejected", "expired", "ported")
HTTP_PORT = 8080

_hosts = 1
_children = []
_folders = []
_sites = []


# ---- the count ----

class Checks:
    """Counts; prints what fails at once, and `N passed, N failed` at the end."""

    def __init__(self):
        self.passed, self.failed, self.skipped, self.began = 0, 0, 0, time.monotonic()

    def ok(self, is_right, what, *seen):
        if is_right:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED: %s%s" % (what, "".join("\n    " + one_line(s) for s in seen)), flush=True)
        return bool(is_right)

    def eq(self, got, want, what):
        return self.ok(got == want, what, "got  %r" % (got,), "want %r" % (want,))

    def skip(self, why):
        self.skipped += 1
        print("skipped: " + why, flush=True)

    def run(self, main):
        """Runs MAIN, prints the count, and ends the program; what MAIN did not expect counts as failed."""
        try:
            main()
        except Exception:       # whatever it is: the last line must come
            self.ok(False, "the test itself ended here", traceback.format_exc())
        for site in (s for s in _sites if os.path.exists(s.log)):
            self.ok(not site.walls(), "no process of the daemon met a wall of its sandbox", site.walls())
        print("took %.1f s" % (time.monotonic() - self.began))
        rest = ", %d skipped" % self.skipped if self.skipped else ""
        print("%d passed, %d failed%s" % (self.passed, self.failed, rest), flush=True)
        sys.exit(1 if self.failed else 0)


def one_line(value):
    text = " ".join(str(value).split())
    return text if len(text) < 900 else text[:900] + " ..."


def until(what, seconds=30.0, pause=0.05):
    """The first true value of what(); after SECONDS, its last one."""
    end = time.monotonic() + seconds
    while True:
        value = what()
        if value or time.monotonic() > end:
            return value
        time.sleep(pause)


# ---- processes, addresses, folders ----

def address():
    """A loopback address that nobody else has been given: by process, at most 24 for each."""
    global _hosts
    _hosts += 1
    if _hosts > 25:
        raise RuntimeError("no more addresses")
    return "127.81.%d.%d" % (1 + os.getpid() % 250, os.getpid() // 250 % 9 * 25 + _hosts)


def folder(name):
    path = tempfile.mkdtemp(prefix="simoff-e2e-%s-" % name)
    _folders.append(path)
    return path


def dies_with_us():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)      # PR_SET_PDEATHSIG


def spawn(argv, **options):
    child = subprocess.Popen(argv, preexec_fn=dies_with_us, **options)
    _children.append(child)
    return child


def end(child, how=signal.SIGTERM, seconds=10.0):
    """Ends a process of ours; returns its exit code, -9 when it had to be killed."""
    if child.poll() is None:
        child.send_signal(how)
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    return child.returncode


def clean():
    for child in _children:
        end(child, signal.SIGKILL)
    for path in _folders:
        if KEEP:
            print("kept: " + path)
        else:
            shutil.rmtree(path, ignore_errors=True)


atexit.register(clean)


def is_open(host, port):
    try:
        socket.create_connection((host, port), 1).close()
        return True
    except OSError:
        return False


def must_answer(child, host, *ports):
    for port in ports:
        if not until(lambda: is_open(host, port) or child.poll() is not None, 20) or child.poll() is not None:
            raise RuntimeError("%s: nothing answers at %s:%d" % (child.args[1], host, port))


# ---- lines ----

def line(n, **other):
    """Line number N as a row of the import; credit pays out EUR 7.00 after the fee."""
    row = {"msisdn": "3247%07d" % n, "imsi": "20601%010d" % n, "name": "Holder %d" % n, "email": "holder%d@example.org" % n,
           "credit": "12.00", "exit_fee": "5.00"}
    row.update(other)
    return row


def write_csv(path, rows, separator=","):
    columns = list(rows[0])
    with open(path, "w", encoding="utf-8") as out:
        out.write(separator.join(columns) + "\n")
        for row in rows:
            out.write(separator.join(str(row[c]) for c in columns) + "\n")
    return path


# ---- HTTP ----

class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return "%d %s" % (self.status, self.text)


class Api:
    """A client with an API key; one connection for each thread's Api, opened again when it broke."""

    def __init__(self, url, key=None, seconds=40.0):
        self.host, self.port = urllib.parse.urlsplit(url).hostname, urllib.parse.urlsplit(url).port
        self.key, self.seconds, self.connection = key, seconds, None

    def call(self, method, path, body=None, **headers):
        """BODY: bytes, or anything that becomes JSON. Header names are written with _ for -. Raises OSError, HTTPException."""
        send = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.key and "Authorization" not in send:
            send["Authorization"] = "Bearer " + self.key
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        if body is not None:
            send.setdefault("Content-Type", "application/json")
        try:
            if not self.connection:
                self.connection = http.client.HTTPConnection(self.host, self.port, timeout=self.seconds)
            self.connection.request(method, path, body, send)
            reply = self.connection.getresponse()
            return Answer(reply.status, reply.headers, reply.read())
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def get(self, path, **headers):
        return self.call("GET", path, None, **headers)

    def post(self, path, body=None, **headers):
        return self.call("POST", path, body, **headers)

    def submit(self, msisdn, key, **other):
        return self.post("/api/v1/cases", dict(msisdn=msisdn, **other), Idempotency_Key=key)

    def case(self, reference):
        return self.get("/api/v1/cases/" + reference).json

    def reaches(self, reference, states, seconds=40.0):
        """The case once its state is one of STATES, or as it is after SECONDS."""
        until(lambda: self.case(reference)["state"] in states, seconds, 0.1)
        return self.case(reference)

    def items(self, path, limit=100):
        """All items of a list, page by page."""
        found, after = [], ""
        while True:
            page = self.get("%s%slimit=%d%s" % (path, "&" if "?" in path else "?", limit, after)).json
            found += page["items"]
            if not page["items"] or "next" not in page:
                return found
            after = "&after=" + urllib.parse.quote(page["next"], safe="")


class Browser:
    """One visitor of the portal: keeps the cookie, follows redirects, sends forms with the page's hidden fields."""

    def __init__(self, url):
        self.api, self.cookie, self.path, self.page = Api(url), "", "/", None

    def go(self, path, method="GET", body=None, follow=True):
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if body is not None:
            headers["Content_Type"] = "application/x-www-form-urlencoded"
        page = self.api.call(method, path, body, **headers)
        if page.headers["Set-Cookie"]:
            self.cookie = page.headers["Set-Cookie"].split(";")[0]
        self.path, self.page = path, page
        if follow and page.status == 303:
            return self.go(page.headers["Location"])
        return page

    def forms(self):
        """The page's forms: (action, hidden fields)."""
        found = []
        for head, inside in re.findall(r"<form([^>]*)>(.*?)</form>", self.page.text, re.S):
            hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', inside)
            action = re.search(r'action="([^"]*)"', head)
            found.append((html.unescape(action.group(1)) if action else self.path, {n: html.unescape(v) for n, v in hidden}))
        return found

    def send(self, action, follow=True, **fields):
        """Sends the form of this page whose address is, or ends with, ACTION."""
        for where, hidden in self.forms():
            if where.split("?")[0].endswith(action):
                body = urllib.parse.urlencode({**hidden, **fields}).encode()
                return self.go(where, "POST", body, follow)
        raise LookupError("no form %s on %s: %s" % (action, self.path, self.forms()))


# ---- simoff ----

class Site:
    """An installation in a folder of its own, and its daemon. Settings: SECTION_KEY, e.g. net_adapter="hlr_osmo"."""

    def __init__(self, name, rows=None, daemon_env=None, **settings):
        self.dir = os.path.join(folder(name), "site")
        self.url, self.daemon, self.env = "http://%s:%d" % (address(), HTTP_PORT), None, daemon_env or {}
        done = self.simoff("init", self.dir, "--listen", self.url, "--adapters", "null", bare=True)
        if done.returncode:
            raise RuntimeError("simoff init: " + done.stderr)
        self.set(policy_review="clean", policy_stop_window_s="0", policy_refund="always", policy_refund_fee_cents="500", **settings)
        self.key = self.read("api.key").strip()
        self.log = os.path.join(self.dir, "simoffd.log")
        _sites.append(self)
        if rows:
            self.rows = write_csv(os.path.join(self.dir, "rows.csv"), rows)
            self.start()
            done = self.simoff("import", "lines", self.rows)
            if done.returncode:
                raise RuntimeError("simoff import: %s %s" % (done.stdout, done.stderr))

    def path(self, name):
        return os.path.join(self.dir, name)

    def read(self, name):
        with open(self.path(name), encoding="utf-8", errors="replace") as file:
            return file.read()

    def set(self, **settings):
        """Writes settings into simoff.conf, each in its section, in place of what is there."""
        text = self.read("simoff.conf")
        for name, value in settings.items():
            section, key = name.split("_", 1)
            head, mark, rest = text.partition("[%s]\n" % section)
            if not mark:
                raise LookupError("simoff.conf has no section " + section)
            body, cut, tail = rest.partition("\n[")
            body = re.sub(r"(?m)^#?%s =.*\n?" % re.escape(key), "", body)
            text = head + mark + "%s = %s\n" % (key, value) + body + cut + tail
        with open(self.path("simoff.conf"), "w", encoding="utf-8") as out:
            out.write(text)

    def simoff(self, *words, bare=False, stdin=None, seconds=120):
        before = [] if bare else ["-C", self.dir]
        return subprocess.run([os.path.join(BIN, "simoff"), *before, *words], capture_output=True, text=True, errors="replace",
                              input=stdin, timeout=seconds, check=False)

    def start(self, seconds=20.0):
        """Starts the daemon and returns when it says `ready URL`."""
        with open(self.log, "ab") as log:
            self.daemon = spawn([os.path.join(BIN, "simoffd"), "-C", self.dir], stdout=subprocess.PIPE, stderr=log,
                                stdin=subprocess.DEVNULL, env={**os.environ, **self.env})
        said = []
        reader = threading.Thread(target=lambda: said.append(self.daemon.stdout.readline().decode()), daemon=True)
        reader.start()
        reader.join(seconds)
        if not said or not said[0].startswith("ready "):
            raise RuntimeError("simoffd did not become ready: %r\n%s" % (said, self.read("simoffd.log")[-700:]))
        self.url = said[0].split()[1]

    def stop(self, how=signal.SIGTERM, seconds=10.0):
        return end(self.daemon, how, seconds)

    def walls(self):
        """Log lines of the sandbox: a forbidden system call, or what the kernel lacks."""
        return [row for row in self.read("simoffd.log").splitlines() if '"sandbox.' in row or "its sandbox" in row]

    def children(self):
        """Role -> pid of the daemon's processes that live."""
        found = {}
        try:
            with open("/proc/%d/task/%d/children" % (self.daemon.pid, self.daemon.pid), encoding="ascii") as file:
                pids = file.read().split()
        except FileNotFoundError:
            return found
        for pid in pids:
            try:
                with open("/proc/%s/cmdline" % pid, encoding="utf-8") as file:
                    words = file.read().split("\0")
            except FileNotFoundError:
                continue
            if "--role" in words:
                found[words[words.index("--role") + 1]] = int(pid)
        return found

    def api(self, key=None):
        return Api(self.url, key or self.key)

    def browser(self):
        return Browser(self.url)
