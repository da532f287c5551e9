#!/usr/bin/env python3
"""pagegen_test.py - what the template compiler and the text checker must refuse. Each case is a small tree of its own."""
import os
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RECORDS = """#define PAGE_ROW(F, s) \\
	F(s, TEXT, label, 9, 0, "")
RECORD(page_row, PAGE_ROW)
#define PAGE_ENV(F, s) \\
	F(s, TEXT, lang, 9, 0, "")
struct page_env { PAGE_ENV(RECORD_MEMBER, page_env) };
#define PAGE_T(F, s) \\
	F(s, TEXT, name, 9, 0, "") \\
	F(s, BOOL, is_on, 0, 0, "") \\
	F(s, INT, count, 0, 0, "") \\
	F(s, LIST, rows, page_row, 0, "")
RECORD(page_t, PAGE_T)
"""
FACTS = "#define MESSAGE_FACTS(F, s) \\\n\tF(s, TEXT, code, 8, 0, \"\")\nRECORD(message_facts, MESSAGE_FACTS)\n"


class Tree(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        for folder in ("src/web", "src/domain", "pages/mail", "pages/static", "po", "out"):
            os.makedirs(os.path.join(self.dir.name, folder))
        self.put("src/web/pages.h", RECORDS)
        self.put("src/domain/message.h", FACTS)

    def tearDown(self):
        self.dir.cleanup()

    def put(self, path, text):
        with open(os.path.join(self.dir.name, path), "w", encoding="utf-8") as f:
            f.write(text)

    def run_tool(self, name, *args):
        return subprocess.run([sys.executable, os.path.join(ROOT, "tools", name), *args], cwd=self.dir.name,
                              capture_output=True, text=True, check=False)

    def compile(self, body):
        self.put("pages/t.html", "{# record: page_t #}\n" + body)
        done = self.run_tool("pagegen.py", ".", "out")
        if done.returncode:
            return None, done.stderr
        with open(os.path.join(self.dir.name, "out/pages.c"), encoding="utf-8") as f:
            return f.read(), ""


class Compiler(Tree):
    def test_good_templates_escape_by_place(self):
        code, why = self.compile('<a href="{{ name }}" title="{{ name }}">{{ name }}</a>'
                                 '{% each rows %}<i>{{ label }}</i>{% end %}<b{% if is_on %} class="x"{% end %}>{{ count }}</b>')
        self.assertEqual(why, "")
        self.assertEqual((code.count("pages_url(out, rec->name)"), code.count("buf_html(out, rec->name)")), (1, 2))
        self.assertIn("buf_html(out, item1->label)", code)
        self.assertIn("buf_addi(out, rec->count)", code)

    def test_the_space_between_texts_is_that_of_the_language(self):
        code, why = self.compile('<b>{{ t "One." }}</b> {{ t "Two." }} '
                                 '<i class="x">{{ tn "{n} try" "{n} tries" count }}</i> {{ name }} {{ t "End." }}')
        self.assertEqual(why, "")
        self.assertEqual((code.count("buf_add(out, env->cat->gap)"), code.count('STR(" ")')), (2, 1))
        self.assertIn('STR("</b>")', code)
        self.assertIn('STR("<i class=\\"x\\">")', code)
        self.assertIn('STR("</i> ")', code)

    def test_bad_templates_stop_the_build(self):
        for body, why in (
                ("{{ nome }}", "0 of the records"),
                ("<a href={{ name }}>", "quoted value"),
                ("<a {{ name }}>", "quoted value"),
                ("<script>{{ name }}</script>", "inside script"),
                ("<style>{{ name }}</style>", "inside style"),
                ('<p onclick="{{ name }}">', "attribute onclick"),
                ('<p style="{{ name }}">', "attribute style"),
                ('<p class="{% if is_on %}x">{% end %}</p>', "another place"),
                ("{% if is_on %}", "end is missing"),
                ("{% if is_on is \"x\" %}{% end %}", "cannot be compared"),
                ("{% each name %}{% end %}", "not a LIST"),
                ("{{ is_on }}", "cannot be printed"),
                ('{{ t "hello {nobody}" }}', "0 of the records"),
                ('{{ tn "{n} a" "{n} b" name }}', "must be an INT"),
                ('{{ static "none.css" }}', "no such static file"),
                ("{{ raw name }}", "not understood"),
                ("{% raw name %}", "not understood")):
            with self.subTest(body):
                code, said = self.compile(body)
                self.assertIsNone(code)
                self.assertIn(why, said)


PLURALS = {"nl": "nplurals=2; plural=(n != 1);", "fr": "nplurals=2; plural=(n > 1);", "de": "nplurals=2; plural=(n != 1);",
           "en": "nplurals=2; plural=(n != 1);", "zh": "nplurals=1; plural=0;"}
GOOD = {"nl": ("Dag {name}.", "Eén poging", "{n} pogingen"), "fr": ("Bonjour\u00a0: {name}.", "{n} essai", "{n} essais"),
        "de": ("Hallo {name}.", "{n} Versuch", "{n} Versuche"), "en": ("Hello {name}.", "{n} try", "{n} tries"),
        "zh": ("你好，{name}。", "还有 {n} 次")}


class Texts(Tree):
    """A page with one text, one of it with a plural, and their catalogues."""

    def setUp(self):
        super().setUp()
        self.put("pages/t.html", '{# record: page_t #}\n<p>{{ t "Hello {name}." }} {{ tn "{n} try" "{n} tries" count }}</p>')

        for lang, texts in GOOD.items():
            self.write(lang, *texts)

    def write(self, lang, hello, *tries, more=""):
        rows = f'\n{hello}\n' if hello.startswith(("msgid", "#")) else f'\nmsgid "Hello {{name}}."\nmsgstr "{hello}"\n' if hello else ""
        if tries:
            forms = "".join(f'msgstr[{i}] "{t}"\n' for i, t in enumerate(tries))
            rows += f'\nmsgid "{{n}} try"\nmsgid_plural "{{n}} tries"\n{forms}'
        self.put(f"po/{lang}.po", f'msgid ""\nmsgstr ""\n"Plural-Forms: {PLURALS.get(lang, "")}\\n"\n{rows}{more}')

    def said(self):
        done = self.run_tool("check-texts")
        self.assertEqual(done.returncode, 0 if "each in every" in done.stdout else 1, done.stderr)
        return "" if done.returncode == 0 else done.stdout

    def check(self, lang, *texts, more=""):
        """What check-texts says when LANG has these texts and the others are good; "" when it is content."""
        self.write(lang, *texts, more=more)
        said = self.said()
        if lang in GOOD:
            self.write(lang, *GOOD[lang])
        return said

    def test_complete_catalogues_pass(self):
        self.assertEqual(self.said(), "")

    def test_a_language_too_few_is_found(self):
        os.unlink(os.path.join(self.dir.name, "po/zh.po"))
        self.assertIn("zh.po: is missing", self.said())

    def test_each_fault_is_found(self):
        tries = ("{n} poging", "{n} pogingen")
        hello = 'msgid "Hello {name}."\nmsgstr "Dag {name}."'
        for lang, texts, why in (
                ("nl", ("", *tries), "missing: 'Hello {name}.' (pages/t.html)"),
                ("nl", ("Dag {name}.",), "missing: '{n} try'"),
                ("nl", ('msgid "Hello {name}."\nmsgstr ""', *tries), "not translated"),
                ("nl", ("Dag {name}.", "{n} poging", ""), "not translated"),
                ("nl", ("#, fuzzy\n" + hello, *tries), "not translated"),
                ("nl", ("Dag {naam}.", *tries), "other placeholders"),
                ("nl", ("Dag.", *tries), "other placeholders"),
                ("nl", ("Dag {name}", *tries), "ends otherwise"),
                ("nl", ("Dag {name}?", *tries), "ends otherwise"),
                ("nl", ("Dag  {name}.", *tries), "spaces too many"),
                ("nl", ("Dag {name}. ", *tries), "spaces too many"),
                ("nl", ("Dag {name}.", "{n} pogingen"), "1 forms instead of 2"),
                ("zh", ("{name}。", "{n} 次", "{n} 次"), "2 forms instead of 1"),
                ("nl", ("Dag {name}.", "één poging", "pogingen"), "the number {n} is missing"),
                ("nl", ("Zo'n {name}.", *tries), "typewriter"),
                ("fr", ("Ça va : {name}.", *tries), "no-break space"),
                ("fr", ("«\u00a0{name} ».", *tries), "no-break space"),
                ("de", ("Um {name} Uhr.", "{n} Mal", "{n} Mal"), "Uhr"),
                ("zh", ("你好, {name}。", "{n} 次"), "half-width"),
                ("en", ("Hi {name}.", "{n} try", "{n} tries"), "its own key"),
                ("it", ("Ciao {name}.", *tries), "no plural rule"),
        ):
            with self.subTest((lang, *texts)):
                self.assertIn(why, self.check(lang, *texts))
        self.assertIn("unused: 'Bye'", self.check("nl", "Dag {name}.", *tries, more='\nmsgid "Bye"\nmsgstr "Tot ziens"\n'))

    def test_the_header_has_the_rule_that_the_program_has(self):
        rows = '\nmsgid "Hello {name}."\nmsgstr "Bonjour {name}."\n\nmsgid "{n} try"\nmsgid_plural "{n} tries"\nmsgstr[0] "{n} essai"\nmsgstr[1] "{n} essais"\n'
        self.put("po/fr.po", f'msgid ""\nmsgstr "Plural-Forms: {PLURALS["nl"]}\\n"\n{rows}')
        self.assertIn("the header needs", self.said())

    def test_texts_in_c_are_seen(self):
        self.put("src/web/x.c", 'x = catalog_text(cat, "From " "C");\ny = catalog_plural(c, "{n} a", "{n} b", 2);\nz[] = { CATALOG_TEXT("T") };\n'
                 'w = catalog_text(cat_of(c), "By a call");\n#define QUOTE_REASONS(X) \\\n\tX(a, "One, \\"two\\".") \\\n\tX(b, "Three.")\n')
        said = self.said()
        for text in ("'From C'", "'{n} a'", "'T'", "'One, \"two\".'", "'Three.'", "'By a call'"):
            self.assertIn("missing: " + text, said)

    def test_words_beside_the_texts_are_found(self):
        for body in ("<p>Hallo</p>", '<img alt="Photo of {{ name }}">', '{% if is_on %}<b title="x">über</b>{% end %}'):
            with self.subTest(body):
                self.put("pages/u.html", "{# record: page_t #}\n" + body)
                self.assertIn("u.html: no text of the catalogue", self.said())
        self.put("pages/u.html", '{# record: page_t #}\n<p class="big" id="name">{{ name }}: 5 {{ count }} eSIM</p>')
        self.assertEqual(self.said(), "")

    def test_sentences_of_the_desk_are_seen_unless_they_are_for_programs(self):
        os.makedirs(os.path.join(self.dir.name, "src/desk"))
        self.put("src/desk/x.c", 'unit_say(u, DESK_refused, "A " "sentence.");\nunit_say(&s->u, DESK_unknown,\n\t"Another.");\n'
                 'unit_say(u, DESK_invalid, "field: no.");\nunit_say(u, DESK_refused, "In state %s.", x);\nunit_say(u, DESK_stranger, "A key.");\n')
        said = self.said()
        self.assertEqual({line.split(": ", 1)[1] for line in said.splitlines()},
                         {"missing: 'A sentence.' (src/desk/x.c)", "missing: 'Another.' (src/desk/x.c)"})

    def test_a_catalogue_is_written_anew_and_keeps_what_it_has(self):
        self.put("po/nl.po", f'# Words: line = lijn\nmsgid ""\nmsgstr ""\n"Plural-Forms: {PLURALS["nl"]}\\n"\n\nmsgid "Hello {{name}}."\n'
                 'msgstr "Dag {name}."\n\nmsgid "Bye"\nmsgstr "Tot ziens"\n')
        self.assertIn("not translated: '{n} try'", self.run_tool("check-texts", "--write").stdout)
        with open(os.path.join(self.dir.name, "po/nl.po"), encoding="utf-8") as f:
            text = f.read()
        self.assertTrue(text.startswith('# Words: line = lijn\nmsgid ""'))
        self.assertIn('#: pages/t.html\nmsgid "Hello {name}."\nmsgstr "Dag {name}."\n', text)
        self.assertIn('msgid_plural "{n} tries"\nmsgstr[0] ""\nmsgstr[1] ""\n', text)
        self.assertNotIn("Bye", text)


if __name__ == "__main__":
    unittest.main()
