/* several_test.c - a request by the subscriber who is signed in: three page loads for one line; several lines with partial success;
 * nothing of another subscriber; sessions that end in between. */
#include "signed.h"

#define PERSON "name=Ana+Peeters&contact=ana@example.net&end=soon&refund=nothing"

/* The handle of the line whose number is on the form. */
static const char *
handle_on(struct reply form, const char *number)
{
	struct str rest = form.body;

	for (;;) {
		struct str label = between(rest, "name=\"pick\" value=\"", "</label>");
		if (!label.n)
			return "";
		if (has(label, number))
			return site_format("%.32s", label.p);
		rest = (struct str){ label.p, (size_t)(form.body.p + form.body.n - label.p) };
	}
}

static struct browser
family(struct site *s)
{
	struct browser b = { .s = s };

	signed_family(s);
	signed_in(&b, SIGNED_FAMILY);
	assert_int_equal(browser_get(&b, "/").status, 200);
	return b;
}

/* Both lines are chosen and taken: the group's address. */
static const char *
ask_for_both(struct browser *b)
{
	struct reply form = browser_get(b, "/cancel");
	const char *one = handle_on(form, "470 00 00 01"), *two = handle_on(form, "470 00 00 02");

	assert_true(strlen(one) == 32 && strlen(two) == 32);
	return place(browser_post(b, "/cancel", site_format(PERSON "&pick=%s&pick=%s", one, two)));
}

static void
one_line_takes_three_page_loads(void **state)
{
	struct browser b = family(*state);
	struct reply form = browser_get(&b, "/cancel");				/* 1 */

	assert_int_equal(form.status, 200);
	assert_true(has(form.body, "value=\"Ana Peeters\"") && has(form.body, "value=\"ana@example.org\"") && has(form.body, "step 1 of 2"));
	assert_false(has(form.body, "00 00 03") || has(form.body, "id=\"line\" name=\"line\""));
	const char *summary = place(browser_post(&b, "/cancel", site_format(PERSON "&pick=%s", handle_on(form, "470 00 00 02"))));
	assert_non_null(strstr(summary, "/summary"));
	struct reply r = browser_get(&b, summary);				/* 2 */
	assert_true(r.status == 200 && has(r.body, "..0002") && has(r.body, "step 2 of 2"));
	const char *at = place(browser_post(&b, summary, ""));
	r = browser_get(&b, at);						/* 3 */
	assert_true(r.status == 200 && has(r.body, "We have received your request") && has(r.body, "..0002"));
	assert_false(has(r.head, "simoff-session") || has(r.body, "/group/"));
}

/* The line ends, or is asked for in another browser, while the summary is read: the button says so and does not come back. */
static void
what_was_faster_is_said(void **state)
{
	struct browser b = family(*state), other = { .s = b.s };

	signed_in(&other, SIGNED_FAMILY);
	const char *form = handle_on(browser_get(&b, "/cancel"), "470 00 00 01");
	const char *mine = place(browser_post(&b, "/cancel", site_format(PERSON "&pick=%s", form)));
	assert_int_equal(browser_get(&other, "/cancel").status, 200);
	const char *theirs = place(browser_post(&other, "/cancel", site_format(PERSON "&pick=%s", form)));
	const char *first = place(browser_post(&other, theirs, ""));
	assert_non_null(strstr(first, "?new"));
	const char *at = place(browser_post(&b, mine, ""));
	assert_string_equal(at, site_format("%.*s?overtaken", (int)strcspn(first, "?"), first));
	assert_true(has(browser_get(&b, at).body, "Your new request was not needed."));

}

/* Both lines end while the summary of two is read: no button that does nothing, and nothing "received". */
static void
what_has_ended_is_said_of_several(void **state)
{
	struct browser b = family(*state);
	const char *group = ask_for_both(&b);

	signed_sql(b.s, "UPDATE line SET status = 'ended'");
	struct reply r = browser_get(&b, place(browser_post(&b, group, "")));
	assert_true(r.status == 200 && has(r.body, "Taken back"));
	assert_false(has(r.body, "<button class=\"big\"") || has(r.body, "We have received"));
}

