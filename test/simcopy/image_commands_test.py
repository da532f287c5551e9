#!/usr/bin/python3
"""image_commands_test.py - what is done with an image when the card is gone: export, show, diff, verify, seal, unseal. The image is
written here, by the few lines that simcopy-image(5) promises are enough; a passphrase is typed on a pseudo-terminal."""
import hashlib
import os
import pty
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SIMCOPY = os.environ.get("SIMCOPY_BIN", os.path.join(ROOT, "build/bin/simcopy"))
FILES = ["contacts.csv", "contacts.vcf", "image.simcopy", "index.html", "messages.csv", "messages.json", "messages.xml", "report.txt"]


def adn(name, digits):
    padded = digits + "F" * (20 - len(digits))
    number = bytes.fromhex("".join(padded[i + 1] + padded[i] for i in range(0, 20, 2)))
    return name.encode("ascii").ljust(18, b"\xff") + bytes([1 + (len(digits) + 1) // 2, 0x81]) + number + b"\xff\xff"


def image(records, whole="yes"):
    lines = ["simcopy-image 1", "class gsm", "iccid 89320000000000000017", "atr 3B00", "reader -", "begun 2026-11-22T18:00:00.000Z",
             "ended -", "whole " + whole, "file 3F007F106F3A aid - structure linear sw 9000 size 320 record-size 32 records 10 whole yes header -"]
    lines += [f"record {i} 9000 {r.hex().upper()}" for i, r in enumerate(records, 1)]
    text = "".join(line + "\n" for line in lines).encode()
    return text + b"sha256 " + hashlib.sha256(text).hexdigest().upper().encode() + b"\n"


def run(*words, **more):
    return subprocess.run([SIMCOPY, *words], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, **more)


def typed(words, answers):
    """Runs it on a terminal of its own and answers each prompt; (exit code, what it said)."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(SIMCOPY, [SIMCOPY, *words])
    said, left = b"", list(answers)
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            break
        if not piece:
            break
        said += piece
        if left and said.rstrip().endswith(b":"):
            os.write(terminal, left.pop(0).encode() + b"\n")
            said += b"[typed]"
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said.decode()


class ImageCommands(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="simcopy_")
        self.addCleanup(self.folder.cleanup)
        self.write("a", image([adn("Alice", "112"), adn("Bob", "0123456789")]))

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, content):
        with open(self.path(name), "wb") as f:
            f.write(content)

    def test_export(self):
        done = run("export", self.path("a"), "--as", "vcf")
        self.assertEqual((done.returncode, done.stdout.count("BEGIN:VCARD")), (0, 2), done.stderr)
        self.assertIn("TEL;TYPE=voice,pref:0123456789\n", done.stdout)
        self.assertEqual(run("export", self.path("a"), self.path("out")).returncode, 0)
        self.assertEqual(sorted(os.listdir(self.path("out"))), [f for f in FILES if f != "image.simcopy"])
        self.assertEqual(xml.parse(self.path("out/messages.xml")).getroot().get("count"), "0")
        self.assertEqual(os.stat(self.path("out/index.html")).st_mode & 0o777, 0o600)
        self.assertEqual(run("export", self.path("a"), "--as", "pdf").returncode, 2)
        self.assertEqual(run("export", self.path("a")).returncode, 2)

    def test_show(self):
        done = run("show", self.path("a"))
        self.assertIn("Phonebook: 2\n", done.stdout)
        self.assertIn("phonebook\tAlice\t112\n", done.stdout)

    def test_diff(self):
        self.write("b", image([adn("Alice", "113"), adn("Bob", "0123456789")]))
        self.assertEqual(run("diff", self.path("a"), self.path("a")).returncode, 0)
        done = run("diff", self.path("a"), self.path("b"))
        self.assertEqual((done.returncode, done.stdout), (1, "- phonebook\tAlice\t112\n+ phonebook\tAlice\t113\n"))

    def test_verify(self):
        self.assertEqual(run("verify", self.path("a")).returncode, 0)
        self.write("b", image([], whole="no"))
        self.assertEqual(run("verify", self.path("b")).returncode, 1)
        with open(self.path("a"), "rb") as f:
            self.write("c", f.read().replace(b"416C696365", b"416C696366"))
        done = run("verify", self.path("c"))
        self.assertEqual(done.returncode, 3)
        self.assertIn("checksum", done.stderr)
        self.assertEqual(run("verify", self.path("none")).returncode, 3)

    def test_the_script_of_the_manual(self):
        with open(os.path.join(ROOT, "doc/man/simcopy-image.5"), encoding="utf-8") as f:
            script = f.read().split(".Bd -literal -offset indent\n")[1].split(".Ed")[0]
        os.rename(self.path("a"), self.path("image.simcopy"))
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=self.folder.name, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.splitlines()[1], "3F007F106F3A 2 " + adn("Bob", "0123456789").hex())

    def test_sealed(self):
        passphrase = "correct horse battery"
        code, said = typed(["seal", self.path("a"), self.path("out")], [passphrase, passphrase])
        self.assertEqual(code, 0, said)
        self.assertNotIn(passphrase, said)
        with open(self.path("out/backup.sealed"), "rb") as f:
            self.assertNotIn(b"Alice", f.read())
        sealed = self.path("out/backup.sealed")
        code, said = typed(["unseal", sealed, self.path("plain")], ["incorrect horse battery"])
        self.assertEqual((code, os.listdir(self.path("plain"))), (3, []), said)
        code, said = typed(["unseal", sealed, self.path("plain")], [passphrase])
        self.assertEqual((code, sorted(os.listdir(self.path("plain")))), (0, FILES), said)
        self.assertEqual(run("verify", self.path("plain")).returncode, 0)

    def test_a_passphrase_is_typed(self):
        for answers, code in ((["short"], 4), (["correct horse battery", "correct horse batterz"], 4)):
            with self.subTest(answers=answers):
                self.assertEqual(typed(["seal", self.path("a"), self.path("out")], answers)[0], code)
                self.assertFalse(os.path.exists(self.path("out")))
        done = run("seal", self.path("a"), self.path("out"), start_new_session=True, env={"PASSPHRASE": "correct horse battery"})
        self.assertEqual(done.returncode, 2)
        self.assertIn("terminal", done.stderr)


if __name__ == "__main__":
    unittest.main()
