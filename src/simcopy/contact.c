/* contact.c - one entry of a phonebook. Pure.  Errors: what is too much is counted. */
#include "simcopy/contact.h"

static const struct { const char *word, *text; } BOOKS[CONTACT_BOOK_COUNT] = {
#define X(name, word, text) [CONTACT_##name] = { word, text },
	CONTACT_BOOKS(X)
#undef X
};

const char *
contact_book_word(enum contact_book b)
{
	assert(b < CONTACT_BOOK_COUNT);
	return BOOKS[b].word;
}

enum contact_book
contact_book_find(struct str word)
{
	for (size_t i = 0; i < COUNT(BOOKS); i++)
		if (str_is(word, BOOKS[i].word))
			return (enum contact_book)i;
	return CONTACT_PHONEBOOK;
}

const char *
contact_book_text(enum contact_book b)
{
	assert(b < CONTACT_BOOK_COUNT);
	return BOOKS[b].text;
}

void
contact_add_number(struct contact_list *l, struct contact *c, struct contact_number n)
{
	if (!n.text.n)
		return;
	if (c->numbers < CONTACT_NUMBERS_MAX)
		c->number[c->numbers++] = n;
	else
		l->left_out++;
}

static void
add_text(struct contact_list *l, struct str *list, size_t *n, size_t max, struct str text)
{
	if (!text.n)
		return;
	if (*n < max)
		list[(*n)++] = text;
	else
		l->left_out++;
}

void
contact_add_email(struct contact_list *l, struct contact *c, struct str text)
{
	add_text(l, c->email, &c->emails, CONTACT_EMAILS_MAX, text);
}

void
contact_add_group(struct contact_list *l, struct contact *c, struct str text)
{
	add_text(l, c->group, &c->groups, CONTACT_GROUPS_MAX, text);
}

bool
contact_is_empty(const struct contact *c)
{
	return !c->name.n && !c->numbers && !c->emails && !c->second_name.n;
}

static bool
same_texts(const struct str *a, size_t n, const struct str *b, size_t m)
{
	for (size_t i = 0; i < n && n == m; i++)
		if (!str_eq(a[i], b[i]))
			return false;
	return n == m;
}

bool
contact_same(const struct contact *a, const struct contact *b)
{
	for (size_t i = 0; i < a->numbers && a->numbers == b->numbers; i++)
		if (!str_eq(a->number[i].text, b->number[i].text))
			return false;
	return a->numbers == b->numbers && str_eq(a->name, b->name) && str_eq(a->second_name, b->second_name) &&
	    same_texts(a->email, a->emails, b->email, b->emails) && same_texts(a->group, a->groups, b->group, b->groups);
}
