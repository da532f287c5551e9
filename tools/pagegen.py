#!/usr/bin/env python3
"""pagegen.py - the template compiler: pages/*.html and pages/mail/*.txt into C functions.

    pagegen.py SOURCE_ROOT OUT_DIR      writes OUT_DIR/pages.[ch] and OUT_DIR/messages.[ch]

A template names its record in its first line: {# record: page_form #}. Records are read from the field lists in
src/web/pages.h and src/domain/message.h; a name that is in none of the scopes (the item of an {% each %}, the record,
page_env), or in two of them, stops the build.

    {{ name }}                       a TEXT or INT field, escaped for the place it stands in
    {{ t "Ends {end}." }}            a text of the catalogue; {end} is the field, escaped
    {{ tn "{n} try" "{n} tries" k }} the same by the plural rule of the language for the INT field k; {n} is k
    {{ static "simoff.css" }}        address of a static file, with its version
    {% if name %} {% if name is "word" %} ... {% else %} ... {% end %}    BOOL; TEXT and LIST: not empty; INT: not 0
    {% each list %} ... {% end %}
    {% layout "base" %} {% block body %} ... {% end %}; the layout says {% slot body %}
    {% include "declared" %}         another file, as if it stood here
    {# a remark #}

There is no way to print anything unescaped. What stands inside an HTML tag must be inside a quoted value; script,
style and on... attributes take no fields; a field that begins href, action or src passes pages_url(), which lets only
known schemes through. All branches of an {% if %} must end in the same place of the HTML as they began.
A line that holds nothing but tags {% %} and {# #} leaves nothing behind. A space between two texts is that of the language:
Chinese has none.
"""
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import embed  # noqa: E402

TOKEN = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
LONE = re.compile(r"^[ \t]*((?:\{%[^\n]*?%\}|\{#[^\n]*?#\})[ \t]*)+\n", re.M)
STRING = r'"((?:[^"\\]|\\.)*)"'
GAP = re.compile(r"((?:</\w+>)*) ((?:<\w[^<>]*>)*)")
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
URL_ATTRIBUTES = ("href", "action", "formaction", "src")


class Wrong(Exception):
    pass


# -- records, from the headers --

def read_records(*headers):
    """{record: {field: (kind, sub-record)}} from the X-macro lists and the RECORD(...) lines that use them."""
    records = {}
    for path in headers:
        with open(path, encoding="utf-8") as f:
            text = f.read()
        lists = dict(re.findall(r"#define (\w+)\(F, s\) \\\n((?:.*\\\n)*.*\n)", text))
        users = re.findall(r"\bRECORD\((\w+), (\w+)\)", text)
        users += [(name, which) for which, name in re.findall(r"(\w+)\(RECORD_MEMBER, (\w+)\)", text)]
        for name, which in users:
            whole = re.sub(r"\b(\w+)\(F, s\)", lambda m: lists[m.group(1)], lists[which])
            rows = re.findall(r"F\(s, +(\w+), +(\w+), +(\w+),", whole)
            records[name] = {field: (kind, limit) for kind, field, limit in rows}
    return records


# -- a template into a tree --

class Parser:
    def __init__(self, path):
        self.path = path
        with open(path, encoding="utf-8") as f:
            self.text = f.read()
        head = re.match(r"\{# record: (\w+) #\}\n", self.text)
        self.record = head.group(1) if head else None
        self.is_html = path.endswith(".html")
        text = LONE.sub(lambda m: m.group(0).strip(), self.text)
        if self.is_html:
            text = re.sub(r"\n\s+", "\n", text)
        self.tokens = self.split(text)
        self.at = 0
        self.layout = None
        self.blocks = {}

    def split(self, text):
        end = 0
        out = []
        for m in TOKEN.finditer(text):
            if m.start() > end:
                out.append(("text", text[end:m.start()]))
            mark, inside = m.group(0)[:2], m.group(0)[2:-2].strip()
            if mark != "{#":
                out.append((mark, inside))
            end = m.end()
        if end < len(text):
            out.append(("text", text[end:]))
        return out

    def fail(self, why):
        raise Wrong(f"{self.path}: {why}")

    def parse(self, closers=()):
        """Nodes up to a tag of CLOSERS (or the end of the file), and that tag."""
        nodes = []
        while self.at < len(self.tokens):
            mark, inside = self.tokens[self.at]
            self.at += 1
            if mark == "text":
                nodes.append(("text", inside))
            elif mark == "{{":
                nodes.append(self.value(inside))
            elif inside in closers:
                return nodes, inside
            else:
                nodes += self.tag(inside)
        if closers:
            self.fail(f"{closers[-1]} is missing")
        return nodes, None

    def value(self, inside):
        for form, pattern in (("t", f"t {STRING}"), ("tn", f"tn {STRING} {STRING} (\\w+)"),
                              ("static", f"static {STRING}"), ("field", r"(\w+)")):
            m = re.fullmatch(pattern, inside)
            if m:
                return (form, *(re.sub(r"\\(.)", r"\1", g) for g in m.groups()))
        self.fail(f"not understood: {{{{ {inside} }}}}")

    def tag(self, inside):
        word = inside.split(" ", 1)[0]
        for name, pattern in (("if", f"if (\\w+)(?: is {STRING})?"), ("each", r"each (\w+)"), ("slot", r"slot (\w+)"),
                              ("block", r"block (\w+)"), ("layout", f"layout {STRING}"), ("include", f"include {STRING}")):
            m = re.fullmatch(pattern, inside)
            if name == word and m:
                return getattr(self, "tag_" + name)(*m.groups())
        self.fail(f"not understood: {{% {inside} %}}")

    def tag_if(self, name, word):
        then, closer = self.parse(("else", "end"))
        other = self.parse(("end",))[0] if closer == "else" else []
        return [("if", name, word, then, other)]

    def tag_each(self, name):
        return [("each", name, self.parse(("end",))[0])]

    def tag_slot(self, name):
        return [("slot", name)]

    def tag_block(self, name):
        self.blocks[name] = self.parse(("end",))[0]
        return []

    def tag_layout(self, name):
        self.layout = name
        return []

    def tag_include(self, name):
        return Parser(self.beside(name)).parse()[0]

    def beside(self, name):
        return os.path.join(os.path.dirname(self.path), name + ".html")


