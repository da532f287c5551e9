/* hlr_list.h - all subscribers of a running osmo-hlr, for a first import: IMSIs from its terminal (VTY), each read again over
 * CTRL. Keys are not asked for. Blocking. Source: osmo-hlr 1.5, seen. */
#ifndef SIMOFF_HLR_LIST_H
#define SIMOFF_HLR_LIST_H
#include "base/buf.h"

#define HLR_LIST_WHY_SIZE 300u

/* hlr_list_read: CSV with a header (msisdn,imsi) and a row for each subscriber that has a number; LEFT_OUT counts the others.
 * False: WHY says what is wrong and what to do. ADDRESS is an IP address. */
bool hlr_list_read(struct str address, struct buf *csv_out, int64_t *left_out, char why_out[HLR_LIST_WHY_SIZE]) MUST_CHECK;

/* hlr_list_imsi: the IMSI in one line of `show subscribers all`; false: it is another line. */
bool hlr_list_imsi(struct str line, struct str *imsi_out) MUST_CHECK;
#endif
