"""csource.py - what the checkers share: finding our files, and C without its comments and texts. Standard library only."""
import os
import re

SKIPPED_FOLDERS = {"build", "node_modules", ".git", "__pycache__"}
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'', re.S)


def files(root, *folders, ends=""):
    """Paths of the files of FOLDERS (of everything without any) whose names end in one of ENDS, relative to ROOT, sorted."""
    found = []
    for top in folders or (".",):
        for folder, names, listed in os.walk(os.path.join(root, top)):
            names[:] = sorted(n for n in names if n not in SKIPPED_FOLDERS)
            found += [os.path.normpath(os.path.relpath(os.path.join(folder, f), root)) for f in listed if f.endswith(ends)]
    return sorted(found)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="surrogateescape") as f:
        return f.read()


def code(text):
    """TEXT without comments and the insides of string and character literals; every line keeps its number."""

    def blank(match):
        lines = "\n" * match.group().count("\n")
        return match.group()[0] * 2 if match.group()[0] in "\"'" else " " + lines

    return TOKEN.sub(blank, text)


def finish(name, bad, good):
    """Prints the findings, or GOOD when there are none; the exit code."""
    print("\n".join(f"{name}: {b}" for b in bad) if bad else f"{name}: {good}")
    return 1 if bad else 0
