/* tpdu.h - one short message as a card stores it: DELIVER, SUBMIT, STATUS-REPORT. Pure.
 * Sources: TS 23.040 9.2 (TPDUs), 9.2.3.11 (time stamps), 9.2.3.24 (header); TS 23.038 4 (coding), 6.2.1.2 (national tables).
 * What is cut off is read as far as it goes and marked; what is no TPDU is KIND_NONE with its bytes still in the image. */
#ifndef SIMOFF_SIMCOPY_TPDU_H
#define SIMOFF_SIMCOPY_TPDU_H
#include "simcopy/alphabet.h"
#include "simcopy/keep.h"

#define TPDU_PARTS_MAX 255u		/* of one message */

enum tpdu_kind { TPDU_NONE, TPDU_DELIVER, TPDU_SUBMIT, TPDU_REPORT };
enum tpdu_coding { TPDU_7BIT, TPDU_8BIT, TPDU_UCS2, TPDU_COMPRESSED };
#define TPDU_NO_CLASS 4u

struct tpdu_time {
	struct utc_ms at;		/* 0: none, or not a time */
	int zone_min;			/* of the sender's clock, minutes east of UTC */
};
struct tpdu {
	enum tpdu_kind kind;
	struct str number;		/* of the other side */
	bool is_name;			/* it is an alphanumeric sender */
	struct tpdu_time sent;		/* service centre's time stamp; a SUBMIT has none */
	struct tpdu_time discharged;	/* of a STATUS-REPORT */
	uint8_t protocol, dcs, reference, status;
	enum tpdu_coding coding;
	uint8_t message_class;		/* 0 to 3; TPDU_NO_CLASS */
	bool    asks_report, has_ports, is_cut;
	uint16_t port_to, port_from;
	struct { uint16_t reference; uint8_t parts, part; bool is_wide; } concat;	/* parts 0: it is alone */
	struct alphabet_shift shift;
	struct str data;		/* user data behind the header, as it is packed */
	size_t septets, skip_bits;	/* of 7-bit text in DATA */
	struct str text;		/* UTF-8; of 8-bit data: empty */
};

/* tpdu_parse(k, bytes, from_network, out): BYTES begin with the first octet and may have padding behind them.
 * FROM_NETWORK decides what the type bits mean. */
void tpdu_parse(struct keep *, struct str bytes, bool from_network, struct tpdu *out);

/* tpdu_time(bytes): seven semi-octet pairs. Years 70 to 99 are of the last century. */
struct tpdu_time tpdu_time(const uint8_t bytes[7]);
const char *tpdu_kind_name(enum tpdu_kind);		/* "deliver" */
const char *tpdu_coding_name(enum tpdu_coding);		/* "7bit" */
#endif
