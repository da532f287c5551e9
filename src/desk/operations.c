/* operations.c - the lists of the door as tables: roles, codes, records, operations. */
#include "desk/operations.h"

#include "desk/batch.h"

static const struct { const char *name; char letter; } ROLES[] = {
#define X(n, l, t) [DESK_ROLE_##n] = { #n, l },
	DESK_ROLES(X)
#undef X
};
static const char *const ROLE_NAMES[] = {
#define X(n, l, t) #n,
	DESK_ROLES(X)
#undef X
};
static const char *const PURPOSE_NAMES[] = {
#define X(n, t) #n,
	DESK_PURPOSES(X)
#undef X
};
const struct names desk_purpose_names = { PURPOSE_NAMES, COUNT(PURPOSE_NAMES) };
const struct names desk_role_names = { ROLE_NAMES, COUNT(ROLE_NAMES) };

char
desk_role_letter(enum desk_role r)
{
	assert(r < DESK_ROLE_COUNT);
	return ROLES[r].letter;
}

static const struct { const char *name; int http; const char *text; } CODES[] = {
#define X(n, h, t) [DESK_##n] = { #n, h, t },
	DESK_CODES(X)
#undef X
};

int
desk_code_http(enum desk_code c)
{
	assert(c < DESK_CODE_COUNT);
	return CODES[c].http;
}

const char *
desk_code_text(enum desk_code c)
{
	assert(c < DESK_CODE_COUNT);
	return CODES[c].text;
}

const char *
desk_code_name(enum desk_code c)
{
	assert(c < DESK_CODE_COUNT);
	return CODES[c].name;
}

RECORD_TABLE(desk_caller, DESK_CALLER)
RECORD_TABLE(desk_empty, DESK_EMPTY)
RECORD_TABLE(desk_identity, DESK_IDENTITY)
RECORD_TABLE(desk_contact, DESK_CONTACT)
RECORD_TABLE(desk_refund, DESK_REFUND)
RECORD_TABLE(desk_submit_in, DESK_SUBMIT_IN)
RECORD_TABLE(desk_quote_line, DESK_QUOTE_LINE)
RECORD_TABLE(desk_quote, DESK_QUOTE)
RECORD_TABLE(desk_event_view, DESK_EVENT_VIEW)
RECORD_TABLE(desk_effect_view, DESK_EFFECT_VIEW)
RECORD_TABLE(desk_card_view, DESK_CARD_VIEW)
RECORD_TABLE(desk_case_view, DESK_CASE_VIEW)
RECORD_TABLE(desk_case_in, DESK_CASE_IN)
RECORD_TABLE(desk_code_in, DESK_CODE_IN)
RECORD_TABLE(desk_edit_in, DESK_EDIT_IN)
RECORD_TABLE(desk_event_in, DESK_EVENT_IN)
RECORD_TABLE(desk_account_in, DESK_ACCOUNT_IN)
RECORD_TABLE(desk_page_in, DESK_PAGE_IN)
RECORD_TABLE(desk_case_item, DESK_CASE_ITEM)
RECORD_TABLE(desk_cases, DESK_CASES)
RECORD_TABLE(desk_line_in, DESK_LINE_IN)
RECORD_TABLE(desk_line_view, DESK_LINE_VIEW)
RECORD_TABLE(desk_lines, DESK_LINES)
RECORD_TABLE(desk_block_in, DESK_BLOCK_IN)
RECORD_TABLE(desk_number_view, DESK_NUMBER_VIEW)
RECORD_TABLE(desk_numbers, DESK_NUMBERS)
RECORD_TABLE(desk_ported_in, DESK_PORTED_IN)
RECORD_TABLE(desk_cards, DESK_CARDS)
RECORD_TABLE(desk_card_in, DESK_CARD_IN)
RECORD_TABLE(desk_feed_item, DESK_FEED_ITEM)
RECORD_TABLE(desk_feed, DESK_FEED)
RECORD_TABLE(desk_import_row, DESK_IMPORT_ROW)
RECORD_TABLE(desk_import_in, DESK_IMPORT_IN)
RECORD_TABLE(desk_import_out, DESK_IMPORT_OUT)
RECORD_TABLE(desk_claim_in, DESK_CLAIM_IN)
RECORD_TABLE(desk_claim_out, DESK_CLAIM_OUT)
RECORD_TABLE(desk_sms_report_in, DESK_SMS_REPORT_IN)
RECORD_TABLE(desk_sms_received_in, DESK_SMS_RECEIVED_IN)
RECORD_TABLE(desk_timer_in, DESK_TIMER_IN)
RECORD_TABLE(desk_count, DESK_COUNT)
RECORD_TABLE(desk_metrics, DESK_METRICS)
RECORD_TABLE(desk_document_view, DESK_DOCUMENT_VIEW)
RECORD_TABLE(desk_sign_in_in, DESK_SIGN_IN_IN)
RECORD_TABLE(desk_password_in, DESK_PASSWORD_IN)
RECORD_TABLE(desk_password_look_in, DESK_PASSWORD_LOOK_IN)
RECORD_TABLE(desk_password_look_out, DESK_PASSWORD_LOOK_OUT)
RECORD_TABLE(desk_proof_in, DESK_PROOF_IN)
RECORD_TABLE(desk_proof_code_in, DESK_PROOF_CODE_IN)
RECORD_TABLE(desk_proof_view, DESK_PROOF_VIEW)
RECORD_TABLE(desk_session_view, DESK_SESSION_VIEW)
RECORD_TABLE(desk_session_in, DESK_SESSION_IN)
RECORD_TABLE(desk_language_in, DESK_LANGUAGE_IN)
RECORD_TABLE(desk_account_end_in, DESK_ACCOUNT_END_IN)
RECORD_TABLE(desk_staff_session, DESK_STAFF_SESSION)
RECORD_TABLE(desk_staff_view, DESK_STAFF_VIEW)
RECORD_TABLE(desk_account_line, DESK_ACCOUNT_LINE)
RECORD_TABLE(desk_session_item, DESK_SESSION_ITEM)
RECORD_TABLE(desk_account_view, DESK_ACCOUNT_VIEW)
RECORD_TABLE(desk_group_in, DESK_GROUP_IN)
RECORD_TABLE(desk_group, DESK_GROUP)
RECORD_TABLE(desk_document_in, DESK_DOCUMENT_IN)
RECORD_TABLE(desk_document_part, DESK_DOCUMENT_PART)
RECORD_TABLE(desk_backup_in, DESK_BACKUP_IN)

#define reads false
#define writes true
const struct desk_operation desk_operations[DESK_OP_COUNT] = {
#define X(name, in, out, mode, callers, text) [DESK_OP_##name] = { #name, &in##_record, &out##_record, mode, callers, text },
	DESK_OPERATIONS(X)
#undef X
};
#undef reads
#undef writes

const struct unit_operation *const unit_operations[DESK_OP_COUNT] = {
#define X(name, in, out, mode, callers, text) [DESK_OP_##name] = &operations_##name,
	DESK_OPERATIONS(X)
#undef X
};