static void
a_line_is_chosen_by_its_address(void **state)
{
	struct browser b = family(*state);
	const char *two = handle_on(browser_get(&b, "/cancel"), "470 00 00 02");
	struct reply r = browser_get(&b, site_format("/cancel?line=%s", two));

	assert_true(has(r.body, site_format("value=\"%s\" checked", two)));
	assert_true(has(browser_get(&b, "/cancel?line=00000000000000000000000000000000").body, "name=\"pick\""));
}

static void
several_lines_are_asked_for_and_sent_together(void **state)
{
	struct browser b = family(*state);
	const char *one = handle_on(browser_get(&b, "/cancel"), "470 00 00 01"), *group = ask_for_both(&b);
	struct reply r = browser_get(&b, group);

	assert_true(strncmp(group, "/group/", 7) == 0 && strlen(group) == 7 + 32);
	assert_true(r.status == 200 && has(r.body, "2 lines wait for your decision") && has(r.body, "470 00 00 01") && has(r.body, "470 00 00 02"));
	assert_string_equal(place(browser_post(&b, group, "")), site_format("%s?sent", group));
	r = browser_get(&b, site_format("%s?sent", group));
	assert_true(has(r.body, "We have received your 2 requests.") && !has(r.body, "<button class=\"big\""));
	assert_string_equal(place(browser_post(&b, group, "")), site_format("%s?sent", group));		/* again: nothing more */
	assert_true(has(site_api(b.s, "GET", "/api/v1/cases", NULL, NULL).body, "\"state\":\"review\""));
	struct str at = between(r.body, "href=\"/case/", "\"");
	r = browser_get(&b, site_format("/case/%.*s", STR_ARG(at)));
	assert_true(has(r.body, "ana@example.net") && has(r.body, site_format("href=\"%s\"", group)));
	r = browser_get(&b, "/cancel");
	assert_true(has(r.body, "is being cancelled already") && !has(r.body, "name=\"pick\""));
	r = browser_post(&b, "/cancel", site_format(PERSON "&pick=%s", one));
	assert_true(r.status == 422 && has(r.body, "Choose at least one line."));
}

/* The second line's request is not taken: the first stands, and the page says which one failed. */
static void
what_was_not_taken_is_said(void **state)
{
	struct browser b = family(*state);

	b.s->refuse_op = DESK_OP_case_request;
	b.s->refuse_at = 1;
	const char *group = ask_for_both(&b);
	assert_non_null(strstr(group, "?failed="));
	struct reply r = browser_get(&b, group);
	assert_true(r.status == 200 && has(r.body, "no request was taken") && has(r.body, "1 line waits for your decision"));
	assert_true(has(r.body, "ask again for this line"));
}

/* One of several is changed: the summary of all comes back, with it. */
static void
one_of_several_can_be_edited(void **state)
{
	struct browser b = family(*state);
	const char *group = ask_for_both(&b);
	struct reply r = browser_get(&b, group);
	const char *edit = site_format("/cancel/%.*s/edit", STR_ARG(between(r.body, "href=\"/cancel/", "/edit\"")));

	assert_true(has(r.body, "Cancel these lines</button>"));
	r = browser_get(&b, edit);
	const char *line = site_format("%.*s", STR_ARG(between(r.body, "id=\"line\" name=\"line\" type=\"tel\"", "aria-describedby")));
	bool is_one = strstr(line, "00 01") != NULL;
	r = browser_post(&b, edit, site_format("line=047000000%d&name=Zoe+Peeters&contact=zoe@example.net&end=date&end_date=2020-01-01", is_one ? 1 : 2));
	assert_true(r.status == 422 && has(r.body, "end_date-error"));
	assert_string_equal(place(browser_post(&b, edit, site_format("line=047000000%d&name=Zoe+Peeters&contact=zoe@example.net&end=soon", is_one ? 1 : 2))), group);
	assert_true(has(browser_get(&b, group).body, "2 lines wait for your decision"));
}

