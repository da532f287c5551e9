/* messages.h - the messages of a case, and what became of each, for the customer. Pure. */
#ifndef SIMOFF_WEB_MESSAGES_H
#define SIMOFF_WEB_MESSAGES_H
#include "web/call.h"

/* What became of a message, in words for the customer. */
#define MESSAGES_FATES(X) \
	X(hidden,    "") \
	X(waiting, CATALOG_TEXT("on its way")) \
	X(held, CATALOG_TEXT("waiting for the phone to be switched on")) \
	X(sent, CATALOG_TEXT("sent")) \
	X(delivered, CATALOG_TEXT("delivered")) \
	X(returned, CATALOG_TEXT("could not be delivered"))
enum messages_fate {
#define X(n, t) MESSAGES_##n,
	MESSAGES_FATES(X)
#undef X
};

/* hidden: no message that a customer is told of, or it was never tried. */
enum messages_fate messages_fate(const struct desk_effect_view *);

/* messages_list: of V, oldest first, in the request's arena. */
struct list messages_list(struct call *, const struct desk_case_view *v);
#endif
