#!/usr/bin/python3
"""hook_receiver.py - receives simoff's events: checks who sent each and when, drops repeats, appends it to a file.
usage: hook_receiver.py ADDRESS PORT SECRET_FILE EVENTS_FILE"""
import hashlib
import hmac
import http.server
import json
import os
import sys
import time

ADDRESS, PORT, SECRET_FILE, EVENTS_FILE = sys.argv[1:]
OLDEST_S, LARGEST = 300, 100000
with open(SECRET_FILE, "rb") as file:
    SECRET = file.read().strip()
with open(EVENTS_FILE, "a+", encoding="utf-8") as file:
    file.seek(0)
    SEEN = {json.loads(line)["key"] for line in file}       # what was stored before a restart


def is_from_simoff(header, body):
    """Simoff-Signature: t=UNIX,v1=HEX of the HMAC over "UNIX.BODY"; an old one may be a copy."""
    try:
        sent, signature = (part.split("=", 1)[1] for part in header.split(","))
        age = time.time() - int(sent)
    except (ValueError, IndexError):
        return False
    wanted = hmac.new(SECRET, sent.encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted, signature) and abs(age) <= OLDEST_S


def store(event):
    """Once for each key; on the disk before simoff hears that it was taken."""
    if event["do"] == "check" or event["key"] in SEEN:
        return
    with open(EVENTS_FILE, "a", encoding="utf-8") as out:
        out.write(json.dumps(event) + "\n")
        out.flush()
        os.fsync(out.fileno())
    SEEN.add(event["key"])


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(min(int(self.headers["Content-Length"] or 0), LARGEST))
        known = is_from_simoff(self.headers["Simoff-Signature"] or "", body)
        event = json.loads(body) if known else {}
        known = known and event["key"] == self.headers["Idempotency-Key"]
        if known:
            store(event)
        self.send_response(200 if known else 401)
        self.send_header("Content-Length", "0")
        self.end_headers()


http.server.HTTPServer((ADDRESS, int(PORT)), Handler).serve_forever()