/* The button is pressed, and only one of two requests goes through: the other one waits on, with its button. */
static void
what_was_not_sent_waits_with_its_button(void **state)
{
	struct browser b = family(*state);
	const char *group = ask_for_both(&b);

	b.s->refuse_op = DESK_OP_case_confirm;
	b.s->refuse_at = 1;
	browser_get(&b, group);
	assert_string_equal(place(browser_post(&b, group, "")), site_format("%s?sent", group));
	struct reply r = browser_get(&b, site_format("%s?sent", group));
	assert_true(has(r.body, "Not every request could be sent.") && has(r.body, "<button class=\"big\"") && has(r.body, "We are checking your request"));
	assert_string_equal(place(browser_post(&b, group, "")), site_format("%s?sent", group));
	assert_true(has(browser_get(&b, site_format("%s?sent", group)).body, "We have received your 2 requests."));
}

static void
what_is_wrong_is_said_and_the_choice_is_kept(void **state)
{
	struct browser b = family(*state);
	const char *two = handle_on(browser_get(&b, "/cancel"), "470 00 00 02");
	struct reply r = browser_post(&b, "/cancel", PERSON);

	assert_true(r.status == 422 && has(r.body, "Choose at least one line."));
	r = browser_post(&b, "/cancel", site_format("name=Ana&contact=nowhere&end=soon&pick=%s", two));
	assert_true(r.status == 422 && has(r.body, "contact-error") && has(r.body, site_format("value=\"%s\" checked", two)));
	r = browser_post(&b, "/cancel", site_format(PERSON "&pick=%s&identity=passport&identity_number=", two));
	assert_non_null(strstr(place(r), "/summary"));
	r = browser_post(&b, "/cancel", site_format(PERSON "&pick=%s&identity=&identity_number=EX123", two));
	assert_true(r.status == 422 && has(r.body, "identity-error") && !has(r.body, "EX123"));
	r = browser_post(&b, "/cancel", site_format(PERSON "&pick=%s&phone=12", two));
	assert_true(r.status == 422 && has(r.body, "phone-error"));
	r = browser_post(&b, "/cancel", site_format("name=A&contact=a%%40b.example&end=paid&pick=%s", two));
	assert_true(r.status == 422 && has(r.body, "end_date-error"));		/* nobody knows that day */
}

static void
the_end_of_what_is_paid_is_each_lines_own(void **state)
{
	struct browser b = family(*state);
	struct date today = calendar_day_of(clock_now(), CALENDAR_ZONE_brussels);
	char day[CLOCK_DATE_SIZE];

	signed_sql(b.s, "UPDATE line SET kind = 'prepaid', credit_expiry = %d WHERE msisdn = '32470000001';"
	    "UPDATE line SET kind = 'prepaid', credit_expiry = %d WHERE msisdn = '32470000002'", today.days + 5, today.days + 9);
	struct reply form = browser_get(&b, "/cancel");
	assert_true(has(form.body, "each line on its own day"));
	const char *one = handle_on(form, "470 00 00 01"), *two = handle_on(form, "470 00 00 02");
	browser_post(&b, "/cancel", site_format("name=A&contact=a%%40b.example&end=paid&pick=%s&pick=%s", one, two));
	struct reply r = site_api(b.s, "GET", "/api/v1/cases", NULL, NULL);
	assert_int_equal(r.status, 200);
	for (int n = 0; n < 2; n++) {
		struct str reference = between(r.body, "\"reference\":\"", "\"");
		r.body = (struct str){ reference.p, (size_t)(r.body.p + r.body.n - reference.p) };
		struct reply c = site_api(b.s, "GET", site_format("/api/v1/cases/%.*s", STR_ARG(reference)), NULL, NULL);
		clock_date_format((struct date){ today.days + (has(c.body, "32470000001") ? 5 : 9) }, day);
		assert_true(has(c.body, site_format("\"endDate\":\"%s\"", day)));
	}
}

static void
nobody_elses_line_or_group_is_there(void **state)
{
	struct browser b = family(*state), other = { .s = *state };
	const char *group = ask_for_both(&b), *one = handle_on(browser_get(&b, "/cancel"), "470 00 00 01");
	struct reply r = browser_get(&b, group);
	struct str at = between(r.body, "href=\"/case/", "\"");

	signed_in(&other, SIGNED_OTHER);
	browser_get(&other, "/cancel");
	r = browser_post(&other, "/cancel", site_format(PERSON "&pick=%s", one));
	assert_true(r.status == 422 && has(r.body, "Choose at least one line."));
	assert_int_equal(browser_get(&other, group).status, 404);
	assert_int_equal(browser_post(&other, group, "").status, 404);
	assert_int_equal(browser_get(&other, "/group/0123").status, 404);
	assert_string_equal(place(browser_get(&other, site_format("/cancel/%.*s/summary", STR_ARG(at)))), site_format("/case/%.*s", STR_ARG(at)));
	r = browser_get(&other, site_format("/case/%.*s", STR_ARG(at)));
	assert_false(has(r.body, "ana@example.net"));
	assert_true(has(browser_get(&b, group).body, "2 lines wait"));
}

