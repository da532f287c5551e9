#!/usr/bin/python3
"""checkers_test.py - each checker lets a good tree pass and finds the fault that is planted in it."""
import os
import subprocess
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TOOLS = os.path.join(ROOT, "tools")
BASE = '/* base.h - words. */\n#include <stdint.h>\n'
GOOD = {
    "src/base/base.h": BASE,
    "src/base/base.c": '/* base.c - words. */\n#include "base/base.h"\n\nint\nstr_size(void)\n{\n\treturn 1;\n}\n',
    "src/domain/quote.h": '/* quote.h - sums. */\n#include "base/base.h"\nint quote_make(void);\n',
    "src/domain/quote.c": '/* quote.c - sums. */\n#include "domain/quote.h"\n\nint\nquote_make(void)\n{\n\treturn 2;\n}\n',
    "src/store/store.h": '/* store.h - rows. */\n#include "domain/quote.h"\n',
    "src/desk/desk.h": '/* desk.h - the door. */\n#include "domain/quote.h"\n',
    "src/desk/batch.h": '/* batch.h - inside. */\n#include "store/store.h"\n',
    "src/web/web.h": '/* web.h - pages. */\n#include "desk/desk.h"\n',
    "sql/0001_house.sql": "-- the house\nCREATE TABLE line (\n\tline_id BYTEA NOT NULL PRIMARY KEY, name TEXT NOT NULL\n);\n"
                          "CREATE TABLE audit (line_id BYTEA NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (line_id, seq));\n"
                          "CREATE TABLE dir_msisdn (msisdn TEXT NOT NULL PRIMARY KEY, line_id BYTEA NOT NULL);\n",
    "sql/line.sql": "-- lines\n-- ask line_get: by_line -> line\nSELECT * FROM line WHERE line_id = :line_id;\n\n"
                    "-- put line_set: line -> none\nUPDATE line SET name = :name WHERE line_id = :line_id;\n",
    "tools/list.sh": "# list.sh - lists\n",
}


