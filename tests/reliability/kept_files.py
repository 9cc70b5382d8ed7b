"""What lies in tests/ as data: files of earlier formats, cases, stories."""

import json


def golden(root):
    """Rows (folder, files)."""
    folders = sorted(path for path in (root / "tests/golden").iterdir() if path.is_dir())
    return [(f.name, sum(1 for path in f.rglob("*") if path.is_file())) for f in folders]


def case_lines(root):
    """Lines of all .case files that are cases."""
    return sum(1 for path in (root / "tests").rglob("*.case")
               for line in path.read_text().splitlines() if line.strip() and not line.startswith("#"))


def stories(root):
    return sum(len(json.loads(path.read_text()).get("scenarios", []))
               for path in (root / "tests/scenarios").glob("*.json"))


def contract_requests(root):
    """Calls in the text of the contract's scenario; some stand in loops and are made more often."""
    text = (root / "tests/contract/scenario.mjs").read_text()
    return text.count("await call(")
