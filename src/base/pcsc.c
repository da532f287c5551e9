/* pcsc.c - smart cards through PC/SC; the only includer of its library (pcsc-lite).
 * Sources: PC/SC part 5, pcsc-lite's winscard.h. Errors: every code of the library becomes one of ours and a sentence. */
#include "base/pcsc.h"

#include "base/catalog.h"

#include <stdio.h>
#include <stdlib.h>
#include <winscard.h>

#define LIST_BYTES_MAX (PCSC_READERS_MAX * PCSC_NAME_SIZE)

static_assert(PCSC_NAME_SIZE >= MAX_READERNAME, "a reader's name fits");
static_assert(PCSC_ATR_MAX >= MAX_ATR_SIZE, "an answer to reset fits");

struct pcsc { SCARDCONTEXT context; };
struct pcsc_card {
	SCARDHANDLE handle;
	DWORD protocol;
	bool is_gone;		/* then it is not reset: pcscd may never see the reader's next card (seen with 1.9.9) */
};

static const struct { LONG code; enum err e; const char *why; } ERRORS[] = {
	{ SCARD_E_NO_SERVICE,          ERR_TEMP,   CATALOG_TEXT("the smart card service does not run; start pcscd (systemctl start pcscd)") },
	{ SCARD_E_SERVICE_STOPPED,     ERR_TEMP,   CATALOG_TEXT("the smart card service has stopped; start pcscd again") },
	{ SCARD_W_SECURITY_VIOLATION,  ERR_DENIED, CATALOG_TEXT("the smart card service does not let you in; see polkit's rules for pcscd") },
	{ SCARD_E_NO_SMARTCARD,        ERR_NOENT,  CATALOG_TEXT("there is no card in the reader") },
	{ SCARD_W_REMOVED_CARD,        ERR_NOENT,  CATALOG_TEXT("the card was taken out") },
	{ SCARD_E_READER_UNAVAILABLE,  ERR_NOENT,  CATALOG_TEXT("the reader was unplugged") },
	{ SCARD_E_UNKNOWN_READER,      ERR_NOENT,  CATALOG_TEXT("there is no such reader") },
	{ SCARD_E_SHARING_VIOLATION,   ERR_CLASH,  CATALOG_TEXT("another program is using the card; end it and try again") },
	{ SCARD_W_UNRESPONSIVE_CARD,   ERR_TEMP,   CATALOG_TEXT("the card does not answer; is it clean, and the right way round?") },
	{ SCARD_W_UNPOWERED_CARD,      ERR_TEMP,   CATALOG_TEXT("the card got no power; put it in again") },
	{ SCARD_W_UNSUPPORTED_CARD,    ERR_TEMP,   CATALOG_TEXT("the reader does not understand this card") },
	{ SCARD_E_PROTO_MISMATCH,      ERR_TEMP,   CATALOG_TEXT("card and reader have no protocol in common") },
	{ SCARD_W_RESET_CARD,          ERR_UNSURE, CATALOG_TEXT("the card was reset by somebody else; try again") },
	{ SCARD_E_NOT_TRANSACTED,      ERR_UNSURE, CATALOG_TEXT("the card's answer did not arrive") },
	{ SCARD_F_COMM_ERROR,          ERR_UNSURE, CATALOG_TEXT("the connection to the smart card service broke") },
};

static enum err
fail(LONG code, char why_out[PCSC_WHY_SIZE])
{
	for (size_t i = 0; i < COUNT(ERRORS); i++)
		if (ERRORS[i].code == code) {
			snprintf(why_out, PCSC_WHY_SIZE, "%s", ERRORS[i].why);
			return ERRORS[i].e;
		}
	snprintf(why_out, PCSC_WHY_SIZE, "the smart card service failed: %s", pcsc_stringify_error(code));
	return ERR_UNSURE;
}

/* ---- the service and its readers ---- */

enum err
pcsc_open(struct pcsc **out, char why_out[PCSC_WHY_SIZE])
{
	SCARDCONTEXT context;
	LONG code = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context);

	*out = NULL;
	if (code != SCARD_S_SUCCESS)
		return fail(code, why_out);
	*out = malloc(sizeof **out);
	if (!*out)
		abort();
	(*out)->context = context;
	return ERR_OK;
}

void
pcsc_close(struct pcsc **p)
{
	if (*p)
		SCardReleaseContext((*p)->context);
	free(*p);
	*p = NULL;
}

