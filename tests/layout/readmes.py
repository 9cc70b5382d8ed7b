"""The README of a folder of sources names every file in it, and no other.

    readmes.py FOLDER...

Names stand in backticks, without their endings: `store`, `json_*`, `openapi/`. A folder inside is
named by itself or file by file, where its own name stands in bold (**`codecs/`**).
"""
import fnmatch
import os
import re
import sys

SOURCES = (".cpp", ".h", ".proto", ".in")


def files_of(folder):
    """Stems of all sources below, each with the path of its folder inside `folder`."""
    found = set()
    for where, _, names in os.walk(folder):
        inside = os.path.relpath(where, folder)
        for name in names:
            if name.endswith(SOURCES):
                found.add((("" if inside == "." else inside + "/"), name.split(".")[0]))
    return found


def named_in(readme):
    """What stands in backticks, each with the bold folder that it stands behind."""
    named, inside = set(), ""
    for match in re.finditer(r"\*\*`([a-z_]+/)`\*\*|(?<!\*)`([a-z0-9_*.]+/?)`", readme):
        if match[1]:
            inside = match[1]
            named.add((inside, "*"))
        elif match[2].endswith("/"):
            named.add((match[2], "*"))
        else:
            named.add((inside, match[2].split(".")[0]))
    return named


def complaints(folder):
    with open(os.path.join(folder, "README.md"), encoding="utf-8") as file:
        readme = file.read()
    if readme.count("\n") > 66:
        yield "is longer than a screen (66 lines)"
    files, named = files_of(folder), named_in(readme)
    sections = {inside for inside, name in named if inside and (inside, name) != (inside, "*")}
    for inside, stem in sorted(files):
        wanted = [name for at, name in named if at == inside and (name != "*" or at not in sections)]
        if not any(fnmatch.fnmatchcase(stem, name) for name in wanted):
            yield f"does not name {inside}{stem}"
    for inside, name in sorted(named):
        if not any(at == inside and fnmatch.fnmatchcase(stem, name) for at, stem in files):
            if not os.path.exists(os.path.join(folder, inside)) or name != "*":
                yield f"names {inside}{name}, which is not there"


def main(folders):
    bad = [f"{folder}/README.md {what}" for folder in folders for what in complaints(folder)]
    for line in bad:
        print(line)
    if not folders:
        sys.exit(__doc__)
    sys.exit(1 if bad else 0)


main(sys.argv[1:])
