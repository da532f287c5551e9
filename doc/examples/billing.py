#!/usr/bin/python3
"""billing.py - simoff's exec adapter for a billing system with a web interface.
usage: [billing] adapter = exec, command = /etc/simoff/billing.py https://billing.example"""
import json
import sys
import urllib.request

BILLING = sys.argv[1]


def http(method, path, body=None):
    request = urllib.request.Request(BILLING + path, body and body.encode(), method=method)
    with urllib.request.urlopen(request, timeout=4) as reply:
        return reply.read().decode()


def stop(ask):                              # billing takes a stop once under one name: repeating it is harmless
    http("PUT", "/stops/" + ask["key"], "%s %s %s" % (ask["imsi"], ask["msisdn"], ask["facts"]["end"]))
    return {"result": "done"}


def balance(ask):                           # asked or run: reading changes nothing
    read = json.loads(http("GET", "/balances/" + ask["imsi"]))
    if not read:
        return {"result": "accepted", "detail": "billing has no balance of after the cut yet"}
    if read["msisdn"] != ask["msisdn"]:
        return {"result": "never", "finding": "differs", "detail": "billing knows the IMSI under another number"}
    return {"result": "done", "balance": {name: read[name] for name in ("creditCents", "debtCents", "asOf")}}


def answer(ask):
    if ask["do"] == "check":
        http("GET", "/")
        return {"result": "done"}
    return stop(ask) if ask["kind"] == "billing_stop" else balance(ask)


for line in sys.stdin:
    asked = json.loads(line)
    try:
        said = answer(asked)
    except OSError:                         # lost on the way: it may have happened, so it is unknown
        said = {"result": "unknown", "detail": "billing gave no answer"}
    print(json.dumps({"key": asked["key"], **said}), flush=True)
