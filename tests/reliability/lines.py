"""Lines of code and of tests, by folder; blank lines and lines of comment alone left out."""

import pathlib
import subprocess

FOLDERS = ["store", "index", "ingest", "warehouse", "api", "tools"]
ENDINGS = {".cpp", ".h", ".proto", ".py", ".mjs"}


def _lines(path):
    text = path.read_text(errors="replace").splitlines()
    return sum(1 for line in text if line.strip() and not line.strip().startswith(("//", "#!", "# ")))


def _code(root, folder):
    listed = subprocess.run(["git", "ls-files", folder], cwd=root, check=True, text=True,
                            capture_output=True).stdout.splitlines()
    return sum(_lines(root / name) for name in listed if pathlib.Path(name).suffix in ENDINGS)


def table(root):
    """Rows (folder, lines, lines of its tests)."""
    rows = [(folder, _code(root, folder), _code(root, f"tests/{folder}")) for folder in FOLDERS]
    rest = _code(root, "tests") - sum(row[2] for row in rows)
    rows.append(("through all of them", 0, rest))
    return rows + [("together", sum(row[1] for row in rows), sum(row[2] for row in rows))]