class Tree(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        for path, text in GOOD.items():
            self.put(path, text)

    def tearDown(self):
        self.dir.cleanup()

    def put(self, path, text):
        full = os.path.join(self.dir.name, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as f:
            f.write(text)

    def add(self, path, text):
        self.put(path, GOOD[path] + text)

    def run_tool(self, name, *args):
        done = subprocess.run([os.path.join(TOOLS, name), *args], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def good(self, name, *args):
        code, said = self.run_tool(name, *args or [self.dir.name])
        self.assertEqual(code, 0, said)
        return said

    def bad(self, name, what, *args):
        code, said = self.run_tool(name, *args or [self.dir.name])
        self.assertEqual(code, 1, said)
        self.assertIn(what, said)


class Layers(Tree):
    def plant(self, path, line, what):
        self.add(path, line)
        self.bad("check-layers", what)

    def test_good(self):
        self.good("check-layers")

    def test_upwards(self):
        self.plant("src/base/base.h", '#include "domain/quote.h"\n', "base must not see domain/quote.h")

    def test_web_sees_the_store(self):
        self.plant("src/web/web.h", '#include "store/store.h"\n', "web must not see store/store.h")

    def test_web_sees_inside_the_desk(self):
        self.plant("src/web/web.h", '#include "desk/batch.h"\n', "web must not see desk/batch.h")

    def test_the_door_smuggles(self):
        self.plant("src/desk/desk.h", '#include "store/store.h"\n', "web must not see store/store.h (by desk/desk.h)")

    def test_the_library_of_another(self):
        self.plant("src/web/web.h", "#include <sqlite3.h>\n", "<sqlite3.h> belongs to store/sqlite.c")

    def test_an_unknown_library(self):
        self.plant("src/web/web.h", "#include <expat.h>\n", "<expat.h> is not for web")

    def test_a_system_header_in_domain(self):
        self.plant("src/domain/quote.h", "#include <unistd.h>\n", "<unistd.h> is not for domain")

    def test_a_clock_in_domain(self):
        self.plant("src/domain/quote.c", "int f(void) { return time(0); }\n", "does not call time()")

    def test_a_float_in_domain(self):
        self.plant("src/domain/quote.c", "double price;\n", "no double in domain")

    def test_a_comment_is_no_call(self):
        self.add("src/domain/quote.c", '/* not time() */ static const char *t = "malloc()";\n')
        self.good("check-layers")


class Hardening(Tree):
    GOOD_FLAGS = ("-O2 -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fPIE -fcf-protection -pie -Wl,-z,relro,-z,now,-z,noexecstack").split()
    PROGRAM = ("#include <stdio.h>\n#include <string.h>\n"
               "int main(int c, char **v) { char a[9], b[9]; snprintf(a, c, \"%s\", *v); memcpy(b, a, c); memset(a, 1, c); puts(b); printf(*v, a); }\n")

    def build(self, *worse):
        source, out = (os.path.join(self.dir.name, name) for name in ("one.c", "one"))
        self.put("one.c", self.PROGRAM)
        subprocess.run(["gcc", "-w", *self.GOOD_FLAGS, source, "-o", out, *worse], check=True)
        return out

    def test_good(self):
        self.good("check-hardening", self.build())

    def test_each_flag(self):
        for worse, what in ((["-no-pie", "-fno-pie"], "PIE"), (["-Wl,-z,norelro"], "RELRO"), (["-Wl,-z,lazy"], "BIND_NOW"),
                            (["-Wl,-z,execstack"], "a stack"), (["-fno-stack-protector"], "canary"), (["-U_FORTIFY_SOURCE"], "checked"),
                            (["-Wl,-rpath,/tmp"], "library path")):
            with self.subTest(worse=worse):
                self.bad("check-hardening", what, self.build(*worse))


class Exports(Tree):
    def build(self):
        for path in GOOD:
            if path.endswith(".c"):
                out = os.path.join(self.dir.name, "o", path[:-2] + ".o")
                os.makedirs(os.path.dirname(out), exist_ok=True)
                source = os.path.join(self.dir.name, path)
                subprocess.run(["gcc", "-I", os.path.join(self.dir.name, "src"), "-c", source, "-o", out], check=True)
        return os.path.join(self.dir.name, "o"), self.dir.name

    def test_good(self):
        self.good("check-exports", *self.build())

    def test_another_prefix(self):
        self.add("src/domain/quote.c", "int helper(void) { return 3; }\n")
        self.bad("check-exports", "src/domain/quote.c: exports helper", *self.build())

    def test_not_built(self):
        objects, root = self.build()
        self.put("src/domain/rest.c", "/* rest.c - new */\n")
        self.bad("check-exports", "run make first", objects, root)


class Banned(Tree):
    def plant(self, path, text, what):
        self.add(path, text)
        self.bad("check-banned", what)

    def test_good(self):
        self.good("check-banned")

    def test_a_function(self):
        self.plant("src/base/base.c", "void f(char *a) { strcpy(a, a); }\n", "strcpy() is never called")

    def test_a_word_in_a_text_is_no_call(self):
        self.add("src/base/base.c", 'const char *str_t = "strcpy(a)"; /* strcat(b) */\n')
        self.good("check-banned")

    def test_a_typedef(self):
        self.plant("src/base/base.h", "typedef struct x x;\n", "no typedef")

    def test_left_behind(self):
        self.plant("src/base/base.c", "/* TO" "DO: more */\n", "done, or an issue")

    def test_a_folder_of_one_machine(self):
        self.plant("tools/list.sh", "cd /home/anna/x\n", "names a folder")

    def test_a_registry(self):
        self.plant("tools/list.sh", "https://registry" ".example/x\n", "names a package registry")


class Style(Tree):
    def test_good(self):
        self.good("check-style")

    def test_a_long_function(self):
        self.add("src/base/base.c", "\nint\nstr_long(void)\n{\n" + "\t;\n" * 60 + "}\n")
        self.bad("check-style", "str_long() has 62 lines")

    def test_a_long_file(self):
        self.add("src/base/base.c", "\n" * 500)
        self.bad("check-style", "more than 500")

    def test_no_opening(self):
        self.put("src/base/buf.c", "int buf_x;\n")
        self.bad("check-style", "src/base/buf.c: does not say first what it is")

    def test_a_cleanup_of_what_was_not_begun(self):
        late = "\nint\nbuf_x(void)\n{\n\tAUTO(buf_done) struct buf %s;\n\n\tif (f(%s))\n\t\treturn 1;\n\tbuf_init(&b, 9);\n\treturn 0;\n}\n"
        opening = "/* buf.c - text. */\n"
        for declared, named, good in (("b", "", False), ("a = { 0 }, b", "&a", False), ("b, c = { 0 }", "2, \"b\"", False),
                                      ("b = { 0 }", "", True), ("b", "&b", True)):
            with self.subTest(declared):
                self.put("src/base/buf.c", opening + late % (declared, named))
                if good:
                    self.good("check-style")
                else:
                    self.bad("check-style", "src/base/buf.c:6: b is cleaned up by a return")

    def test_a_return_in_which_it_is_begun(self):
        self.put("src/base/buf.c", "/* buf.c - text. */\nint\nbuf_x(void)\n{\n\tAUTO(buf_done) struct buf b;\n\treturn f(&b);\n}\n")
        self.good("check-style")


class Plant(Tree):
    FAULT = "--- a/src/base/base.c\n+++ b/src/base/base.c\n@@ -4,5 +4,5 @@\n int\n str_size(void)\n {\n-\treturn 1;\n+\treturn 2;\n }\n"

    def test_good(self):
        self.put("test/plant/size_is_wrong.patch", self.FAULT)
        self.assertIn("1 faults", self.good("check-plant"))
        with open(os.path.join(self.dir.name, "src/base/base.c"), encoding="utf-8") as f:
            self.assertEqual(f.read(), GOOD["src/base/base.c"])

    def test_the_code_has_changed(self):
        self.put("test/plant/size_is_wrong.patch", self.FAULT)
        self.put("src/base/base.c", GOOD["src/base/base.c"].replace("return 1", "return 3"))
        self.bad("check-plant", "size_is_wrong.patch: does not fit")

    def test_its_file_is_gone(self):
        self.put("test/plant/size_is_wrong.patch", self.FAULT.replace("base.c", "gone.c"))
        self.bad("check-plant", "size_is_wrong.patch: does not fit")

    def test_the_surroundings_have_changed(self):
        self.put("test/plant/size_is_wrong.patch", self.FAULT.replace("\n {\n", "\n (\n"))
        self.bad("check-plant", "size_is_wrong.patch: does not fit")

    def test_no_faults(self):
        self.bad("check-plant", "no faults")


class Sql(Tree):
    def plant(self, path, text, what):
        self.add(path, text)
        self.bad("check-sql", what)

    def test_good(self):
        self.assertIn("2 statements", self.good("check-sql"))

    def test_line_id_not_first(self):
        self.plant("sql/0001_house.sql", "CREATE TABLE card (card_id BYTEA NOT NULL, line_id BYTEA NOT NULL,\n"
                   "\tPRIMARY KEY (card_id, line_id));\n", "the primary key of card begins with card_id")

    def test_no_key(self):
        self.plant("sql/0001_house.sql", "CREATE TABLE card (line_id BYTEA NOT NULL);\n", "card has no primary key")

    def test_a_null(self):
        self.plant("sql/0001_house.sql", "CREATE TABLE card (line_id BYTEA NOT NULL PRIMARY KEY, note TEXT);\n", "may be NULL")

    def test_a_sequence(self):
        self.plant("sql/0001_house.sql", "CREATE SEQUENCE s;\n", "SEQUENCE is not in the common subset")

    def test_a_write_without_its_line(self):
        self.plant("sql/line.sql", "-- put line_wipe: line -> none\nUPDATE line SET name = '';\n", "writes line without naming")

    def test_a_read_that_writes(self):
        self.plant("sql/line.sql", "-- ask line_odd: line -> none\nDELETE FROM line WHERE line_id = :line_id;\n", "a ask that writes")

    def test_twice(self):
        self.plant("sql/line.sql", "-- ask line_get: by_line -> line\nSELECT * FROM line;\n", "line_get is there twice")


class Postgres(Tree):
    def test_good(self):
        self.assertIn("2 statements prepared", self.good("check-postgres"))

    def test_a_column_that_is_not_there(self):
        self.add("sql/line.sql", "-- ask line_odd: by_line -> line\nSELECT colour FROM line WHERE line_id = :line_id;\n")
        self.bad("check-postgres", "colour")


class Open(Tree):
    def test_lists(self):
        self.assertIn("none", self.good("check-open"))
        self.add("src/base/base.c", "/* CHE" "CK: is this so? */\n")
        self.assertIn("src/base/base.c:9: is this so?", self.good("check-open"))


class Tally(unittest.TestCase):
    def count(self, text, code=0):
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as log:
            log.write(text)
            log.flush()
            args = ["awk", "-v", f"code={code}", "-f", os.path.join(TOOLS, "tally.awk"), log.name]
            return subprocess.run(args, capture_output=True, text=True, check=True).stdout.strip()

    def test_cmocka(self):
        passed = "[==========] 3 test(s) run.\n[  PASSED  ] 3 test(s).\n"
        self.assertEqual(self.count(passed), "3 0 0")
        self.assertEqual(self.count(passed + passed), "6 0 0")
        self.assertEqual(self.count("[==========] 3 test(s) run.\n[  PASSED  ] 1 test(s).\n[  SKIPPED ] 1 test(s), listed below:\n"
                                    "[  SKIPPED ] c\n[  FAILED  ] 1 test(s), listed below:\n[  FAILED  ] b\n", 1), "1 1 1")

    def test_a_crash_after_all_passed(self):
        self.assertEqual(self.count("[==========] 3 test(s) run.\n[  PASSED  ] 3 test(s).\nleak\n", 1), "3 1 0")

    def test_a_crash_in_the_middle(self):
        self.assertEqual(self.count("[==========] Running 3 test(s).\n[ RUN      ] a\n", 139), "0 1 0")

    def test_unittest(self):
        self.assertEqual(self.count("Ran 5 tests in 0.1s\n\nOK (skipped=2)\n"), "3 0 2")
        self.assertEqual(self.count("Ran 5 tests in 0.1s\n\nFAILED (failures=1, errors=1)\n", 1), "3 2 0")
        self.assertEqual(self.count("Ran 5 tests in 0.1s\n", 1), "0 1 0")

    def test_our_own_line(self):
        self.assertEqual(self.count("x\n7 passed, 0 failed\n"), "7 0 0")
        self.assertEqual(self.count("1 passed, 0 failed\n7 passed, 2 failed, 3 skipped\n", 1), "7 2 3")

    def test_anything_else_is_one(self):
        self.assertEqual(self.count("hello\n"), "1 0 0")
        self.assertEqual(self.count("hello\n", 3), "0 1 0")


if __name__ == "__main__":
    unittest.main()
