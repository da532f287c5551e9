#!/usr/bin/python3
"""calendar_oracle.py - what Python and the system's time zone database say; calendar_test.c compares every line.

D date end_ms            24:00 of that day in Brussels, all days 2000..2040
T ms date hh:mm weekday offset_minutes    around every switch, and through the years
E date                   Easter, 1900..2999, by another algorithm
M date months date       months added
"""
import calendar
import datetime as dt
import random
import zoneinfo

ZONE = zoneinfo.ZoneInfo("Europe/Brussels")
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
DAY = dt.timedelta(days=1)
MS = dt.timedelta(milliseconds=1)


def local_midnight(day):
    return dt.datetime(day.year, day.month, day.day, tzinfo=ZONE)


def tell(ms):
    t = (EPOCH + ms * MS).astimezone(ZONE)
    print("T", ms, t.date(), t.strftime("%H:%M"), t.isoweekday(), t.utcoffset() // dt.timedelta(minutes=1))


def easter(year):
    """Lichtenberg's form of the rule of Gauss."""
    k = year // 100
    m = 15 + (3 * k + 3) // 4 - (8 * k + 13) // 25
    s = 2 - (3 * k + 3) // 4
    a = year % 19
    d = (19 * a + m) % 30
    r = (d + a // 11) // 29
    og = 21 + d - r
    sz = 7 - (year + year // 4 + s) % 7
    oe = 7 - (og - sz) % 7
    return dt.date(year, 3, 1) + dt.timedelta(days=og + oe - 1)


def switches():
    last = None
    hour = int((dt.datetime(2000, 1, 1, tzinfo=dt.timezone.utc) - EPOCH) / MS)
    end = int((dt.datetime(2041, 1, 1, tzinfo=dt.timezone.utc) - EPOCH) / MS)
    while hour < end:
        offset = (EPOCH + hour * MS).astimezone(ZONE).utcoffset()
        if last is not None and offset != last:
            yield hour
        last = offset
        hour += 3600000


day = dt.date(2000, 1, 1)
while day.year <= 2040:
    end = local_midnight(day + DAY).astimezone(dt.timezone.utc)
    print("D", day, (end - EPOCH) // MS)
    tell((end - EPOCH) // MS - 1)
    tell((end - EPOCH) // MS)
    day += DAY
for at in switches():
    for minute in range(-180, 181):
        tell(at + minute * 60000)
    tell(at - 1)
    tell(at + 1)
for year in range(1900, 3000):
    print("E", easter(year))
random.seed(1)
for _ in range(3000):
    start = dt.date(2000, 1, 1) + dt.timedelta(days=random.randrange(14000))
    months = random.randrange(-60, 121)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    print("M", start, months, dt.date(year, month + 1, min(start.day, last)))
