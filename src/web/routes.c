/* routes.c - the table, and the walk through it. Pure.
 * Sources: PRODUCT rules 4 to 11 (portal), the operations of desk/desk.h (API). */
#include "web/routes.h"

#include "web/account.h"
#include "web/api.h"
#include "web/block.h"
#include "web/end.h"
#include "web/enter.h"
#include "web/follow.h"
#include "web/live.h"
#include "web/person.h"
#include "web/paper.h"
#include "web/plain.h"
#include "web/portal.h"
#include "web/several.h"
#include "web/sms.h"
#include "web/upload.h"
#include "web/withdrawal.h"

#define V1 "/api/v1"
#define API(op_) .channel = METRICS_api, .op = DESK_OP_##op_, .begin = api_begin, .answer = api_answer, .status = 200
#define MAKE(op_) .channel = METRICS_api, .op = DESK_OP_##op_, .begin = api_begin, .answer = api_answer, .status = 201, .has_location = true
#define SHOW(name) .channel = METRICS_page, .op = ROUTES_NO_OP, .begin = name, .status = 200, .rate = RATE_look
#define READ(name, op_) .channel = METRICS_page, .op = DESK_OP_##op_, .begin = name, .answer = name##_answer, .status = 200, .rate = RATE_look
#define POST(name, op_, status_) .channel = METRICS_page, .op = DESK_OP_##op_, .begin = name, .answer = name##_answer, \
	.status = status_, .rate = RATE_attempt, .is_guarded = true
#define PLAIN(name) .channel = METRICS_plain, .op = ROUTES_NO_OP, .begin = name, .status = 200

