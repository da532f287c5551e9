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


class Texts(Tree):
    def check(self, po):
        self.put("pages/t.html", '{# record: page_t #}\n<p>{{ t "Hello {name}" }}</p>')
        self.put("po/en.po", 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n' + po)
        return self.run_tool("check-texts")

    def test_a_complete_catalogue_passes(self):
        done = self.check('\nmsgid "Hello {name}"\nmsgstr "Hello {name}"\n')
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_each_fault_is_found(self):
        for po, why in (("", "missing"),
                        ('\nmsgid "Hello {name}"\nmsgstr ""\n', "not translated"),
                        ('\nmsgid "Hello {name}"\nmsgstr "Hello {nom}"\n', "other placeholders"),
                        ('\n#, fuzzy\nmsgid "Hello {name}"\nmsgstr "Hello {name}"\n', "not translated"),
                        ('\nmsgid "Hello {name}"\nmsgstr "Hello {name}"\n\nmsgid "Bye"\nmsgstr "Bye"\n', "unused")):
            with self.subTest(why):
                done = self.check(po)
                self.assertEqual(done.returncode, 1)
                self.assertIn(why, done.stdout)

    def test_texts_in_c_are_seen(self):
        self.put("src/web/x.c", 'x = catalog_text(cat, "From " "C");\ny = catalog_plural(c, "{n} a", "{n} b", 2);\nz[] = { CATALOG_TEXT("T") };\n'
                 '#define QUOTE_REASONS(X) \\\n\tX(a, "One, \\"two\\".") \\\n\tX(b, "Three.")\n')
        said = self.check('\nmsgid "Hello {name}"\nmsgstr "Hello {name}"\n').stdout
        for text in ("'From C'", "'{n} a'", "'T'", "'One, \"two\".'", "'Three.'"):
            self.assertIn("missing: " + text, said)


if __name__ == "__main__":
    unittest.main()
