#!/usr/bin/python3
"""false_mvne.py - a host operator for tests: takes orders under a name, works on each for some seconds, counts what it did.
usage: false_mvne.py ADDRESS PORT FILE SECONDS       FILE: JSON; written whole after each change, so a kill loses no order"""
import http.server
import json
import os
import sys
import time

HOST, PORT, FILE, TAKES_S = sys.argv[1], int(sys.argv[2]), sys.argv[3], float(sys.argv[4])


def load():
    with open(FILE, encoding="ascii") as file:
        return json.load(file)


def store(world):
    with open(FILE + ".new", "w", encoding="ascii") as file:
        json.dump(world, file)
    os.rename(FILE + ".new", FILE)


def carry_out(world, kind, imsi, msisdn):
    """What a finished order is found to be; each order comes here once."""
    line = world["lines"].get(imsi)
    if not line or line["deletes"]:
        return "done gone" if kind == "net_delete" else "done absent"
    if line["msisdn"] != msisdn:
        return "done differs"
    if kind == "net_off":
        line["cuts"] += 1
    if kind == "net_delete":
        line["deletes"] += 1
        return "done gone"
    return "done match"


class Handler(http.server.BaseHTTPRequestHandler):
    def reply(self, text):
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def do_PUT(self):
        world, name = load(), self.path
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if name not in world["orders"]:
            world["orders"][name] = {"since": time.time(), "order": body, "said": ""}
            store(world)
        self.state(world, name)

    def do_GET(self):
        world = load()
        if self.path == "/":
            self.reply("here")
        elif self.path not in world["orders"]:
            self.reply("no such order")
        else:
            self.state(world, self.path)

    def state(self, world, name):
        order = world["orders"][name]
        if not order["said"] and time.time() - order["since"] >= TAKES_S:
            order["said"] = carry_out(world, *order["order"].split())
            store(world)
        self.reply(order["said"] or "working")

    def log_message(self, *_):
        pass


http.server.HTTPServer((HOST, PORT), Handler).serve_forever()