static void
a_session_that_ends_in_between_loses_nothing(void **state)
{
	struct browser b = family(*state);
	const char *two = handle_on(browser_get(&b, "/cancel"), "470 00 00 02");

	signed_sql(b.s, "DELETE FROM session");
	struct reply r = browser_post(&b, "/cancel", site_format(PERSON "&pick=%s", two));
	assert_true(r.status == 401 && has(r.body, site_format("value=\"%s\"", two)) && has(r.body, "value=\"ana@example.net\""));
	r = browser_get(&b, "/cancel");
	assert_true(r.status == 200 && has(r.body, "id=\"line\" name=\"line\""));
}

/* ---- the first 14 days ---- */

static void
a_contract_of_these_days_is_withdrawn_from(void **state)
{
	struct browser b = family(*state);
	struct date today = calendar_day_of(clock_now(), CALENDAR_ZONE_brussels);
	struct reply r = browser_get(&b, "/withdrawal");

	assert_true(r.status == 200 && has(r.body, "None of your lines"));
	signed_sql(b.s, "UPDATE line SET sold_online = %d WHERE msisdn = '32470000002'", today.days - 3);
	r = browser_get(&b, "/withdrawal");
	const char *two = handle_on(r, "470 00 00 02");
	assert_true(strlen(two) == 32 && !has(r.body, "470 00 00 01"));
	r = browser_post(&b, "/withdrawal", "name=Ana&contact=ana@example.net");
	assert_true(r.status == 422 && has(r.body, "Choose the line."));
	const char *check = place(browser_post(&b, "/withdrawal", site_format("name=Ana&contact=ana@example.net&pick=%s", two)));
	r = browser_get(&b, check);
	assert_true(strncmp(check, "/withdrawal/", 12) == 0 && r.status == 200 && has(r.body, "Confirm withdrawal") && has(r.body, "470 00 00 02"));
	assert_string_equal(place(browser_get(&b, site_format("/cancel/%s/edit", check + 12))), check);
	const char *at = place(browser_post(&b, check, ""));
	r = browser_get(&b, at);
	assert_true(has(r.body, "We have received your request"));
	r = browser_get(&b, site_format("%.*s/declared", (int)strcspn(at, "?"), at));
	assert_true(has(r.body, "Withdrawal from the contract"));
}

/* The handle is one's own, but the days are over: what the page does not offer the desk does not take. */
static void
later_it_is_not_possible(void **state)
{
	struct browser b = family(*state), nobody = { .s = *state };
	const char *two = handle_on(browser_get(&b, "/cancel"), "470 00 00 02");
	struct reply r = browser_post(&b, "/withdrawal", site_format("name=Ana&contact=ana@example.net&pick=%s", two));

	assert_true(r.status == 422 && has(r.body, "None of your lines"));
	assert_string_equal(place(browser_get(&nobody, "/withdrawal")), "/sign-in?to=/withdrawal");
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, site_open, site_close)
	const struct CMUnitTest tests[] = {
		TEST(one_line_takes_three_page_loads),
		TEST(what_was_faster_is_said),
		TEST(what_has_ended_is_said_of_several),
		TEST(a_line_is_chosen_by_its_address),
		TEST(several_lines_are_asked_for_and_sent_together),
		TEST(what_was_not_taken_is_said),
		TEST(what_was_not_sent_waits_with_its_button),
		TEST(one_of_several_can_be_edited),
		TEST(what_is_wrong_is_said_and_the_choice_is_kept),
		TEST(the_end_of_what_is_paid_is_each_lines_own),
		TEST(nobody_elses_line_or_group_is_there),
		TEST(a_session_that_ends_in_between_loses_nothing),
		TEST(a_contract_of_these_days_is_withdrawn_from),
		TEST(later_it_is_not_possible),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