const struct routes_row routes[] = {
	/* -- the API -- */
	{ HTTPD_POST, V1 "/cases", MAKE(case_submit), .body = &desk_submit_in_record, .needs_key = true, .needs_body = true,
	  .text = "A wish to end a line, vouched for by this client" },
	{ HTTPD_GET,  V1 "/cases", API(case_list), .query = &api_cases_record, .text = "Cases in order of receipt" },
	{ HTTPD_GET,  V1 "/cases/{reference}", API(case_get),
	  .text = "One case: state, what happens next and by when, events, effects, cards" },
	{ HTTPD_POST, V1 "/cases/{reference}/withdraw", API(case_event), .body = &api_note_record, .set = "event", .to = "withdraw",
	  .text = "Take a case back, before its point of no return" },
	{ HTTPD_POST, V1 "/cases/{reference}/approve", API(case_event), .body = &api_note_record, .set = "event", .to = "approve",
	  .text = "Approve a case in review" },
	{ HTTPD_POST, V1 "/cases/{reference}/reject", API(case_event), .body = &api_note_record, .set = "event", .to = "reject",
	  .text = "Refuse a case, with the reason that its customer reads" },
	{ HTTPD_POST, V1 "/cases/{reference}/events", API(case_event), .body = &api_event_record, .needs_body = true,
	  .text = "Every other event of a case" },
	{ HTTPD_POST, V1 "/cases/{reference}/account", API(case_account), .body = &api_account_record, .needs_body = true,
	  .text = "State the balance that billing does not give, between the cut and the confirmation" },
	{ HTTPD_GET,  V1 "/cases/{reference}/documents/{document}", .channel = METRICS_api, .op = DESK_OP_document_get, .begin = api_begin,
	  .answer = paper_answer, .status = 200, .gives_file = true, .text = "A paper that the customer sent, as it came: a PDF, JPEG or PNG file" },
	{ HTTPD_GET,  V1 "/lines", API(line_list), .query = &api_page_record, .text = "Lines in order of number" },
	{ HTTPD_GET,  V1 "/lines/{msisdn}", API(line_get), .text = "One line" },
	{ HTTPD_POST, V1 "/lines/{msisdn}/block", API(line_block), .set = "block", .to = "true",
	  .text = "Disable a line in the network at once; nothing is deleted" },
	{ HTTPD_POST, V1 "/lines/{msisdn}/unblock", API(line_block), .set = "block", .to = "false",
	  .text = "Enable a blocked line again" },
	{ HTTPD_GET,  V1 "/lines/{msisdn}/sessions", API(account_show), .text = "Who is signed in with this number, and the age of the password" },
	{ HTTPD_POST, V1 "/lines/{msisdn}/sessions/end", API(account_end), .text = "End all sessions of its subscriber, and the codes under way" },
	{ HTTPD_GET,  V1 "/numbers", API(number_list), .query = &api_page_record, .text = "Numbers that rest, went back or moved" },
	{ HTTPD_GET,  V1 "/numbers/{msisdn}", API(number_get), .text = "What holds a number" },
	{ HTTPD_POST, V1 "/numbers/{msisdn}/ported", API(number_ported), .body = &api_ported_record,
	  .text = "The number moves to another operator" },
	{ HTTPD_GET,  V1 "/cards", API(card_list), .query = &api_page_record, .text = "Open cards by due time" },
	{ HTTPD_POST, V1 "/cards/{card}", API(card_act), .body = &api_card_record, .needs_body = true,
	  .text = "Take, close or agree to a card" },
	{ HTTPD_GET,  V1 "/events", API(event_list), .query = &api_feed_record,
	  .text = "Everything that happened, in order per line, at least once; waits for more if asked to" },
	{ HTTPD_GET,  V1 "/openapi.json", .channel = METRICS_api, .op = ROUTES_NO_OP, .begin = plain_openapi, .status = 200,
	  .text = "This description" },

	/* -- for machines -- */
	{ HTTPD_GET,  "/healthz", PLAIN(plain_health), .answer = plain_health_answer, .text = "ok, when a desk answers" },
	{ HTTPD_GET,  "/metrics", PLAIN(plain_metrics), .answer = plain_metrics_answer,
	  .text = "OpenMetrics; from other machines with an API key" },

	{ HTTPD_GET,  "/sms/report", PLAIN(sms_report), .answer = sms_answer, .query = &sms_report_query_record,
	  .text = "What became of a short message; from the SMS gateway only, with the token it was given" },
	{ HTTPD_POST, "/sms/received", PLAIN(sms_received), .answer = sms_answer, .query = &sms_received_query_record,
	  .text = "What a line answered by SMS; from the SMS gateway only, with its token" },

	/* -- the portal -- */
	{ HTTPD_GET,  "/static/{file}", .channel = METRICS_page, .op = ROUTES_NO_OP, .begin = plain_static, .status = 200, .is_quiet = true,
	  .text = "Style sheet and pictures" },
	{ HTTPD_GET,  "/brand.css", .channel = METRICS_page, .op = ROUTES_NO_OP, .begin = dress_show_css, .status = 200, .is_quiet = true,
	  .text = "The operator's colour, when one is configured" },
	{ HTTPD_GET,  "/brand.svg", .channel = METRICS_page, .op = ROUTES_NO_OP, .begin = dress_show_mark, .status = 200, .is_quiet = true,
	  .text = "The operator's mark, when one is configured" },
	{ HTTPD_GET,  "/", SHOW(portal_front), .text = "The front page" },
	{ HTTPD_GET,  "/cancel", READ(portal_form, account_get), .text = "Step 1: the form; filled in for who is signed in" },
	{ HTTPD_POST, "/cancel", POST(portal_request, case_request, 303), .is_even = true, .text = "Step 1: sends a code" },
	{ HTTPD_GET,  "/cancel/{reference}", READ(portal_code, case_get), .text = "Step 2: the code" },
	{ HTTPD_POST, "/cancel/{reference}", POST(portal_prove, case_prove, 303), .text = "Step 2: the code is typed" },
	{ HTTPD_POST, "/cancel/{reference}/resend", POST(portal_resend, case_code, 303), .is_even = true, .text = "Step 2: another code" },
	{ HTTPD_POST, "/cancel/{reference}/person", POST(person_ask, case_person, 303), .is_even = true, .text = "No code can arrive: a person shall check" },
	{ HTTPD_GET,  "/cancel/{reference}/person", READ(person_show, case_get), .text = "What the person will ask for" },
	{ HTTPD_GET,  "/cancel/{reference}/edit", READ(portal_edit, case_get), .text = "The form again, as it was sent" },
	{ HTTPD_POST, "/cancel/{reference}/edit", POST(portal_change, case_edit, 303), .text = "The form, changed" },
	{ HTTPD_POST, "/cancel/{reference}/end", POST(end_change, case_edit, 303), .text = "What would it cost on another day?" },
	{ HTTPD_GET,  "/cancel/{reference}/summary", READ(portal_summary, case_get), .text = "Step 3: everything, with the quote" },
	{ HTTPD_POST, "/cancel/{reference}/summary", POST(portal_submit, case_confirm, 303), .text = "Step 3: submitted" },
	{ HTTPD_GET,  "/withdrawal", READ(withdrawal_form, account_get), .text = "The withdrawal of the first 14 days: the statement" },
	{ HTTPD_POST, "/withdrawal", POST(withdrawal_state, case_request, 303), .is_even = true, .text = "The statement is sent" },
	{ HTTPD_GET,  "/withdrawal/{reference}", READ(withdrawal_check, case_get), .text = "What is confirmed" },
	{ HTTPD_POST, "/withdrawal/{reference}", POST(withdrawal_confirm, case_confirm, 303), .text = "The withdrawal is confirmed" },
	{ HTTPD_GET,  "/group/{group}", READ(several_group, group_get), .text = "Several lines at once: the summary of all, and what became of each" },
	{ HTTPD_POST, "/group/{group}", POST(several_submit, case_confirm, 303), .text = "Several lines at once: submitted" },
	{ HTTPD_GET,  "/case", SHOW(follow_find), .text = "Find a request by its reference" },
	{ HTTPD_GET,  "/case/{reference}", READ(follow_case, case_get),
	  .text = "Where a request stands; all of it for its customer" },
	{ HTTPD_GET,  "/case/{reference}/events", READ(live_events, case_get), .is_quiet = true, .text = "Server-sent events: answers when the request has moved" },
	{ HTTPD_GET,  "/case/{reference}/declared", READ(follow_declared, case_get), .text = "What was declared, to print or save; for its customer" },
	{ HTTPD_POST, "/case/{reference}/withdraw", POST(follow_withdraw, case_event, 303), .text = "Take it back" },
	{ HTTPD_POST, "/case/{reference}/answer", POST(follow_reply, case_event, 303), .text = "Answer what was asked" },
	{ HTTPD_GET,  "/sign-in", SHOW(enter_form), .text = "Who are you? Password, or a code" },
	{ HTTPD_POST, "/sign-in", POST(enter_password, sign_in, 303), .text = "Signs in with a password" },
	{ HTTPD_GET,  "/sign-in/code", SHOW(enter_form), .text = "The same, where somebody reloads it" },
	{ HTTPD_POST, "/sign-in/code", POST(enter_code_begin, proof_begin, 303), .is_even = true, .text = "Sends a one-time code, to sign in, to choose a password, or to block a line" },
	{ HTTPD_GET,  "/sign-in/{proof}", READ(enter_code, proof_get), .text = "The code" },
	{ HTTPD_POST, "/sign-in/{proof}", POST(enter_prove, proof_code, 303), .text = "The code is typed" },
	{ HTTPD_POST, "/sign-in/{proof}/again", POST(enter_again, proof_again, 303), .is_even = true, .text = "Another code" },
	{ HTTPD_POST, "/sign-out", POST(enter_out, session_end, 303), .text = "Signs out here" },
	{ HTTPD_GET,  "/account", READ(account_page, account_get), .text = "My account: lines, requests, sessions" },
	{ HTTPD_POST, "/account/language", POST(account_speak, account_language, 303), .text = "The language we write to the subscriber in" },
	{ HTTPD_POST, "/account/sessions/end", POST(account_end, session_end, 303), .text = "Signs out another browser, or all others" },
	{ HTTPD_GET,  "/account/password", READ(account_password, account_get), .text = "Choose a password" },
	{ HTTPD_POST, "/account/password", POST(account_choose, password_set, 303), .text = "A new password; ends all other sessions" },
	{ HTTPD_GET,  "/block", READ(block_page, account_get), .text = "Which line shall be blocked, or unblocked" },
	{ HTTPD_POST, "/block", POST(block_act, line_block, 303), .text = "Blocks a line at once, or unblocks it" },
	{ HTTPD_POST, "/case/{reference}/documents", POST(upload_file, document_add, 303), .takes_files = true, .text = "A paper for a request" },
	{ HTTPD_GET,  "/stop/{reference}", READ(follow_stop, case_get), .text = "The alert's link: shows, and does nothing" },
	{ HTTPD_POST, "/stop/{reference}", POST(follow_halt, case_event, 200), .text = "STOP: back to review" },
};
const size_t routes_count = COUNT(routes);