static LONG
read_state(struct pcsc *p, struct pcsc_reader *r)
{
	SCARD_READERSTATE state = { .szReader = r->name, .dwCurrentState = SCARD_STATE_UNAWARE };
	LONG code = SCardGetStatusChange(p->context, 0, &state, 1);

	if (code != SCARD_S_SUCCESS)
		return code;
	r->has_card = state.dwEventState & SCARD_STATE_PRESENT;
	r->atr_size = state.cbAtr < PCSC_ATR_MAX ? state.cbAtr : PCSC_ATR_MAX;
	memcpy(r->atr, state.rgbAtr, r->atr_size);
	return SCARD_S_SUCCESS;
}

enum err
pcsc_list(struct pcsc *p, struct pcsc_reader out[PCSC_READERS_MAX], size_t *n_out, char why_out[PCSC_WHY_SIZE])
{
	char names[LIST_BYTES_MAX];
	DWORD size = sizeof names;
	LONG code = SCardListReaders(p->context, NULL, names, &size);

	*n_out = 0;
	if (code == SCARD_E_NO_READERS_AVAILABLE)
		return ERR_OK;
	if (code == SCARD_E_INSUFFICIENT_BUFFER) {
		snprintf(why_out, PCSC_WHY_SIZE, "more than %u readers; unplug some", PCSC_READERS_MAX);
		return ERR_LIMIT;
	}
	if (code != SCARD_S_SUCCESS)
		return fail(code, why_out);
	for (const char *name = names; *name && *n_out < PCSC_READERS_MAX; name += strlen(name) + 1) {
		struct pcsc_reader *r = &out[*n_out];

		*r = (struct pcsc_reader){ 0 };
		memcpy(r->name, name, strnlen(name, sizeof r->name - 1));
		code = read_state(p, r);
		if (code == SCARD_S_SUCCESS)
			++*n_out;
		else if (code != SCARD_E_UNKNOWN_READER)	/* unplugged just now */
			return fail(code, why_out);
	}
	return ERR_OK;
}

/* ---- the card ---- */

enum err
pcsc_connect(struct pcsc *p, const char *name, struct pcsc_card **out, char why_out[PCSC_WHY_SIZE])
{
	SCARDHANDLE handle;
	DWORD protocol = 0;
	LONG code = SCardConnect(p->context, name, SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &handle, &protocol);

	*out = NULL;
	if (code != SCARD_S_SUCCESS)
		return fail(code, why_out);
	*out = malloc(sizeof **out);
	if (!*out)
		abort();
	**out = (struct pcsc_card){ .handle = handle, .protocol = protocol };
	return ERR_OK;
}

void
pcsc_disconnect(struct pcsc_card **c)
{
	if (*c)
		SCardDisconnect((*c)->handle, (*c)->is_gone ? SCARD_LEAVE_CARD : SCARD_RESET_CARD);
	free(*c);
	*c = NULL;
}

bool
pcsc_is_t1(const struct pcsc_card *c)
{
	return c->protocol == SCARD_PROTOCOL_T1;
}

/* An answer without a status word: some drivers say so when the card is out. */
static enum err
no_answer(struct pcsc_card *c, char why_out[PCSC_WHY_SIZE])
{
	DWORD state = 0, protocol;
	LONG code = SCardStatus(c->handle, NULL, NULL, &state, &protocol, NULL, NULL);

	c->is_gone = true;
	if (code == SCARD_S_SUCCESS && !(state & SCARD_ABSENT)) {
		snprintf(why_out, PCSC_WHY_SIZE, "the card no longer answers; was it taken out?");
		return ERR_NOENT;
	}
	return fail(SCARD_W_REMOVED_CARD, why_out);
}

enum err
pcsc_exchange(struct pcsc_card *c, struct str command, uint8_t out[PCSC_ANSWER_MAX], size_t *n_out, char why_out[PCSC_WHY_SIZE])
{
	const SCARD_IO_REQUEST *pci = pcsc_is_t1(c) ? SCARD_PCI_T1 : SCARD_PCI_T0;
	DWORD size = PCSC_ANSWER_MAX;

	assert(command.n >= 4 && command.n <= PCSC_COMMAND_MAX);
	*n_out = 0;
	LONG code = SCardTransmit(c->handle, pci, (const unsigned char *)command.p, command.n, NULL, out, &size);
	if (code != SCARD_S_SUCCESS) {
		c->is_gone = true;
		return fail(code, why_out);
	}
	if (size < 2)
		return no_answer(c, why_out);
	*n_out = size;
	return ERR_OK;
}
