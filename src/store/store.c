/* store.c - the statements and the rows as tables, whatever the database. */
#include "store/store.h"

#define X(n) #n,
static const char *const EFFECT_STATE_WORDS[] = { EFFECT_STATES(X) };
#undef X
const struct names effect_state_names = { EFFECT_STATE_WORDS, COUNT(EFFECT_STATE_WORDS) };

RECORD_TABLE(none, NONE_ROW)
RECORD_TABLE(by_line, BY_LINE)
RECORD_TABLE(by_case, BY_CASE)
RECORD_TABLE(by_msisdn, BY_MSISDN)
RECORD_TABLE(by_reference, BY_REFERENCE)
RECORD_TABLE(by_key, BY_KEY)
RECORD_TABLE(by_hash, BY_HASH)
RECORD_TABLE(by_time, BY_TIME)
RECORD_TABLE(by_family, BY_FAMILY)
RECORD_TABLE(by_page, BY_PAGE)
RECORD_TABLE(by_card, BY_CARD)
RECORD_TABLE(dir_msisdn, DIR_MSISDN)
RECORD_TABLE(dir_reference, DIR_REFERENCE)
RECORD_TABLE(dir_key, DIR_KEY)
RECORD_TABLE(by_subscriber, BY_SUBSCRIBER)
RECORD_TABLE(by_login, BY_LOGIN)
RECORD_TABLE(by_token, BY_TOKEN)
RECORD_TABLE(by_proof, BY_PROOF)
RECORD_TABLE(by_group, BY_GROUP)
RECORD_TABLE(by_document, BY_DOCUMENT)
RECORD_TABLE(dir_login, DIR_LOGIN)
RECORD_TABLE(login_move, LOGIN_MOVE)
RECORD_TABLE(dir_subscriber, DIR_SUBSCRIBER)
RECORD_TABLE(dir_group, DIR_GROUP)
RECORD_TABLE(subscriber_row, SUBSCRIBER_ROW)
RECORD_TABLE(session_row, SESSION_ROW)
RECORD_TABLE(proof_row, PROOF_ROW)
RECORD_TABLE(attempt_row, ATTEMPT_ROW)
RECORD_TABLE(document_row, DOCUMENT_ROW)
RECORD_TABLE(document_part, DOCUMENT_PART)
RECORD_TABLE(api_client, API_CLIENT)
RECORD_TABLE(line, LINE)
RECORD_TABLE(term_case, TERM_CASE)
RECORD_TABLE(case_key, CASE_KEY)
RECORD_TABLE(key_case, KEY_CASE)
RECORD_TABLE(case_due, CASE_DUE)
RECORD_TABLE(effect_row, EFFECT_ROW)
RECORD_TABLE(effect_key, EFFECT_KEY)
RECORD_TABLE(far_end, FAR_END)
RECORD_TABLE(sms_report_row, SMS_REPORT_ROW)
RECORD_TABLE(audit_row, AUDIT_ROW)
RECORD_TABLE(feed_row, FEED_ROW)
RECORD_TABLE(card_row, CARD_ROW)
RECORD_TABLE(card_view_row, CARD_VIEW_ROW)
RECORD_TABLE(number_hold, NUMBER_HOLD)
RECORD_TABLE(count_row, COUNT_ROW)
RECORD_TABLE(moment_row, MOMENT_ROW)

const struct store_statement store_statements[STORE_QUERY_COUNT] = {
#define X(verb_, name_, params_, row_, lite, pg, names_) \
	[STORE_Q_##name_] = { #name_, STORE_##verb_, &params_##_record, &row_##_record, lite, pg, names_ },
	STATEMENTS(X)
#undef X
};