def read_template(path):
    """(record, nodes): slots of the layout are filled with the page's blocks."""
    page = Parser(path)
    nodes, _ = page.parse()
    if not page.layout:
        return page.record, nodes
    if any(n[0] != "text" or n[1].strip() for n in nodes):
        page.fail("only blocks may stand beside a layout")
    layout, _ = Parser(page.beside(page.layout)).parse()
    unused = set(page.blocks) - {n[1] for n in walk(layout) if n[0] == "slot"}
    if unused:
        page.fail(f"the layout has no slot {unused.pop()}")
    return page.record, fill(layout, page)


def fill(nodes, page):
    out = []
    for n in nodes:
        if n[0] == "slot":
            if n[1] not in page.blocks:
                page.fail(f"block {n[1]} is missing")
            out += page.blocks[n[1]]
        elif n[0] == "if":
            out.append((*n[:3], fill(n[3], page), fill(n[4], page)))
        elif n[0] == "each":
            out.append((*n[:2], fill(n[2], page)))
        else:
            out.append(n)
    return out


def walk(nodes):
    for n in nodes:
        yield n
        if n[0] in ("if", "each"):
            for part in n[2:]:
                if isinstance(part, list):
                    yield from walk(part)


def texts(path):
    """Every text of the catalogue in the template at PATH: (the file, msgid, msgid_plural or None); those of a layout stand
    in the layout's own file, those of an included file in the file that includes it."""
    page = Parser(path)
    parts = [page.parse()[0], *page.blocks.values()]
    for n in (n for nodes in parts for n in walk(nodes)):
        if n[0] == "t":
            yield path, n[1], None
        elif n[0] == "tn":
            yield path, n[1], n[2]
    if page.layout:
        yield from texts(page.beside(page.layout))


# -- where in the HTML we are --

class Place:
    """Follows literal HTML; knows whether we stand in text, a tag, or a quoted value, and of which attribute."""

    def __init__(self):
        self.state, self.element, self.attribute, self.quote, self.value = "text", "", "", "", ""

    def key(self):
        return self.state, self.attribute if self.state == "value" else "", self.quote

    def copy(self):
        other = Place()
        other.__dict__.update(self.__dict__)
        return other

    def feed(self, text):
        for i, c in enumerate(text):
            if self.state == "text":
                if c == "<" and re.match(r"[a-zA-Z/!]", text[i + 1:i + 2]):
                    self.state, self.element = "tag", re.match(r"/?!?[\w-]*", text[i + 1:]).group(0)
            elif self.state == "tag":
                if c == ">":
                    self.state = "text"
                elif c in "\"'":
                    name = re.search(r"([\w-]+)=$", text[:i])
                    self.state, self.quote, self.value = "value", c, ""
                    self.attribute = name.group(1).lower() if name else ""
            elif c == self.quote:
                self.state, self.quote = "tag", ""
            else:
                self.value += c

    def check(self):
        if self.state == "tag":
            return "a field inside a tag must stand inside a quoted value"
        if self.state == "text" and self.element in ("script", "style"):
            return f"no field may stand inside {self.element}"
        if self.state == "value" and (self.attribute.startswith("on") or self.attribute == "style"):
            return f"no field may stand inside the attribute {self.attribute}"
        return None

    def begins_url(self):
        return self.state == "value" and self.attribute in URL_ATTRIBUTES and self.value == ""


