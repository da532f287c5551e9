/* plan.c - from contacts to records of a card's phonebook. Pure. Sources: plan.h. Errors: plan.h; what does not fit is a value. */
#include "simcopy/plan.h"

#include "simcopy/alphabet.h"
#include "simcopy/sync.h"

struct planning {
	struct room room;
	const struct contact_list *existing;
	struct contact_list earlier;	/* of those wanted, the ones that are planned */
	const struct contact *left[ROOM_BOOKS_MAX][IMAGE_FILE_RECORDS_MAX];	/* entries whose record of EF_ADN is empty */
	struct arena *arena;
	bool cut, over;
	struct plan *plan;
	struct entry entry;		/* in the making */
};

static const struct { const char *word, *text; } FATES[PLAN_FATE_COUNT] = {
#define X(name, word, text) [PLAN_##name] = { word, text },
	PLAN_FATES(X)
#undef X
};
static const struct { const char *word, *text; } PARTS[PLAN_PART_COUNT] = {
#define X(name, word, text) [PLAN_##name] = { word, text },
	PLAN_PARTS(X)
#undef X
};

const char *
plan_fate_word(enum plan_fate f)
{
	assert(f < PLAN_FATE_COUNT);
	return FATES[f].word;
}

const char *
plan_fate_text(enum plan_fate f)
{
	assert(f < PLAN_FATE_COUNT);
	return FATES[f].text;
}

const char *
plan_part_word(enum plan_part part)
{
	assert(part < PLAN_PART_COUNT);
	return PARTS[part].word;
}

const char *
plan_part_text(enum plan_part part)
{
	assert(part < PLAN_PART_COUNT);
	return PARTS[part].text;
}

/* ---- what is there already ---- */

static bool
same_number(struct str a, struct str b)
{
	struct number_bcd x, y;

	if (!a.n || !b.n)
		return a.n == b.n;
	return number_parse(a, &x) && number_parse(b, &y) && x.type == y.type && x.digits == y.digits &&
	    memcmp(x.bcd, y.bcd, sizeof x.bcd) == 0;
}

static bool
has_number(const struct contact *c, struct str number)
{
	for (size_t i = 0; i < c->numbers; i++)
		if (same_number(c->number[i].text, number))
			return true;
	return !number.n && !c->numbers;
}

static bool
has_text(const struct str *list, size_t n, struct str text)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i], text))
			return true;
	return false;
}

static bool
is_there(const struct planning *p, struct str name, struct str number)
{
	for (size_t i = 0; i < p->existing->n; i++) {
		const struct contact *c = &p->existing->item[i];

		if (c->book == CONTACT_PHONEBOOK && str_eq(c->name, name) && has_number(c, number))
			return true;
	}
	for (size_t i = 0; i < p->plan->n; i++) {
		const struct plan_entry *other = &p->plan->entry[i];

		if (other->fate == PLAN_WRITE && str_eq(other->name, name) && same_number(other->number, number))
			return true;
	}
	return false;
}

/* Is all that LEFT has part of C? Then an interrupted restore of C left it there. */
static bool
is_part(const struct contact *left, const struct contact *c)
{
	for (size_t i = 0; i < left->numbers; i++)
		if (!has_number(c, left->number[i].text))
			return false;
	for (size_t i = 0; i < left->emails; i++)
		if (!has_text(c->email, c->emails, left->email[i]))
			return false;
	for (size_t i = 0; i < left->groups; i++)
		if (!has_text(c->group, c->groups, left->group[i]))
			return false;
	return !left->second_name.n || str_eq(left->second_name, c->second_name);
}

static void
find_left(struct planning *p)
{
	for (size_t i = 0; i < p->existing->n; i++) {
		const struct contact *c = &p->existing->item[i];

		for (size_t b = 0; b < p->room.books; b++) {
			const struct room_file *adn = p->room.book[b].adn;

			if (c->file == adn->file && room_is_free(adn, c->record, 0))
				p->left[b][c->record - 1] = c;
		}
	}
}

/* ---- one number ---- */

/* A free place in BOOK for C, from 1; 0: there is none. A hidden one (TS 31.102 4.4.2.5) would hide the contact. */
static size_t
find_slot(const struct planning *p, size_t book, const struct contact *c)
{
	const struct room_book *b = &p->room.book[book];

	for (size_t n = 1; n <= b->adn->file->record_count; n++) {
		struct str control = room_record(b->pbc, n);
		bool is_hidden = control.n > 1 && control.p[1] != 0 && (uint8_t)control.p[1] != ROOM_FREE;
		const struct contact *left = p->left[book][n - 1];

		if (!b->adn->taken[n - 1] && room_is_free(b->adn, n, 0) && !is_hidden && (!left || is_part(left, c)))
			return n;
	}
	return 0;
}

