/* hlr_subscriber_fuzz.c - one subscriber as osmo-hlr tells it, and a line of its terminal's list. What is taken is short printable
 * ASCII without blanks, and written down again in the HLR's form it reads the same. */
#include "fuzz.h"

#include "adapter/hlr_subscriber.h"
#include "app/hlr_list.h"
#include "domain/digits.h"
#include "domain/imsi.h"

static void
check_text(const char *text, size_t size)
{
	assert(memchr(text, '\0', size));
	for (; *text; text++)
		assert(*text > ' ' && *text <= '~');
}

static void
write_down(const struct hlr_subscriber *s, struct buf *out)
{
	const struct { const char *name, *value; } LINE[] = {
		{ "imsi", s->imsi }, { "msisdn", s->msisdn },
		{ "nam_cs", s->domain[HLR_SUBSCRIBER_CS].enabled }, { "vlr_number", s->domain[HLR_SUBSCRIBER_CS].node },
		{ "nam_ps", s->domain[HLR_SUBSCRIBER_PS].enabled }, { "sgsn_number", s->domain[HLR_SUBSCRIBER_PS].node },
	};

	for (size_t i = 0; i < COUNT(LINE); i++)
		buf_printf(out, "%s\t%s\n", LINE[i].name, LINE[i].value);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	AUTO(buf_done) struct buf out;
	struct str info = fuzz_input(data, n), rest = info, imsi;
	struct hlr_subscriber s, again;

	buf_init(&out, 4096);
	while (rest.n)
		if (hlr_list_imsi(fuzz_line(&rest), &imsi))
			assert(imsi.n && imsi.n <= IMSI_DIGITS_MAX && digits_are(imsi, DIGITS_DECIMAL));
	if (!hlr_subscriber_parse(info, &s))
		return 0;
	check_text(s.imsi, sizeof s.imsi);
	check_text(s.msisdn, sizeof s.msisdn);
	for (size_t d = 0; d < HLR_SUBSCRIBER_DOMAIN_COUNT; d++)
		check_text(s.domain[d].node, sizeof s.domain[d].node);
	write_down(&s, &out);
	bool is_read = hlr_subscriber_parse(buf_str(&out), &again);
	assert(is_read && memcmp(&s, &again, sizeof s) == 0);
	return 0;
}
