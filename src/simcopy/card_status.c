/* card_status.c - what the status words of a card mean, as one table. Pure, and apart from card.c so that a report can be written
 * where there is no smart card service. Sources: TS 51.011 9.4, TS 102.221 10.2.  Errors: none. */
#include "simcopy/card.h"

#include "base/catalog.h"

static const struct { uint16_t sw, mask; enum card_meaning meaning; const char *text; } WORDS[] = {
	{ 0x9000, 0xffff, CARD_DONE,        CATALOG_TEXT("read") },
	{ 0x9100, 0xff00, CARD_DONE,        CATALOG_TEXT("read") },
	{ 0x9f00, 0xff00, CARD_DONE,        CATALOG_TEXT("read") },
	{ 0x6100, 0xff00, CARD_DONE,        CATALOG_TEXT("read") },
	{ 0x6a83, 0xffff, CARD_END,         CATALOG_TEXT("there is no such record") },
	{ 0x6a84, 0xffff, CARD_END,         CATALOG_TEXT("there is no such record") },
	{ 0x9402, 0xffff, CARD_END,         CATALOG_TEXT("there is no such record") },
	{ 0x6a82, 0xffff, CARD_ABSENT,      CATALOG_TEXT("the card has no such file") },
	{ 0x6a88, 0xffff, CARD_ABSENT,      CATALOG_TEXT("the card has no such file") },
	{ 0x9404, 0xffff, CARD_ABSENT,      CATALOG_TEXT("the card has no such file") },
	{ 0x6900, 0xffff, CARD_NEEDS_PIN,   CATALOG_TEXT("needs the PIN, or a key that only the operator has") },
	{ 0x6982, 0xffff, CARD_NEEDS_PIN,   CATALOG_TEXT("needs the PIN, or a key that only the operator has") },
	{ 0x9804, 0xffff, CARD_NEEDS_PIN,   CATALOG_TEXT("needs the PIN, or a key that only the operator has") },
	{ 0x6983, 0xffff, CARD_PIN_BLOCKED, CATALOG_TEXT("the PIN is blocked; a phone can unblock it with the PUK") },
	{ 0x9840, 0xffff, CARD_PIN_BLOCKED, CATALOG_TEXT("the PIN is blocked; a phone can unblock it with the PUK") },
	{ 0x6881, 0xffff, CARD_NO_CLASS,    CATALOG_TEXT("the card does not know this way of asking") },
	{ 0x6d00, 0xffff, CARD_NO_CLASS,    CATALOG_TEXT("the card does not know this command") },
	{ 0x6e00, 0xffff, CARD_NO_CLASS,    CATALOG_TEXT("the card does not know this command") },
	{ 0x6a81, 0xffff, CARD_NO_WAY,      CATALOG_TEXT("the card does not know this way of asking") },
	{ 0x6a86, 0xffff, CARD_NO_WAY,      CATALOG_TEXT("the card does not know this way of asking") },
	{ 0x6b00, 0xffff, CARD_NO_WAY,      CATALOG_TEXT("the card does not know this way of asking") },
	{ 0x9300, 0xffff, CARD_BUSY,        CATALOG_TEXT("the card was busy") },
	{ 0x6283, 0xffff, CARD_BAD,         CATALOG_TEXT("the file is switched off") },
	{ 0x6985, 0xffff, CARD_BAD,         CATALOG_TEXT("the file is switched off") },
	{ 0x9810, 0xffff, CARD_BAD,         CATALOG_TEXT("the file is switched off") },
	{ 0x6700, 0xff00, CARD_BAD,         CATALOG_TEXT("the card does not say how long the record is") },
	{ 0x6581, 0xffff, CARD_BAD,         CATALOG_TEXT("the card's memory has a fault there") },
	{ 0x9240, 0xffff, CARD_BAD,         CATALOG_TEXT("the card's memory has a fault there") },
	{ 0x6f00, 0xffff, CARD_BAD,         CATALOG_TEXT("the card failed without saying why") },
};

enum card_meaning
card_meaning(uint16_t sw)
{
	for (size_t i = 0; i < COUNT(WORDS); i++)
		if ((sw & WORDS[i].mask) == WORDS[i].sw)
			return WORDS[i].meaning;
	return CARD_BAD;
}

const char *
card_text(uint16_t sw)
{
	for (size_t i = 0; i < COUNT(WORDS); i++)
		if ((sw & WORDS[i].mask) == WORDS[i].sw)
			return WORDS[i].text;
	return CATALOG_TEXT("the card refused with a code that is not in its standard");
}
