"""house.py - a smart card service of our own for a test: real pcscd with Debian's virtual reader, in namespaces of its own (mounts,
network, processes), so that tests run beside each other and beside the machine's own readers, as root and as an ordinary user.

    house.main(__name__, __file__)     at the end of a test file: enters the namespaces and runs the file's unittest cases there

Inside, `simcopy(...)` runs the program; a card of card.py is put in with insert(). Everything ends with the namespace.
Needs pcscd, vsmartcard-vpcd, iproute2, and build/bin/simcopy (SIMCOPY_BIN: another). Skips, and says so, where the kernel has no
namespaces for us.
"""
import codecs
import json
import os
import pty
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

import card

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("SIMCOPY_BIN", os.path.join(ROOT, "build/bin/simcopy"))
RELEASE = os.path.join(ROOT, "build/bin/simcopy")  # where its memory or time is the subject
INSIDE = "SIMCOPY_TEST_INSIDE"
DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
LIMIT_S = 60
READER = """FRIENDLYNAME "Virtual PCD"
DEVICENAME   /dev/null:0x8C7B
LIBPATH      %s
CHANNELID    0x8C7B
""" % DRIVER
ENTER = "ip link set lo up && mount -t tmpfs none /run && mkdir /run/pcscd && { mount -t proc none /proc 2>/dev/null || :; } && exec \"$@\""


def unshare(command):
    """COMMAND in namespaces of its own; as an ordinary user with a user namespace as well."""
    way = ["unshare", "-m", "-n", "--pid", "--fork", "--kill-child"] + ([] if os.geteuid() == 0 else ["-r"])
    return way + ["sh", "-ec", ENTER, "sh"] + command


def is_real_root():
    """Root with other users to become: not the root of a user namespace that maps one user only."""
    with open("/proc/self/uid_map", encoding="ascii") as f:
        return os.geteuid() == 0 and int(f.read().split()[2]) > 65534


def missing():
    """Why the tests cannot run here, or None."""
    if not shutil.which("pcscd", path="/usr/sbin:/usr/bin") or not os.path.exists(DRIVER):
        return "pcscd or vsmartcard-vpcd is not installed"
    done = subprocess.run(unshare(["true"]), capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else "no namespaces for us here: " + done.stderr.strip()


class Service:
    """pcscd, ready when its socket and the reader are there."""

    def __init__(self, folder):
        path = os.path.join(folder, "readers")
        os.mkdir(path)
        with open(os.path.join(path, "vpcd"), "w", encoding="ascii") as f:
            f.write(READER)
        self.log = open(os.path.join(folder, "pcscd.log"), "wb")
        self.process = subprocess.Popen(["/usr/sbin/pcscd", "-f", "-c", path], stdout=self.log, stderr=self.log)
        wait_for(lambda: "Virtual PCD" in run("readers").stderr, "the virtual reader")

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()


def wait_for(condition, what):
    end = time.monotonic() + LIMIT_S / 2
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("waited too long for " + what)
        time.sleep(0.02)


def environment():
    sanitizers = dict.fromkeys(("ASAN_OPTIONS", "UBSAN_OPTIONS"), "exitcode=99:print_stacktrace=1")  # not one of the program's own
    return {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", **sanitizers}


def run(*words, cwd=None):
    """simcopy without a terminal."""
    return subprocess.run([PROGRAM, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=LIMIT_S,
                          cwd=cwd, env=environment(), start_new_session=True)


def run_typing(typed, *words, cwd=None):
    """simcopy on a terminal of its own: TYPED is a list of (text to wait for, line to type). Gives exit code and all that was shown."""
    pid, fd = pty.fork()
    if pid == 0:
        os.chdir(cwd or "/")
        os.execve(PROGRAM, [PROGRAM, *words], environment())
    shown, typed, at = "", list(typed), 0
    decoder = codecs.getincrementaldecoder("utf-8")("replace")  # a read may end within a character
    end = time.monotonic() + LIMIT_S
    while True:
        if not select.select([fd], [], [], max(0, end - time.monotonic()))[0]:
            raise TimeoutError("simcopy goes on and on: " + shown)
        try:
            part = os.read(fd, 4096)
        except OSError:
            break
        if not part:
            break
        shown += decoder.decode(part)
        if typed and typed[0][0] in shown[at:]:
            at = len(shown)
            os.write(fd, typed.pop(0)[1].encode() + b"\n")
    os.close(fd)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown


class Case(unittest.TestCase):
    """A test with a service (one for all of a file) and a folder of its own."""
    service = None

    @classmethod
    def setUpClass(cls):
        cls.top = tempfile.mkdtemp(prefix="simcopy.")
        cls.service = Service(cls.top)
        cls.slots = [card.Slot(0), card.Slot(1)]

    @classmethod
    def tearDownClass(cls):
        for slot in cls.slots:
            slot.take_out()
        cls.service.stop()
        shutil.rmtree(cls.top)

    def setUp(self):
        self.dir = tempfile.mkdtemp(dir=self.top)

    def insert(self, card, slot=0, atr=card.ATR_T0):
        """Puts CARD in and waits until the service has seen it; commands before that are not counted. A card that is in already
        is swapped without the reader's knowledge, which saves half a second; take_out() first where that matters."""
        self.slots[slot].put_in(card, atr)
        wait_for(lambda: "Virtual PCD 00 %02d: a card is in it" % slot in run("readers").stderr, "the card")
        card.commands.clear()
        card.power()
        return card

    def take_out(self, slot=0):
        self.slots[slot].take_out()
        wait_for(lambda: "Virtual PCD 00 %02d: empty" % slot in run("readers").stderr, "an empty reader")

    def path(self, name="out"):
        return os.path.join(self.dir, name)

    def image(self, name="out"):
        return read_image(os.path.join(self.path(name), "image.simcopy"))

    def events(self, done):
        return [json.loads(line) for line in done.stdout.splitlines()]


def read_image(path):
    """An image as {path: {"sw", "structure", ..., "record": {number: (sw, bytes)}}} and {"iccid": ...}: the script of 20 lines that
    simcopy-image(5) promises to be enough."""
    about, files, current = {}, {}, None
    with open(path, encoding="utf-8") as f:
        for line in f.read().splitlines():
            word, _, rest = line.partition(" ")
            parts = rest.split(" ")
            if word == "file":
                current = files[parts[0]] = {**dict(zip(parts[1::2], parts[2::2])), "record": {}}
            elif word == "record":
                current["record"][int(parts[0])] = (parts[1], bytes.fromhex(parts[2].replace("-", "")))
            else:
                about[word] = rest
    return about, files


def main(name, file):
    if name != "__main__":
        return
    if not os.environ.get(INSIDE):
        why = missing()
        if why:
            print("skipped: %s\n0 passed, 0 failed, 1 skipped" % why)
            sys.exit(0)
        os.environ[INSIDE] = "1"
        command = unshare(["/usr/bin/python3", "-B", os.path.abspath(file)] + sys.argv[1:])
        os.execvp(command[0], command)
    unittest.main(module="__main__")
