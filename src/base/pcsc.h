/* pcsc.h - smart card readers, and bytes to and from the card in one. Knows nothing of what the bytes mean.
 * A card is opened for this program alone and reset when it is closed, so that a PIN given here is forgotten there.
 * Owner: who opened closes. Not thread-safe. Nothing here is logged: what goes to a card may be a PIN. */
#ifndef SIMOFF_PCSC_H
#define SIMOFF_PCSC_H
#include "base/base.h"

#define PCSC_READERS_MAX 16u
#define PCSC_NAME_SIZE   128u
#define PCSC_ATR_MAX     33u
#define PCSC_COMMAND_MAX 261u		/* header, Lc, 255 bytes, Le */
#define PCSC_ANSWER_MAX  258u		/* 256 bytes and the status word */
#define PCSC_WHY_SIZE    160u

struct pcsc;
struct pcsc_card;
struct pcsc_reader {
	char    name[PCSC_NAME_SIZE];
	bool    has_card;
	uint8_t atr[PCSC_ATR_MAX];
	size_t  atr_size;
};

/* pcsc_open: reaches the service. ERR_TEMP: it does not run, or may not be used; WHY says what to do. */
enum err pcsc_open(struct pcsc **out, char why_out[PCSC_WHY_SIZE]) MUST_CHECK;
void pcsc_close(struct pcsc **);	/* also the cleanup function; NULL is fine */

/* pcsc_list: the readers that are there, N_OUT of them, none being no error. ERR_LIMIT: more than PCSC_READERS_MAX. */
enum err pcsc_list(struct pcsc *, struct pcsc_reader out[PCSC_READERS_MAX], size_t *n_out, char why_out[PCSC_WHY_SIZE]) MUST_CHECK;

/* pcsc_connect: the card in reader NAME, for us alone. ERR_NOENT: no card there; ERR_CLASH: another program has it;
 * ERR_TEMP: it does not speak (not put in well, not a smart card). */
enum err pcsc_connect(struct pcsc *, const char *name, struct pcsc_card **out, char why_out[PCSC_WHY_SIZE]) MUST_CHECK;
void pcsc_disconnect(struct pcsc_card **);	/* also the cleanup function; resets the card */
bool pcsc_is_t1(const struct pcsc_card *);	/* blocks instead of characters: commands carry their Le */

/* pcsc_exchange: one command, one answer with its status word at the end (at least 2 bytes). No copy of either is kept.
 * ERR_NOENT: the card was taken out; ERR_UNSURE: the answer did not come. Cost: one exchange, up to seconds on a slow card. */
enum err pcsc_exchange(struct pcsc_card *, struct str command, uint8_t out[PCSC_ANSWER_MAX], size_t *n_out,
	char why_out[PCSC_WHY_SIZE]) MUST_CHECK;
#endif