# -- a tree into C --

def c_string(text):
    out = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{out}"'


class Writer:
    def __init__(self, path, records, scopes, add, static_dir):
        """ADD is the C function that escapes; SCOPES: [(C expression of a pointer, record)], the innermost first."""
        self.path, self.records, self.scopes, self.add, self.static_dir = path, records, scopes, add, static_dir
        self.place = Place() if add == "buf_html" else None
        self.out, self.depth, self.loops = [], 1, 0
        self.cat = "env->cat" if add == "buf_html" else "cat"

    def fail(self, why):
        raise Wrong(f"{self.path}: {why}")

    def line(self, text):
        self.out.append("\t" * self.depth + text)

    def find(self, name):
        found = [(pointer, *self.records[record][name]) for pointer, record in self.scopes
                 if name in self.records[record]]
        if len(found) != 1:
            self.fail(f"{name} is in {len(found)} of the records {', '.join(r for _, r in self.scopes)}")
        pointer, kind, limit = found[0]
        return f"{pointer}->{name}", kind, limit

    def nodes(self, nodes):
        for i, n in enumerate(nodes):
            if n[0] == "text" and all(beside and beside[0][0] in ("t", "tn") for beside in (nodes[:i][-1:], nodes[i + 1:i + 2])):
                n = ("between", n[1])
            if n[0] in ("field", "t", "tn") and self.place and self.place.check():
                self.fail(f"{n[1]}: {self.place.check()}")
            getattr(self, "write_" + n[0])(*n[1:])
            if n[0] in ("field", "t", "tn", "static") and self.place:
                self.place.feed("x")

    def write_text(self, text):
        self.line(f"buf_add(OUT, STR({c_string(text)}));")
        if self.place:
            self.place.feed(text)

    def write_between(self, text):
        """What stands between two texts."""
        gap = GAP.fullmatch(text)
        if not gap:
            self.write_text(text)
            return
        if gap.group(1):
            self.write_text(gap.group(1))
        self.line(f"buf_add(OUT, {self.cat}->gap);")
        if gap.group(2):
            self.write_text(gap.group(2))

    def write_field(self, name):
        value, kind, _ = self.find(name)
        if kind == "INT":
            self.line(f"buf_addi(OUT, {value});")
        elif kind != "TEXT":
            self.fail(f"{name} is a {kind} and cannot be printed")
        elif self.place and self.place.begins_url():
            self.line(f"pages_url(OUT, {value});")
        else:
            self.line(f"{self.add}(OUT, {value});")

    def args(self, *messages):
        names = sorted({p for m in messages for p in PLACEHOLDER.findall(m)} - {"n"})
        rows = []
        for name in names:
            value, kind, _ = self.find(name)
            if kind != "TEXT":
                self.fail(f"{{{name}}} in a text must be a TEXT")
            rows.append(f'{{ "{name}", {value} }}')
        if not rows:
            return "NULL, 0"
        return f"(const struct catalog_arg[]){{ {', '.join(rows)} }}, {len(rows)}"

    def write_t(self, message):
        self.line(f"catalog_say({self.cat}, OUT, {self.add}, {c_string(message)}, {self.args(message)});")

    def write_tn(self, one, many, count):
        value, kind, _ = self.find(count)
        if kind != "INT":
            self.fail(f"{count} must be an INT")
        self.line(f"catalog_say_count({self.cat}, OUT, {self.add}, {c_string(one)}, {c_string(many)}, {value}, "
                  f"{self.args(one, many)});")

    def write_static(self, name):
        path = os.path.join(self.static_dir, name)
        if not os.path.exists(path):
            self.fail(f"no such static file: {name}")
        self.line(f'buf_add(OUT, STR("/static/{name}?v={embed.version(path)}"));')

    def write_if(self, name, word, then, other):
        value, kind, _ = self.find(name)
        tests = {"BOOL": value, "TEXT": f"{value}.n", "LIST": f"{value}.n", "INT": f"{value} != 0"}
        if word is not None and kind != "TEXT":
            self.fail(f"{name} is a {kind} and cannot be compared with a word")
        self.line(f"if ({tests[kind] if word is None else f'str_is({value}, {c_string(word)})'}) {{")
        before = self.place.copy() if self.place else None
        self.branch(then, before)
        if other:
            if before:
                self.place = before.copy()
            self.line("} else {")
            self.branch(other, before)
        self.line("}")

    def write_each(self, name, nodes):
        value, kind, sub = self.find(name)
        if kind != "LIST":
            self.fail(f"{name} is a {kind}, not a LIST")
        self.loops += 1
        i, item = f"i{self.loops}", f"item{self.loops}"
        self.line(f"for (size_t {i} = 0; {i} < {value}.n; {i}++) {{")
        self.line(f"\tconst struct {sub} *{item} = (const struct {sub} *){value}.items + {i};\n")
        self.scopes.insert(0, (item, sub))
        self.branch(nodes, self.place.copy() if self.place else None)
        self.scopes.pop(0)
        self.line("}")

    def branch(self, nodes, before):
        self.depth += 1
        self.nodes(nodes)
        self.depth -= 1
        if before and self.place.key() != before.key():
            self.fail("a branch ends in another place of the HTML than it began")

    def code(self, target):
        return "\n".join(self.out).replace("(OUT,", f"({target},").replace(", OUT,", f", {target},")


