/* files.c - the table of known files. Pure. Sources: files.h. */
#include "simcopy/files.h"

#include "base/catalog.h"

#define MF       "3F00"
#define TELECOM  "3F007F10"
#define GSM      "3F007F20"
#define USIM     "7FFF"

#define IDENTITY CATALOG_TEXT("what the card is")
#define CONTACTS CATALOG_TEXT("contacts")
#define LONG     CATALOG_TEXT("ends of long numbers")
#define OWN      CATALOG_TEXT("own numbers")
#define CALLS    CATALOG_TEXT("calls")
#define MESSAGES CATALOG_TEXT("messages")
#define SETTINGS CATALOG_TEXT("settings of messages")

#define ROW(n, g, c, p, h)          { .name = n, .group = FILES_##g, .cls = IMAGE_##c, .path = p, .holds = h }
#define EXT(n, g, c, p, of)         { .name = n, .group = FILES_##g, .cls = IMAGE_##c, .path = p, .extends = of, .holds = LONG }
#define TWIN(n, g, p, of, h)        { .name = n, .group = FILES_##g, .cls = IMAGE_USIM, .path = p, .twin = of, .holds = h }

const struct files_row files_table[] = {
	ROW("ICCID",  OTHER,    GSM,  MF "2FE2", IDENTITY),
	ROW("PL",     OTHER,    GSM,  MF "2F05", IDENTITY),
	ROW("ADN",    CONTACTS, GSM,  TELECOM "6F3A", CONTACTS),
	ROW("SMS",    MESSAGES, GSM,  TELECOM "6F3C", MESSAGES),
	ROW("FDN",    OTHER,    GSM,  TELECOM "6F3B", CONTACTS),
	ROW("SDN",    OTHER,    GSM,  TELECOM "6F49", CONTACTS),
	ROW("BDN",    OTHER,    GSM,  TELECOM "6F4D", CONTACTS),
	ROW("LND",    OTHER,    GSM,  TELECOM "6F44", CALLS),
	ROW("MSISDN", OTHER,    GSM,  TELECOM "6F40", OWN),
	EXT("EXT1",   CONTACTS, GSM,  TELECOM "6F4A", "6F3A 6F40 6F44"),
	EXT("EXT2",   OTHER,    GSM,  TELECOM "6F4B", "6F3B"),
	EXT("EXT3",   OTHER,    GSM,  TELECOM "6F4C", "6F49"),
	EXT("EXT4",   OTHER,    GSM,  TELECOM "6F4E", "6F4D"),
	ROW("SMSP",   OTHER,    GSM,  TELECOM "6F42", SETTINGS),
	ROW("SMSS",   OTHER,    GSM,  TELECOM "6F43", SETTINGS),
	ROW("SMSR",   OTHER,    GSM,  TELECOM "6F47", MESSAGES),
	ROW("IMSI",   OTHER,    GSM,  GSM "6F07", IDENTITY),
	ROW("SPN",    OTHER,    GSM,  GSM "6F46", IDENTITY),
	ROW("AD",     OTHER,    GSM,  GSM "6FAD", IDENTITY),
	ROW("ECC",    OTHER,    GSM,  GSM "6FB7", CONTACTS),
	ROW("LP",     OTHER,    GSM,  GSM "6F05", IDENTITY),

	ROW("ICCID",  OTHER,    USIM, MF "2FE2", IDENTITY),
	ROW("PL",     OTHER,    USIM, MF "2F05", IDENTITY),
	ROW("PBR",    CONTACTS, USIM, TELECOM "5F3A4F30", CONTACTS),
	ROW("PBR",    CONTACTS, USIM, USIM "5F3A4F30", CONTACTS),
	ROW("SMS",    MESSAGES, USIM, USIM "6F3C", MESSAGES),
	TWIN("ADN",   CONTACTS, TELECOM "6F3A", FILES_TWIN_ADN, CONTACTS),
	TWIN("SMS",   MESSAGES, TELECOM "6F3C", USIM "6F3C", MESSAGES),
	ROW("FDN",    OTHER,    USIM, USIM "6F3B", CONTACTS),
	ROW("SDN",    OTHER,    USIM, USIM "6F49", CONTACTS),
	ROW("BDN",    OTHER,    USIM, USIM "6F4D", CONTACTS),
	ROW("ICI",    OTHER,    USIM, USIM "6F80", CALLS),
	ROW("OCI",    OTHER,    USIM, USIM "6F81", CALLS),
	ROW("LND",    OTHER,    USIM, TELECOM "6F44", CALLS),
	ROW("MSISDN", OTHER,    USIM, USIM "6F40", OWN),
	TWIN("FDN",   OTHER,    TELECOM "6F3B", USIM "6F3B", CONTACTS),
	TWIN("SDN",   OTHER,    TELECOM "6F49", USIM "6F49", CONTACTS),
	TWIN("MSISDN", OTHER,   TELECOM "6F40", USIM "6F40", OWN),
	EXT("EXT1",   CONTACTS, USIM, TELECOM "6F4A", "6F3A 6F40 6F44"),
	EXT("EXT2",   OTHER,    USIM, TELECOM "6F4B", "6F3B"),
	EXT("EXT3",   OTHER,    USIM, TELECOM "6F4C", "6F49"),
	EXT("EXT2",   OTHER,    USIM, USIM "6F4B", "6F3B"),
	EXT("EXT3",   OTHER,    USIM, USIM "6F4C", "6F49"),
	EXT("EXT4",   OTHER,    USIM, USIM "6F55", "6F4D"),
	EXT("EXT5",   OTHER,    USIM, USIM "6F4E", "6F40 6F80 6F81"),
	ROW("SMSP",   OTHER,    USIM, USIM "6F42", SETTINGS),
	ROW("SMSS",   OTHER,    USIM, USIM "6F43", SETTINGS),
	ROW("SMSR",   OTHER,    USIM, USIM "6F47", MESSAGES),
	ROW("IMSI",   OTHER,    USIM, USIM "6F07", IDENTITY),
	ROW("SPN",    OTHER,    USIM, USIM "6F46", IDENTITY),
	ROW("AD",     OTHER,    USIM, USIM "6FAD", IDENTITY),
	ROW("ECC",    OTHER,    USIM, USIM "6FB7", CONTACTS),
	ROW("LI",     OTHER,    USIM, USIM "6F05", IDENTITY),
};
const size_t files_count = COUNT(files_table);

const char *
files_group_name(enum files_group g)
{
	static const char *const NAME[FILES_GROUP_COUNT] = { "other", "contacts", "messages" };

	assert(g < FILES_GROUP_COUNT);
	return NAME[g];
}

bool
files_groups(const char *list, bool out[FILES_GROUP_COUNT])
{
	struct str word, rest = str_of(list);

	while (rest.n) {
		size_t g = 0;

		str_split(rest, ',', &word, &rest);
		while (g < FILES_GROUP_COUNT && !str_is(word, files_group_name((enum files_group)g)))
			g++;
		if (g == FILES_GROUP_COUNT)
			return false;
		out[g] = true;
	}
	return true;
}

const char *
files_name(enum image_class cls, struct str path)
{
	for (size_t i = 0; i < files_count; i++)
		if (files_table[i].cls == cls && str_is(path, files_table[i].path))
			return files_table[i].name;
	return "";
}
