#!/usr/bin/python3
"""unit_calls.py - would the unit's SystemCallFilter have let the daemon live? Every call that strace saw must be in it.

    unit_calls.py UNIT FOLDER     FOLDER: what `strace -ff -o FOLDER/t` wrote. Exit 1 and the calls that are missing
"""
import os
import re
import subprocess
import sys

PROGRAM = 'execve("/usr/sbin/simoffd"'


def groups():
    """systemd's groups of system calls: {"@name": [call or @name, ...]}."""
    found, at = {}, None
    said = subprocess.run(["systemd-analyze", "syscall-filter"], capture_output=True, text=True, check=True).stdout
    for row in said.splitlines():
        if row.startswith("@"):
            at = found.setdefault(row.strip(), [])
        elif row.strip() and not row.strip().startswith("#") and at is not None:
            at.append(row.strip())
    return found


def calls_of(words, known):
    calls = set()
    for word in words:
        calls |= calls_of(known[word], known) if word.startswith("@") else {word}
    return calls


def allowed(unit):
    """As systemd.exec(5) has it: the first line begins an allow-list, ~ takes away."""
    known = groups()
    calls = calls_of(["@default"], known)
    for row in re.findall(r"^SystemCallFilter=(.*)$", unit, re.M):
        words = calls_of(row.lstrip("~").split(), known)
        calls = calls - words if row.startswith("~") else calls | words
    return calls


def used(folder):
    """What the daemon and its children called; not what came before it in its own process."""
    calls = set()
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
            text = file.read()
        calls |= set(re.findall(r"^([a-z]\w*)\(", text[max(text.rfind(PROGRAM), 0):], re.M))
    return calls


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        permitted = allowed(file.read())
    seen = used(sys.argv[2])
    missing = sorted(seen - permitted)
    print("%d different calls, not in the unit: %s" % (len(seen), " ".join(missing) or "none"))
    return 1 if missing or len(seen) < 40 else 0


if __name__ == "__main__":
    sys.exit(main())