# -- the two output files --

def page_code(path, records, static_dir):
    record, nodes = read_template(path)
    if not record:
        raise Wrong(f"{path}: the first line must name the record")
    w = Writer(path, records, [("rec", record), ("env", "page_env")], "buf_html", static_dir)
    w.nodes(nodes)
    head = f"void\n{record}_render(struct buf *out, const struct page_env *env, const struct {record} *rec)"
    return record, f"{head}\n{{\n\t(void)rec;\n{w.code('out')}\n}}\n"


def split_subject(nodes):
    """A mail's first line is "Subject: ..."; a short message has none."""
    if nodes[0][0] != "text" or not nodes[0][1].startswith("Subject: "):
        return [], nodes
    for i, n in enumerate(nodes):
        if n[0] == "text" and "\n" in n[1]:
            head, rest = n[1].split("\n", 1)
            subject = [("text", nodes[0][1][len("Subject: "):])] + nodes[1:i] + [("text", head)]
            return [s for s in subject if s[1]], [("text", rest.lstrip("\n"))] + nodes[i + 1:]
    return [], nodes


def message_code(path, records):
    name = os.path.splitext(os.path.basename(path))[0]
    record, nodes = read_template(path)
    if record != "message_facts":
        raise Wrong(f"{path}: the record must be message_facts")
    subject, text = split_subject(nodes)
    body = ""
    add_text = "gsm7_simplify" if name.startswith("sms_") else "buf_add"
    for part, target, add in ((subject, "subject", "message_line"), (text, "text", add_text)):
        w = Writer(path, records, [("rec", record)], add, None)
        w.nodes([n for n in part if n[1] != ""])
        body += w.code(target) + "\n" if w.out else ""
    head = (f"void\nmessage_{name}_render(const struct catalog *cat, const struct message_facts *rec,\n"
            "\tstruct buf *subject, struct buf *text)")
    return name, f"{head}\n{{\n\t(void)cat, (void)rec, (void)subject;\n{body}}}\n"


def listing(folder, ext):
    return sorted(os.path.join(folder, f) for f in os.listdir(folder) if f.endswith(ext))


def templates(root):
    """Every page and message below ROOT; the layouts come in through the pages that use them."""
    pages = os.path.join(root, "pages")
    return [p for p in listing(pages, ".html") if Parser(p).record], listing(os.path.join(pages, "mail"), ".txt")


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write("/* Generated by tools/pagegen.py; do not edit. */\n" + text)


def generate(root, out):
    records = read_records(os.path.join(root, "src/web/pages.h"), os.path.join(root, "src/domain/message.h"))
    pages, mails = templates(root)
    made = [page_code(p, records, os.path.join(root, "pages/static")) for p in pages]
    sent = [message_code(p, records) for p in mails]
    used = {sub for r in records.values() for kind, sub in r.values() if kind == "LIST"} | {r for r, _ in made}
    tables = "".join(f"RECORD_TABLE({r}, {r.upper()})\n" for r in records if r in used)
    write(os.path.join(out, "pages.h"), '#ifndef GEN_PAGES_H\n#define GEN_PAGES_H\n#include "web/pages.h"\n\n' + "".join(
        f"void {r}_render(struct buf *out, const struct page_env *, const struct {r} *);\n" for r, _ in made) + "#endif\n")
    write(os.path.join(out, "pages.c"), '#include "pages.h"\n\n' + tables + "\n" + "\n".join(c for _, c in made))
    write(os.path.join(out, "messages.h"), '#ifndef GEN_MESSAGES_H\n#define GEN_MESSAGES_H\n#include "domain/message.h"\n\n'
          + "".join(f"void message_{n}_render(const struct catalog *, const struct message_facts *, "
                    "struct buf *subject, struct buf *text);\n" for n, _ in sent) + "#endif\n")
    write(os.path.join(out, "messages.c"), '#include "base/gsm7.h"\n#include "messages.h"\n\n' + "\n".join(c for _, c in sent))


if __name__ == "__main__":
    try:
        generate(sys.argv[1], sys.argv[2])
    except Wrong as e:
        sys.exit(f"pagegen: {e}")