static const char *const METHOD[] = {
	[HTTPD_GET] = "GET", [HTTPD_HEAD] = "HEAD", [HTTPD_POST] = "POST", [HTTPD_PUT] = "PUT", [HTTPD_PATCH] = "PATCH",
	[HTTPD_DELETE] = "DELETE", [HTTPD_OPTIONS] = "OPTIONS", [HTTPD_OTHER] = "OTHER",
};

const char *
routes_method(enum httpd_method m)
{
	return METHOD[m];
}

/* Up to the first parameter, or the path's end: most rows are told apart by that. */
static bool
begins_alike(const char *pattern, struct str path)
{
	for (size_t i = 0; i < path.n && pattern[i] && pattern[i] != '{'; i++)
		if (pattern[i] != path.p[i])
			return false;
	return true;
}

/* Segment by segment; a segment in braces takes any text of fitting length. */
static bool
fits(const char *pattern, struct str path, struct str *param_out)
{
	*param_out = STR("");
	if (!begins_alike(pattern, path))
		return false;
	struct str want = str_of(pattern), a, b;
	bool more_a = true, more_b = true;
	while (more_a && more_b) {
		more_a = str_split(want, '/', &a, &want);
		more_b = str_split(path, '/', &b, &path);
		if (!str_starts(a, "{") && !str_eq(a, b))
			return false;
		if (!str_starts(a, "{"))
			continue;
		if (!b.n || b.n > ROUTES_PARAM_MAX)
			return false;
		if (!param_out->n)
			*param_out = b;
	}
	return more_a == more_b;
}

