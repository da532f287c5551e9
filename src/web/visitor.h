/* visitor.h - who looks at a page: what their browser keeps goes with every question to the desk, which alone says what it is worth.
 * Signing in and out gives the browser another form cookie, so that no form and no identity planted before fits afterwards. */
#ifndef SIMOFF_WEB_VISITOR_H
#define SIMOFF_WEB_VISITOR_H
#include "web/call.h"

#define VISITOR_TOUCH_MS 60000		/* the desk hears of a session in use at most so often, from one web process */

/* visitor_settle: fills in the caller of a page: channel, session, device, agent. Once the route is known. */
void visitor_settle(struct call *);

/* visitor_touch: tells the desk that the session is in use, and waits for no answer. Forgets it silently when the desk is busy: the
 * next page tells it again. */
void visitor_touch(struct call *);

/* visitor_agent: which browser it is, for its owner to know it by: "Firefox, Android"; what is not known is cut down, printable and
 * at most 80 bytes. In the arena. */
struct str visitor_agent(struct str user_agent, struct arena *);

/* visitor_seems_known: the browser holds a session; whether it still counts, only the desk knows. */
bool visitor_seems_known(const struct call *);

void visitor_enter(struct call *, const struct desk_session_view *);	/* signed in: cookies, and the subscriber's language if none was chosen */
void visitor_forget(struct call *);	/* the session has ended: its cookie goes; the case that is open in this browser stays */
void visitor_leave(struct call *);	/* signed out by hand: the case's cookie goes too */
#endif
