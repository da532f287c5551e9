#!/usr/bin/python3
"""user_test.py - an installation that root makes where others can pass belongs to a user of its own: the daemon's children run
as that user and do their work, and root's commands go on working, with the daemon and without."""
import os
import pwd

import harness
from harness import Checks, Site, line

check = Checks()


def uid_of(pid):
    with open("/proc/%d/status" % pid, encoding="ascii") as status:
        return int(next(row for row in status if row.startswith("Uid:")).split()[2])


def open_folder(name, closed=harness.folder):
    path = closed(name)
    os.chmod(path, 0o755)
    return path


def main():
    if os.geteuid() != 0:
        print("skipped: only root can become another user\n0 passed, 0 failed, 1 skipped")
        raise SystemExit(0)
    harness.folder = open_folder
    site = Site("user", [line(1), line(2)])
    own = pwd.getpwnam("simoff").pw_uid
    check.eq(os.stat(site.dir).st_uid, own, "the folder belongs to the user")
    check.eq(os.stat(site.dir).st_mode & 0o777, 0o700, "and is closed to others")
    check.eq(uid_of(site.daemon.pid), 0, "the parent stays root")
    children = site.children()
    check.ok(len(children) >= 5, "all roles run", children)
    for role, pid in children.items():
        check.eq(uid_of(pid), own, role)
    answer = site.api().submit(line(1)["msisdn"], "k1")
    check.eq(answer.status, 201, "a case is made")
    check.eq(site.api().reaches(answer.json["reference"], {"confirmed"})["state"], "confirmed", "and ends")
    check.eq(site.simoff("case", "list").returncode, 0, "root uses the socket")
    check.eq(site.stop(), 0, "it ends")
    check.eq(site.simoff("audit", "verify").returncode, 0, "root reads without the daemon")
    check.eq(site.simoff("doctor").returncode, 0, "nothing is wrong")
    site.start()
    check.eq(site.api().submit(line(2)["msisdn"], "k2").status, 201, "and the user can still write")


if __name__ == "__main__":
    check.run(main)
