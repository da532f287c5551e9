#!/usr/bin/python3
"""mvne.py - the same as mvne.sh in Python.
usage: [net] adapter = exec, command = /etc/simoff/mvne.py https://api.mvne.example"""
import json
import sys
import urllib.request

MVNE = sys.argv[1]


def http(method, path, body=None):
    request = urllib.request.Request(MVNE + path, body and body.encode(), method=method)
    with urllib.request.urlopen(request, timeout=4) as reply:
        return reply.read().decode()


def order(ask):
    path = "/orders/" + ask["key"]          # the MVNE takes an order once under one name: repeating it is harmless
    if ask["do"] == "run":
        return http("PUT", path, "%s %s %s" % (ask["kind"], ask["imsi"], ask["msisdn"]))
    if ask["do"] == "ask":
        return http("GET", path)
    http("GET", "/")                        # check: is it there?
    return "done none"


for line in sys.stdin:
    ask = json.loads(line)
    answer = {"key": ask["key"], "result": "unknown", "detail": "the MVNE gave no answer"}
    try:
        said, _, finding = order(ask).partition(" ")
        if said == "done":
            answer = {"key": ask["key"], "result": "done", "finding": finding}
        else:
            result = {"working": "accepted", "no": "later"}.get(said, "never")
            answer = {"key": ask["key"], "result": result, "detail": "the MVNE says: " + said}
    except OSError:                         # lost on the way: it may have happened, so it is unknown
        pass
    print(json.dumps(answer), flush=True)