const struct routes_row *
routes_find(enum httpd_method m, struct str path, struct str *param_out, bool *is_known_out)
{
	enum httpd_method want = m == HTTPD_HEAD ? HTTPD_GET : m;

	*is_known_out = false;
	for (size_t i = 0; i < routes_count; i++) {
		if (!fits(routes[i].path, path, param_out))
			continue;
		*is_known_out = true;
		if (routes[i].method == want)
			return &routes[i];
	}
	return NULL;
}

struct str
routes_allow(struct str path, struct arena *a)
{
	struct str all = STR(""), param;

	for (size_t i = 0; i < routes_count; i++)
		if (fits(routes[i].path, path, &param))
			all = arena_printf(a, "%.*s%s%s", STR_ARG(all), all.n ? ", " : "", routes[i].method == HTTPD_GET ? "GET, HEAD" : METHOD[routes[i].method]);
	return all;
}

bool
routes_next_param(struct str *pattern, struct str *path, struct str *name_out, struct str *value_out)
{
	struct str a, b = STR("");

	while (pattern->n) {
		str_split(*pattern, '/', &a, pattern);
		if (path)
			str_split(*path, '/', &b, path);
		if (!str_starts(a, "{"))
			continue;
		*name_out = (struct str){ a.p + 1, a.n - 2 };
		*value_out = b;
		return true;
	}
	return false;
}
