#!/usr/bin/python3
"""words_test.py - simcopy(1), `simcopy help` and what the program takes are the same; needs no card."""
import os
import re
import subprocess
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("SIMCOPY_BIN", os.path.join(ROOT, "build/bin/simcopy"))


def simcopy(*words):
    return subprocess.run([PROGRAM, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                          env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"})


def commands():
    """{name: (words, {options})} as `simcopy COMMAND --help` says."""
    found = {}
    for name in re.findall(r"^  (\w+) ", simcopy("help").stdout.split("options:")[0], re.M):
        usage = simcopy(name, "--help").stdout
        words = re.sub(r"\[--[^]]*\]", "", usage.split(name, 1)[1]).split()
        found[name] = (" ".join(words), set(re.findall(r"\[--([\w-]+)", usage)))
    return found


class Words(unittest.TestCase):
    def setUp(self):
        with open(os.path.join(ROOT, "doc/man/simcopy.1"), encoding="utf-8") as f:
            self.page = f.read()

    def test_every_command_with_its_words_and_options(self):
        listed = re.split(r"^\.It Ic ", self.page.split(".Sh OPTIONS")[0], flags=re.M)[1:]
        manual = {}
        for item in listed:
            head, _, body = item.partition("\n")
            words = re.sub(r"\bOp Ar (\w+)", r"[\1]", head).replace("Ar ", "").split(" ", 1)
            options = " ".join(re.findall(r"^\.Fl (.*)", body.split("Options:\n")[1], re.M))
            manual[words[0]] = (" ".join(words[1:]), {o.strip(" .-") for o in options.split(",") if o.strip(" .-")})
        self.assertEqual(manual, commands())

    def test_every_option(self):
        listed = set(re.findall(r"^\.It Fl -([\w-]+)", self.page, re.M))
        self.assertEqual(listed, set(re.findall(r"^  --([\w-]+)", simcopy("help").stdout, re.M)))
        self.assertEqual(listed, set().union(*(options for _, options in commands().values())))


if __name__ == "__main__":
    unittest.main()
