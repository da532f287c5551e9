#!/usr/bin/python3
"""chart.py - draws the rates of a markdown table as bars.

    chart.py TABLE.md CHART.svg

Every column whose heading, or a part of it between commas, ends in "/s", "per second" or "per processor second" is a series, every
line of the table a group; without one there is no picture. No libraries, no script in the picture; readable in light and dark.
"""
import html
import sys

WIDTH, LEFT, RIGHT, BAR, GAP = 720, 230, 70, 14, 14
COLOURS = ("#2f6f9f", "#d0803a", "#5b9a68", "#8a6bb0", "#a05a5a")


def is_rate(heading):
    return any(part.endswith(("/s", "per second", "per processor second")) for part in heading.split(","))


def read(path):
    """title, headings, lines of cells of the first table"""
    title, rows = "", []
    for line in open(path, encoding="utf-8"):
        if line.startswith("## "):
            title = line[3:].strip()
        elif line.startswith("| "):
            rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
        elif rows and not line.startswith("|"):
            break
    return title, rows[0], rows[1:]


def text(x, y, words, extra=""):
    return f'<text x="{x}" y="{y}" {extra}>{html.escape(words)}</text>'


def draw(title, headings, lines):
    series = [i for i, h in enumerate(headings) if is_rate(h)]
    most = max((float(line[i]) for line in lines for i in series), default=1) or 1
    y, out = 34, [text(8, 20, title, 'font-weight="bold"')]
    for line in lines:
        for k, i in enumerate(series):
            label = headings[i] if len(lines) == 1 or 0 in series else f"{line[0]}: {headings[i]}"
            size = max(1.0, float(line[i]) / most * (WIDTH - LEFT - RIGHT))
            out.append(text(LEFT - 6, y + BAR - 3, label, 'text-anchor="end"'))
            out.append(f'<rect x="{LEFT}" y="{y}" width="{size:.0f}" height="{BAR}" fill="{COLOURS[k % len(COLOURS)]}"/>')
            out.append(text(LEFT + size + 5, y + BAR - 3, line[i]))
            y += BAR + 3
        y += GAP
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" font-family="sans-serif" font-size="11" role="img">'
            f"<title>{html.escape(title)}</title><style>text{{fill:#222}}@media(prefers-color-scheme:dark){{text{{fill:#ddd}}}}</style>")
    return head + "".join(out) + "</svg>\n"


if __name__ == "__main__":
    table = read(sys.argv[1])
    if any(map(is_rate, table[1])):
        with open(sys.argv[2], "w", encoding="utf-8") as f:
            f.write(draw(*table))
