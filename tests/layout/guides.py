#!/usr/bin/env python3
"""Holds the guides to each other and to what they point at.

    guides.py same ENGLISH VIETNAMESE
        The same headings in the same order (their levels; codes by their text), the same code blocks
        (comments behind ` # ` are translated), tables of the same size whose first columns name the
        same, and in each section the same words in backticks and the same links.
    guides.py links FILE...
        Every link leads to a file that is there, and to a heading in it.
    guides.py tests FILE
        Every test that it names (`Suite.Test`) is in tests/.

Python's standard library only. Status 0, or 1 and a line for each difference.
"""
import os
import re
import sys

CODE = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\]\(([^)#]*)(#[^)]*)?\)")


class Section:
    def __init__(self, level, heading):
        self.level, self.heading = level, heading
        self.blocks, self.tables, self.text = [], [], ""

    def words(self):
        """What stands in backticks; a line may end inside of them."""
        return sorted(re.sub(r"\s+", " ", word) for word in CODE.findall(self.text))

    def links(self):
        return LINK.findall(CODE.sub("", self.text))


def sections_of(path):
    sections, block, table = [Section(0, "")], None, None
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    for line in lines:
        current = sections[-1]
        if line.startswith("```"):
            if block is None:
                block = []
            else:
                current.blocks.append(block)
                block = None
            continue
        if block is not None:
            block.append(re.sub(r"\s+# .*$", "", line).rstrip())
            continue
        if heading := re.match(r"(#+) (.*)", line):
            sections.append(Section(len(heading[1]), heading[2]))
            table = None
            continue
        current.text += line + "\n"
        if not line.startswith("|"):
            table = None
            continue
        if table is None:
            table = []
            current.tables.append(table)
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        table.append((len(cells), CODE.findall(cells[0])))
    return sections


def is_a_code(heading):
    return re.fullmatch(r"[a-z]+(_[a-z]+)+", heading) is not None


def place_of(path, target):
    return os.path.normpath(os.path.join(os.path.dirname(path), target))


def shared_links(path, section):
    """Where a section leads, whichever of the two languages that is written in; not to itself."""
    places = {place_of(path, target) for target, _ in section.links() if target}
    return {place.replace("/vi/", "/").replace(".vi.md", ".md") for place in places}


def differences(english, vietnamese):
    one, other = sections_of(english), sections_of(vietnamese)
    for a, b in zip(one, other):
        where = f"'{a.heading}' / '{b.heading}'"
        if a.level != b.level:
            yield f"headings part at {where}"
            return
        if (is_a_code(a.heading) or is_a_code(b.heading)) and a.heading != b.heading:
            yield f"{where}: codes are not translated"
        if a.blocks != b.blocks:
            yield f"{where}: other code blocks: {a.blocks} and {b.blocks}"
        if a.tables != b.tables:
            yield f"{where}: tables of other sizes, or other names in their first columns"
        if a.words() != b.words():
            apart = sorted(set(a.words()) ^ set(b.words())) or "the same, not as often"
            yield f"{where}: in backticks in one of them alone: {apart}"
        apart = shared_links(english, a) ^ shared_links(vietnamese, b)
        apart = {place for place in apart if place != os.path.normpath(english)}
        if apart:
            yield f"{where}: linked to in one of them alone: {sorted(apart)}"
    if len(one) != len(other):
        yield f"{len(one) - 1} headings and {len(other) - 1}"


def anchor_of(heading):
    """As GitHub makes it."""
    return "#" + re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def broken_links(path):
    for section in sections_of(path):
        for target, anchor in section.links():
            if target.startswith(("http://", "https://")):
                continue
            place = place_of(path, target) if target else path
            if not os.path.exists(place):
                yield f"{path}, '{section.heading}': {place} is not there"
            elif anchor and anchor not in {anchor_of(s.heading) for s in sections_of(place)}:
                yield f"{path}, '{section.heading}': {place} has no heading {anchor}"


def missing_tests(path):
    named = {tuple(word.split(".")) for section in sections_of(path) for word in section.words()
             if re.fullmatch(r"[A-Z]\w+\.[A-Z]\w+", word)}
    there = set()
    for folder, _, files in os.walk("tests"):
        for name in files:
            if name.endswith("_test.cpp"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    there.update(re.findall(r"^TEST(?:_[FP])?\((\w+),\s*(\w+)\)", file.read(), re.M))
    if not named:
        yield f"{path} names no test"
    for suite, test in sorted(named - there):
        yield f"{path}: there is no test {suite}.{test}"


def main(arguments):
    if arguments[:1] == ["same"] and len(arguments) == 3:
        found = list(differences(*arguments[1:]))
    elif arguments[:1] == ["links"] and len(arguments) > 1:
        found = [each for path in arguments[1:] for each in broken_links(path)]
    elif arguments[:1] == ["tests"] and len(arguments) == 2:
        found = list(missing_tests(arguments[1]))
    else:
        sys.exit(__doc__)
    for each in found:
        print(each)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
