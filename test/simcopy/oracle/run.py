#!/usr/bin/python3
"""run.py - the files of a backup in every script, as export_test leaves them, read by vobject, gammu and Python's own csv, json and
XML readers: all must say what the table says.    usage: run.py EXPORT_TEST      last line: "N passed, N failed"
Needs python3-vobject and python3-gammu; what is not there is skipped and said."""
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

passed = failed = 0


def same(what, got, want):
    global passed, failed
    if got == want:
        passed += 1
    else:
        failed += 1
        print(f"{what}: {got!r}, not {want!r}")


def module(name):
    try:
        return __import__(name)
    except ImportError:
        print(f"skipped: python3-{name} is not there")
        return None


def read(folder, name, newline=None):
    with open(os.path.join(folder, name), encoding="utf-8-sig", newline=newline) as f:
        return f.read()


def contacts(folder, rows):
    vobject, gammu = module("vobject"), module("gammu")
    if vobject:
        cards = list(vobject.readComponents(read(folder, "contacts.vcf", "")))
        same("vobject cards", len(cards), len(rows))
        for card, row in zip(cards, rows):
            same("vobject name", card.fn.value, row["name"])
            same("vobject number", card.tel.value, row["number_1"])
    if gammu:
        entries = gammu.ReadBackup(os.path.join(folder, "contacts.vcf"))["PhonePhonebook"]
        same("gammu entries", len(entries), len(rows))
        for entry, row in zip(entries, rows):
            values = [e["Value"] for e in entry["Entries"]]
            same("gammu number", row["number_1"] in values, True)


def messages(folder):
    """The attributes that "SMS Backup & Restore" wants, their forms, and the same texts in all three files."""
    root = xml.parse(os.path.join(folder, "messages.xml")).getroot()
    listed = json.loads(read(folder, "messages.json"))
    table = list(csv.DictReader(io.StringIO(read(folder, "messages.csv", ""), newline="")))
    forms = {"protocol": r"0", "address": r"\+?[0-9*#abc]+", "date": r"\d+", "type": r"[1-6]", "subject": r"null", "body": r"(?s).*", "toa": r"null",
             "sc_toa": r"null", "service_center": r".+", "read": r"[01]", "status": r"-1", "locked": r"0", "date_sent": r"\d+",
             "readable_date": r".+", "contact_name": r".+"}
    same("root", root.tag, "smses")
    same("count", root.get("count"), str(len(root)))
    same("messages", (len(root), len(table)), (len(listed), len(listed)))
    for sms, item, row in zip(root, listed, table):
        same("tag", sms.tag, "sms")
        same("attributes", sorted(sms.attrib), sorted(forms))
        same("forms", [k for k, form in forms.items() if not re.fullmatch(form, sms.get(k, "-"))], [])
        same("text", (sms.get("body"), row["text"].lstrip("'")), (item["text"], item["text"].lstrip("'")))


def main():
    with tempfile.TemporaryDirectory(prefix="simcopy_oracle_") as folder:
        subprocess.run([os.path.abspath(sys.argv[1])], env={**os.environ, "EXPORT_OUT": folder}, check=True, capture_output=True)
        rows = list(csv.DictReader(io.StringIO(read(folder, "contacts.csv", ""), newline="")))
        for row in rows:
            row["name"] = row["name"].removeprefix("'")
        contacts(folder, rows)
        messages(folder)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
