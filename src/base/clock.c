/* clock.c - the clock, and civil dates by our own arithmetic (no gmtime, no time zone files, no locale).
 * Sources: RFC 3339 5.6, RFC 5322 3.3. Errors: false for a text that is not what it should be. */
#include "base/clock.h"

#include <time.h>

#define DAYS_TO_1970 719162	/* from 0001-01-01 to 1970-01-01 */

static const char MONTH_NAME[12][4] = {
	"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
};
static const char WEEKDAY_NAME[7][4] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };

static struct utc_ms
read_clock(clockid_t which)
{
	struct timespec t;
	int r = clock_gettime(which, &t);

	assert(r == 0);
	return (struct utc_ms){ t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000 };
}

struct utc_ms
clock_now(void)
{
	return read_clock(CLOCK_REALTIME);
}

struct utc_ms
clock_monotonic(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int64_t
clock_monotonic_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* -- civil dates -- */

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int
clock_month_days(int year, int month)
{
	static const int DAYS[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	assert(month >= 1 && month <= 12);
	return DAYS[month - 1] + (month == 2 && is_leap(year));
}

/* 1 January of YEAR, in days since 1970-01-01. */
static int
year_start(int year)
{
	int past = year - 1;

	return 365 * past + past / 4 - past / 100 + past / 400 - DAYS_TO_1970;
}

struct date
clock_date(int year, int month, int day)
{
	assert(year >= 1 && year <= 9999);
	assert(day >= 1 && day <= clock_month_days(year, month));

	int days = year_start(year) + day - 1;
	for (int m = 1; m < month; m++)
		days += clock_month_days(year, m);
	return (struct date){ days };
}

int
clock_weekday(struct date d)
{
	int since_monday = (int)(((int64_t)d.days + 3) % 7);	/* 1970-01-01 was a Thursday */

	return since_monday < 0 ? since_monday + 8 : since_monday + 1;
}

struct clock_fields
clock_date_fields(struct date d)
{
	assert(d.days >= year_start(1) && d.days < year_start(10000));

	int year = 1 + (d.days + DAYS_TO_1970) / 366;		/* never too late, a few years too early */
	while (year_start(year + 1) <= d.days)
		year++;
	int month = 1, day = d.days - year_start(year) + 1;
	while (day > clock_month_days(year, month))
		day -= clock_month_days(year, month++);
	return (struct clock_fields){ .year = year, .month = month, .day = day, .weekday = clock_weekday(d) };
}

struct date
clock_day_of(struct utc_ms t)
{
	int64_t days = t.ms / CLOCK_DAY_MS;

	if (t.ms % CLOCK_DAY_MS < 0)
		days--;
	assert(days >= year_start(1) && days < year_start(10000));
	return (struct date){ (int32_t)days };
}

struct clock_fields
clock_fields_of(struct utc_ms t)
{
	struct date day = clock_day_of(t);
	struct clock_fields f = clock_date_fields(day);
	int ms = (int)(t.ms - day.days * CLOCK_DAY_MS);

	f.hour = ms / 3600000;
	f.minute = ms / 60000 % 60;
	f.second = ms / 1000 % 60;
	f.ms = ms % 1000;
	return f;
}

/* -- to text -- */

/* Writes V with WIDTH digits, then AFTER; returns where the text goes on. */
static char *
put(char *p, int v, int width, char after)
{
	for (int i = width; i-- > 0; v /= 10)
		p[i] = (char)('0' + v % 10);
	p[width] = after;
	return p + width + 1;
}

static char *
put_name(char *p, const char name[4], char after)
{
	memcpy(p, name, 3);
	p[3] = after;
	return p + 4;
}

void
clock_format(struct utc_ms t, char out[CLOCK_TEXT_SIZE])
{
	char *p = out;

	if (t.ms) {
		struct clock_fields f = clock_fields_of(t);

		p = put(p, f.year, 4, '-');
		p = put(p, f.month, 2, '-');
		p = put(p, f.day, 2, 'T');
		p = put(p, f.hour, 2, ':');
		p = put(p, f.minute, 2, ':');
		p = put(p, f.second, 2, '.');
		p = put(p, f.ms, 3, 'Z');
	}
	*p = '\0';
}

void
clock_format_mail(struct utc_ms t, char out[CLOCK_TEXT_SIZE])
{
	struct clock_fields f = clock_fields_of(t);
	char *p = out;

	p = put_name(p, WEEKDAY_NAME[f.weekday - 1], ',');
	*p++ = ' ';
	p = put(p, f.day, 2, ' ');
	p = put_name(p, MONTH_NAME[f.month - 1], ' ');
	p = put(p, f.year, 4, ' ');
	p = put(p, f.hour, 2, ':');
	p = put(p, f.minute, 2, ':');
	p = put(p, f.second, 2, ' ');
	memcpy(p, "+0000", sizeof "+0000");
}

void
clock_date_format(struct date d, char out[CLOCK_DATE_SIZE])
{
	char *p = out;

	if (d.days != DATE_NONE.days) {
		struct clock_fields f = clock_date_fields(d);

		p = put(p, f.year, 4, '-');
		p = put(p, f.month, 2, '-');
		p = put(p, f.day, 2, '\0') - 1;
	}
	*p = '\0';
}

/* -- from text -- */

/* Takes exactly WIDTH digits with a value of MIN..MAX from the front of S. */
static bool
take_number(struct str *s, size_t width, int min, int max, int *out)
{
	int v = 0;

	if (s->n < width)
		return false;
	for (size_t i = 0; i < width; i++) {
		if (s->p[i] < '0' || s->p[i] > '9')
			return false;
		v = v * 10 + (s->p[i] - '0');
	}
	s->p += width;
	s->n -= width;
	*out = v;
	return v >= min && v <= max;
}

/* Takes one character if it is A or B. */
static bool
take(struct str *s, char a, char b)
{
	if (!s->n || (s->p[0] != a && s->p[0] != b))
		return false;
	s->p++, s->n--;
	return true;
}

static bool
take_date(struct str *s, struct date *out)
{
	int year, month, day;

	if (!take_number(s, 4, CLOCK_YEAR_MIN, CLOCK_YEAR_MAX, &year) || !take(s, '-', '-') ||
	    !take_number(s, 2, 1, 12, &month) || !take(s, '-', '-') ||
	    !take_number(s, 2, 1, clock_month_days(year, month), &day))
		return false;
	*out = clock_date(year, month, day);
	return true;
}

/* Milliseconds since midnight. */
static bool
take_time(struct str *s, int *ms_out)
{
	int hour, minute, second, ms = 0, digit, worth = 100;

	if (!take_number(s, 2, 0, 23, &hour) || !take(s, ':', ':') ||
	    !take_number(s, 2, 0, 59, &minute) || !take(s, ':', ':') ||
	    !take_number(s, 2, 0, 59, &second))
		return false;
	if (take(s, '.', '.')) {
		for (; take_number(s, 1, 0, 9, &digit); worth /= 10)
			ms += digit * worth;
		if (worth == 100)		/* a dot and no digit */
			return false;
	}
	*ms_out = ((hour * 60 + minute) * 60 + second) * 1000 + ms;
	return true;
}

/* How far the clock that wrote the text is ahead of UTC. */
static bool
take_offset(struct str *s, int *ms_out)
{
	bool behind = s->n && s->p[0] == '-';
	int hour, minute;

	*ms_out = 0;
	if (take(s, 'Z', 'z'))
		return true;
	if (!take(s, '+', '-') || !take_number(s, 2, 0, 23, &hour) || !take(s, ':', ':') ||
	    !take_number(s, 2, 0, 59, &minute))
		return false;
	*ms_out = (hour * 60 + minute) * 60000 * (behind ? -1 : 1);
	return true;
}

bool
clock_parse(struct str s, struct utc_ms *out)
{
	struct date day;
	int time_ms, offset_ms;

	if (!take_date(&s, &day) || !take(&s, 'T', 't') || !take_time(&s, &time_ms) || !take_offset(&s, &offset_ms) || s.n)
		return false;
	int64_t ms = day.days * CLOCK_DAY_MS + time_ms - offset_ms;
	if (ms == 0)
		return false;
	out->ms = ms;
	return true;
}

bool
clock_date_parse(struct str s, struct date *out)
{
	struct date day;

	if (!take_date(&s, &day) || s.n)
		return false;
	*out = day;
	return true;
}
