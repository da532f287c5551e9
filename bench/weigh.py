#!/usr/bin/python3
"""weigh.py - what a browser loads for a page: the page, and what it refers to (style sheets, scripts, pictures), as it is and as gzip.

    weigh.py URL COOKIE PATH...     prints a table in markdown. The last column is what is sent: gzip where simoff has it
"""
import gzip
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

REFERS = re.compile(r'<(?:link[^>]*rel="(?:stylesheet|icon)"[^>]*href|script[^>]*src|img[^>]*src)="([^"]+)"')


def get(url, cookie, how):
    request = urllib.request.Request(url, headers={"Cookie": cookie, "Accept-Encoding": how})
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def weigh(url, cookie):
    """As it is, as gzip, as it is sent to a browser."""
    plain = get(url, cookie, "identity")
    return len(plain), len(gzip.compress(plain, 9)), len(get(url, cookie, "gzip")), plain


def kind(path):
    return {"css": 1, "js": 2}.get(path.split("?")[0].rsplit(".", 1)[-1], 3)


def main():
    url, cookie, paths = sys.argv[1], sys.argv[2], sys.argv[3:]
    print("| page | HTML | style sheets | scripts | pictures | all | all as gzip | sent | requests |")
    print("|---|---|---|---|---|---|---|---|---|")
    for path in paths:
        page = weigh(url + path, cookie)
        parts = sorted({urllib.parse.urljoin(url + path, found) for found in REFERS.findall(page[3].decode())})
        sizes = [page[0], 0, 0, 0]
        packed, sent = page[1], page[2]
        for part in parts:
            one = weigh(part, cookie)
            sizes[kind(part)] += one[0]
            packed += one[1]
            sent += one[2]
        name = re.sub(r"/case/.*", "/case/...", path)
        print("| %s | %s | %d | %d | %d | %d |" % (name, " | ".join(map(str, sizes)), sum(sizes), packed, sent, 1 + len(parts)))


main()