static enum plan_fate
fate_of(enum entry_fit fit)
{
	switch (fit) {
	case ENTRY_YES:
		return PLAN_WRITE;
	case ENTRY_NO_NUMBER:
		return PLAN_NO_NUMBER;
	case ENTRY_NO_FILE:
	case ENTRY_FULL:
	case ENTRY_TOO_LONG:
	case ENTRY_NO_SUCH:
	case ENTRY_STAYS:
	case ENTRY_FIT_COUNT:
		break;
	}
	return PLAN_LONG;
}

/* Looks for a place in BOOK, and begins p->entry there. What stands in the way is the fate. */
static enum plan_fate
place_in(struct planning *p, size_t book, const struct contact *c, struct plan_entry *e)
{
	struct room_book *b = &p->room.book[book];
	size_t room = b->adn->file->record_size - NUMBER_TAIL_SIZE, slot;
	struct str cut = alphabet_name_cut(c->name, room);

	e->is_cut = cut.n != c->name.n;
	if (e->is_cut && !p->cut)
		return PLAN_LONG_NAME;
	e->name = cut;
	if (is_there(p, e->name, e->number))
		return PLAN_DUPLICATE;
	slot = find_slot(p, book, c);
	if (!slot)
		return PLAN_NO_ROOM;
	entry_begin(&p->entry, b, slot, p->arena);
	e->counters = b->counters;
	return fate_of(entry_adn(&p->entry, e->name, e->number));
}

static struct plan_entry *
add_entry(struct planning *p, struct str number)
{
	if (p->plan->n == PLAN_ENTRIES_MAX) {
		p->plan->left_out++;
		return NULL;
	}
	struct plan_entry *e = &p->plan->entry[p->plan->n];
	*e = (struct plan_entry){ .number = number, .fate = PLAN_NO_ROOM };
	return e;
}

static void
keep_entry(struct planning *p, const struct plan_entry *e)
{
	p->plan->count[e->fate]++;
	p->plan->n++;
}

/* ---- what else a contact has ---- */

static void
lose(struct planning *p, const struct plan_entry *e, enum plan_part part, struct str text, enum entry_fit why)
{
	if (why == ENTRY_YES)
		return;
	if (p->plan->losses < PLAN_LOSSES_MAX)
		p->plan->loss[p->plan->losses] = (struct plan_loss){ e->name, text, part, why };
	p->plan->losses++;
}

static void
add_details(struct planning *p, const struct contact *c, const struct plan_entry *e)
{
	if (c->second_name.n)
		lose(p, e, PLAN_SECOND_NAME, c->second_name, entry_second_name(&p->entry, c->second_name));
	for (size_t i = 0; i < c->emails; i++)
		lose(p, e, PLAN_EMAIL, c->email[i], entry_email(&p->entry, c->email[i]));
	for (size_t i = 0; i < c->groups; i++)
		lose(p, e, PLAN_GROUP, c->group[i], entry_group(&p->entry, c->group[i]));
}

/* Is TEXT at a contact of NAME in the list? */
static bool
has_detail(const struct contact_list *l, struct str name, enum plan_part part, struct str text)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct contact *c = &l->item[i];

		if (!str_eq(c->name, name))
			continue;
		if (part == PLAN_EMAIL ? has_text(c->email, c->emails, text) : part == PLAN_GROUP ? has_text(c->group, c->groups, text)
		    : str_eq(c->second_name, text))
			return true;
	}
	return false;
}

static void
lose_detail(struct planning *p, const struct plan_entry *e, enum plan_part part, struct str text)
{
	if (!has_detail(p->existing, e->name, part, text) && !has_detail(&p->earlier, e->name, part, text))
		lose(p, e, part, text, ENTRY_STAYS);
}

/* The contact is on the card: what it has more than there does not go there. */
static void
lose_details(struct planning *p, const struct contact *c, const struct plan_entry *e)
{
	if (c->second_name.n)
		lose_detail(p, e, PLAN_SECOND_NAME, c->second_name);
	for (size_t i = 0; i < c->emails; i++)
		lose_detail(p, e, PLAN_EMAIL, c->email[i]);
	for (size_t i = 0; i < c->groups; i++)
		lose_detail(p, e, PLAN_GROUP, c->group[i]);
}

/* Additional numbers into the records of the entry of E, as many as fit; DONE: those that need no entry of their own. */
static void
add_numbers(struct planning *p, const struct contact *c, size_t first, const struct plan_entry *e, bool done[CONTACT_NUMBERS_MAX])
{
	for (size_t i = first; i < c->numbers; i++) {
		const struct contact_number *number = &c->number[i];

		if (done[i] || is_there(p, e->name, number->text) || entry_number(&p->entry, number) != ENTRY_YES)
			continue;
		struct plan_entry *more = add_entry(p, number->text);
		if (!more)
			return;
		more->name = e->name;
		more->is_cut = e->is_cut;
		more->fate = PLAN_WRITE;
		keep_entry(p, more);
		done[i] = true;
		if (number->label.n)
			lose(p, e, PLAN_LABEL, number->label, entry_label(&p->entry, number->label));
	}
}

