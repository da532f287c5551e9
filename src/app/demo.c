/* demo.c - fifty made-up lines. Everything follows from a line's number I, so that a test or a talk can rely on it:
 * every third line is postpaid, every fifth has a fixed term with a device, every seventh owes something. Pure. */
#include "app/demo.h"

#include "base/clock.h"
#include "domain/calendar.h"

#include <stdio.h>

static const struct { const char *first, *last, *mail, *language; } PEOPLE[] = {
	{ "Lotte", "Peeters", "lotte.peeters", "nl" },      { "Louis", "Dubois", "louis.dubois", "fr" },
	{ "Anna", "Schmitz", "anna.schmitz", "de" },        { "Zoë", "De Smet", "zoe.desmet", "nl" },
	{ "李", "雷", "li.lei", "zh" },                      { "Maya", "Lambert", "maya.lambert", "fr" },
	{ "Oliver", "Brown", "oliver.brown", "en" },        { "Noor", "Jacobs", "noor.jacobs", "nl" },
	{ "François", "Lefèvre", "francois.lefevre", "fr" }, { "Aoife", "O'Neill", "aoife.oneill", "en" },
};
static const struct { const char *name, *fee; } PREPAID[] = { { "Go", "0" }, { "Go 5 GB", "10.00" } },
	POSTPAID[] = { { "Fix 20 GB", "18.50" }, { "Fix Unlimited", "35.00" }, { "Fix Family", "27.00" } };

/* The digit that makes DIGITS fit (Luhn). */
static char
luhn(const char *digits)
{
	int sum = 0, twice = 1;

	for (size_t i = strlen(digits); i-- > 0; twice ^= 1) {
		int d = (digits[i] - '0') << twice;

		sum += d > 9 ? d - 9 : d;
	}
	return (char)('0' + (10 - sum % 10) % 10);
}

static void
add_date(struct buf *out, struct date d)
{
	char text[CLOCK_DATE_SIZE];

	clock_date_format(d, text);
	buf_addz(out, text);
}

/* contract_start,contract_end,device: in month 8 of 24 where there is a fixed term. */
static void
add_contract(struct buf *out, int i, struct date today)
{
	bool fixed = i % 5 == 0;
	struct date start = calendar_add_months(today, fixed ? -7 : -(6 + i));

	add_date(out, start);
	buf_addc(out, ',');
	if (fixed)
		add_date(out, calendar_add_days(calendar_add_months(start, 24), -1));
	buf_printf(out, ",%s,", fixed ? "240.00" : "");
}

static void
add_line(struct buf *out, int i, struct date today)
{
	bool postpaid = i % 3 == 0;
	const char *plan = postpaid ? POSTPAID[(size_t)i / 3 % COUNT(POSTPAID)].name : PREPAID[(size_t)i % COUNT(PREPAID)].name;
	const char *fee = postpaid ? POSTPAID[(size_t)i / 3 % COUNT(POSTPAID)].fee : PREPAID[(size_t)i % COUNT(PREPAID)].fee;
	size_t who = (size_t)i % COUNT(PEOPLE);
	char iccid[24];

	snprintf(iccid, sizeof iccid, "893201%012d", 7000000 + i);
	buf_printf(out, "324700%05d,20601%010d,%s%c,%s,%s,%s,%s,", 10000 + i, 7000000 + i, iccid, luhn(iccid),
	    postpaid ? "postpaid" : "prepaid", i % 4 == 0 ? "esim" : "sim", plan, fee);
	add_contract(out, i, today);
	buf_printf(out, "%s,%s,", postpaid ? "" : i % 2 ? "12.00" : "3.50", i % 7 == 0 ? "27.40" : "");
	buf_printf(out, "%s %s,%s%d@example.org,%s,identity-card,59200012%04d\n", PEOPLE[who].first, PEOPLE[who].last, PEOPLE[who].mail, i,
	    PEOPLE[who].language, i);
}

void
demo_lines(struct date today, struct buf *out)
{
	buf_addz(out, "msisdn,imsi,iccid,kind,sim,plan,monthly_fee,contract_start,contract_end,device,credit,debt,"
	    "name,email,language,document_kind,document_number\n");
	for (int i = 1; i <= DEMO_LINES; i++)
		add_line(out, i, today);
}
