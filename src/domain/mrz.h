/* mrz.h - the machine-readable zone of an identity card (TD1, 3 lines of 30) or a passport (TD3, 2 lines of 44).
 * The shape of the functions: digits.h. */
#ifndef SIMOFF_MRZ_H
#define SIMOFF_MRZ_H
#include "base/base.h"

#define MRZ_TD1_SIZE 90u
#define MRZ_TD3_SIZE 88u
#define MRZ_NUMBER_MAX 22u		/* nine, and what runs on in the optional field of a TD1 */
#define MRZ_NAMES_MAX 39u

enum mrz_kind { MRZ_TD1, MRZ_TD3 };

/* Made by mrz_parse() only. Fillers are left out; inside a name one becomes a space. Dates are YYMMDD as printed, with '<'
 * for parts that are not known; the century is not in the document. Names are the Latin form a bank file can carry. */
struct mrz {
	char text[MRZ_TD1_SIZE + 1];
	enum mrz_kind kind;
	char issuer[4], nationality[4];
	char number[MRZ_NUMBER_MAX + 1];
	char birth[7], expiry[7];
	char sex;			/* M, F, or '<' where it is not stated */
	char surname[MRZ_NAMES_MAX + 1], given_names[MRZ_NAMES_MAX + 1];
};

/* mrz_parse: the lines one after the other, with or without spaces and line ends between them. All check digits must fit. */
bool mrz_parse(struct str text, struct mrz *out, const char **why_out) MUST_CHECK;
struct str mrz_format(const struct mrz *);	/* 90 or 88 characters, the lines without a separator */
#endif