/* The entry that was begun gets its end. */
static void
finish(struct planning *p, struct plan_entry *e)
{
	entry_end(&p->entry);
	e->uid = p->entry.uid;
	e->writes = p->entry.writes;
	e->write = arena_take(p->arena, sizeof *e->write * e->writes);
	p->over |= p->entry.over || !e->write;
	if (e->write)
		memcpy(e->write, p->entry.write, sizeof *e->write * e->writes);
}

/* ---- one contact ---- */

/* C with its number I in an entry; the first of its entries gets the rest of C too. */
static enum plan_fate
plan_number(struct planning *p, const struct contact *c, size_t i, bool is_first, bool done[CONTACT_NUMBERS_MAX])
{
	struct plan_entry *e = add_entry(p, i < c->numbers ? c->number[i].text : STR(""));

	if (!e)
		return PLAN_NO_ROOM;
	for (size_t b = 0; b < p->room.books && e->fate != PLAN_WRITE && e->fate != PLAN_DUPLICATE; b++)
		e->fate = place_in(p, b, c, e);
	if (e->fate != PLAN_WRITE && e->fate != PLAN_DUPLICATE)
		e->name = c->name;
	keep_entry(p, e);
	if (e->fate != PLAN_WRITE)
		return e->fate;
	if (i < c->numbers && c->number[i].label.n)
		lose(p, e, PLAN_LABEL, c->number[i].label, ENTRY_NO_FILE);
	if (is_first)
		add_details(p, c, e);
	add_numbers(p, c, i + 1, e, done);
	finish(p, e);
	return PLAN_WRITE;
}

static void
plan_nameless(struct planning *p, const struct contact *c)
{
	struct plan_entry *e = add_entry(p, c->emails ? c->email[0] : c->second_name);

	if (!e)
		return;
	e->fate = PLAN_NAMELESS;
	keep_entry(p, e);
}

static void
plan_contact(struct planning *p, const struct contact *c)
{
	bool done[CONTACT_NUMBERS_MAX] = { false }, is_new = true;

	if (!c->name.n && !c->numbers) {
		plan_nameless(p, c);
		return;
	}
	for (size_t i = 0; i < c->numbers || i == 0; i++) {
		if (done[i])
			continue;
		enum plan_fate fate = plan_number(p, c, i, is_new, done);
		if (is_new && fate == PLAN_DUPLICATE)
			lose_details(p, c, &p->plan->entry[p->plan->n - 1]);
		is_new = is_new && fate != PLAN_WRITE && fate != PLAN_DUPLICATE;
	}
}

/* The counters of every phonebook that gets entries. */
static enum err
plan_counters(struct planning *p)
{
	struct plan *plan = p->plan;
	char **uid = arena_take(p->arena, sizeof *uid * PLAN_ENTRIES_MAX);
	enum err e = uid ? ERR_OK : ERR_LIMIT;

	for (size_t k = 0; !e && k < COUNT(plan->before); k++) {
		size_t n = 0;

		for (size_t i = 0; i < plan->n; i++)
			if (plan->entry[i].writes && plan->entry[i].counters == k)
				uid[n++] = plan->entry[i].uid;
		if (n)
			e = sync_make(&p->room, k, uid, n, p->arena, &plan->before[k].write, &plan->before[k].n);
	}
	return e;
}

enum err
plan_make(const struct image *card, const struct contact_list *existing, const struct contact_list *wanted, bool cut,
	struct arena *a, struct plan *out)
{
	struct planning *p = arena_take(a, sizeof *p);

	*out = (struct plan){ .entry = arena_take(a, sizeof *out->entry * PLAN_ENTRIES_MAX),
		.loss = arena_take(a, sizeof *out->loss * PLAN_LOSSES_MAX) };
	if (!p || !out->entry || !out->loss)
		return ERR_LIMIT;
	p->existing = existing;
	p->arena = a;
	p->cut = cut;
	p->plan = out;
	if (!room_find(card, &p->room))
		return ERR_NOENT;
	find_left(p);
	p->earlier = (struct contact_list){ .item = wanted->item };
	for (size_t i = 0; i < wanted->n; p->earlier.n = ++i)
		if (wanted->item[i].book == CONTACT_PHONEBOOK)
			plan_contact(p, &wanted->item[i]);
	enum err e = plan_counters(p);
	return e ? e : p->over ? ERR_LIMIT : ERR_OK;
}
