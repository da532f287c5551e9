/* iban.c - a bank account (IBAN).
 * Pure. Sources: ISO 13616 (structure, check digits by ISO 7064 MOD 97-10), the IBAN registry kept by SWIFT (89 countries),
 * and for the check of the Belgian account number the rule of the Belgian banks (Febelfin).
 * Errors: none; a text that is no IBAN is refused with its reason. */
#include "domain/iban.h"
#include "domain/digits.h"

/* What follows country and check digits: n digits, a capitals, c either, and how many. The length follows from it. */
static const struct { char country[3]; const char *shape; } REGISTRY[] = {
	{ "AD", "n8c12"    }, { "AE", "n19"       }, { "AL", "n8c16"    }, { "AT", "n16"    }, { "AZ", "a4c20" },
	{ "BA", "n16"      }, { "BE", "n12"       }, { "BG", "a4n6c8"   }, { "BH", "a4c14"  }, { "BI", "n23" },
	{ "BR", "n23a1c1"  }, { "BY", "c4n4c16"   }, { "CH", "n5c12"    }, { "CR", "n18"    }, { "CY", "n8c16" },
	{ "CZ", "n20"      }, { "DE", "n18"       }, { "DJ", "n23"      }, { "DK", "n14"    }, { "DO", "c4n20" },
	{ "EE", "n16"      }, { "EG", "n25"       }, { "ES", "n20"      }, { "FI", "n14"    }, { "FK", "a2n12" },
	{ "FO", "n14"      }, { "FR", "n10c11n2"  }, { "GB", "a4n14"    }, { "GE", "a2n16"  }, { "GI", "a4c15" },
	{ "GL", "n14"      }, { "GR", "n7c16"     }, { "GT", "c24"      }, { "HN", "a4n20"  }, { "HR", "n17" },
	{ "HU", "n24"      }, { "IE", "a4n14"     }, { "IL", "n19"      }, { "IQ", "a4n15"  }, { "IS", "n22" },
	{ "IT", "a1n10c12" }, { "JO", "a4n4c18"   }, { "KW", "a4c22"    }, { "KZ", "n3c13"  }, { "LB", "n4c20" },
	{ "LC", "a4c24"    }, { "LI", "n5c12"     }, { "LT", "n16"      }, { "LU", "n3c13"  }, { "LV", "a4c13" },
	{ "LY", "n21"      }, { "MC", "n10c11n2"  }, { "MD", "c20"      }, { "ME", "n18"    }, { "MK", "n3c10n2" },
	{ "MN", "n16"      }, { "MR", "n23"       }, { "MT", "a4n5c18"  }, { "MU", "a4n19a3" }, { "NI", "a4n20" },
	{ "NL", "a4n10"    }, { "NO", "n11"       }, { "OM", "n3c16"    }, { "PK", "a4c16"  }, { "PL", "n24" },
	{ "PS", "a4c21"    }, { "PT", "n21"       }, { "QA", "a4c21"    }, { "RO", "a4c16"  }, { "RS", "n18" },
	{ "RU", "n14c15"   }, { "SA", "n2c18"     }, { "SC", "a4n20a3"  }, { "SD", "n14"    }, { "SE", "n20" },
	{ "SI", "n15"      }, { "SK", "n20"       }, { "SM", "a1n10c12" }, { "SO", "n19"    }, { "ST", "n21" },
	{ "SV", "a4n20"    }, { "TL", "n19"       }, { "TN", "n20"      }, { "TR", "n6c16"  }, { "UA", "n6c19" },
	{ "VA", "n18"      }, { "VG", "a4n16"     }, { "XK", "n16"      }, { "YE", "a4n4c18" },
};

static const char *
shape_of(const char *text)
{
	for (size_t i = 0; i < COUNT(REGISTRY); i++)
		if (str_starts(str_of(text), REGISTRY[i].country))
			return REGISTRY[i].shape;
	return NULL;
}

/* Takes one step of SHAPE, like "a4": the characters allowed and how many of them. */
static const char *
step_of(const char *shape, const char **set_out, size_t *n_out)
{
	*set_out = *shape == 'n' ? DIGITS_DECIMAL : *shape == 'a' ? DIGITS_CAPITAL : DIGITS_DECIMAL DIGITS_CAPITAL;
	*n_out = 0;
	for (shape++; *shape >= '0' && *shape <= '9'; shape++)
		*n_out = *n_out * 10 + (size_t)(*shape - '0');
	return shape;
}

static size_t
size_of(const char *shape)
{
	const char *set;
	size_t n, sum = 4;			/* country and check digits */

	while (*shape) {
		shape = step_of(shape, &set, &n);
		sum += n;
	}
	return sum;
}

static bool
has_shape(const char *bban, const char *shape)
{
	const char *set;
	size_t n;

	while (*shape) {
		shape = step_of(shape, &set, &n);
		if (!digits_are((struct str){ bban, n }, set))
			return false;
		bban += n;
	}
	return true;
}

static const char *
read_text(struct str text, struct iban *out)
{
	size_t n = digits_gather(text, DIGITS_DECIMAL DIGITS_CAPITAL, " -", out->text, sizeof out->text);

	if (n == DIGITS_STRAY)
		return "an account number (IBAN) has only letters, digits and spaces: expected one like BE68 5390 0754 7034";
	if (n == 0)
		return "empty: expected an account number (IBAN), like BE68 5390 0754 7034";

	const char *shape = shape_of(out->text);
	if (!shape)
		return "an account number (IBAN) begins with the two letters of its country, like BE68 5390 0754 7034";
	if (n < size_of(shape))
		return "too short for an account number (IBAN) of this country; a Belgian one is BE and 14 digits";
	if (n > size_of(shape))
		return "too long for an account number (IBAN) of this country; a Belgian one is BE and 14 digits";
	if (!digits_are((struct str){ out->text + 2, 2 }, DIGITS_DECIMAL) || !has_shape(out->text + 4, shape))
		return "a letter stands where this country's account numbers have a digit, or a digit where they have a letter";
	if (!digits_iso7064(str_of(out->text)))
		return "a character is wrong: the two check digits behind the country do not fit the others";
	if (str_starts(str_of(out->text), "BE") && !digits_belgian97(str_of(out->text + 4)))
		return "a digit is wrong: the last two digits of the Belgian account number do not fit the others";
	return NULL;
}

bool
iban_parse(struct str text, struct iban *out, const char **why_out)
{
	*out = (struct iban){ 0 };
	*why_out = read_text(text, out);
	if (*why_out)
		*out = (struct iban){ 0 };
	return !*why_out;
}

struct str
iban_format(const struct iban *i)
{
	assert(i->text[0]);
	return str_of(i->text);
}

struct str
iban_print(const struct iban *i, char out[IBAN_PRINT_SIZE])
{
	return digits_in_fours(iban_format(i), out, IBAN_PRINT_SIZE);
}

struct str
iban_country(const struct iban *i)
{
	return (struct str){ iban_format(i).p, 2 };
}
