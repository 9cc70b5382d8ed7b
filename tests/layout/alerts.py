#!/usr/bin/env python3
"""Holds packaging/alert-rules.yml and packaging/grafana-dashboard.json to a server and to the guide.

    alerts.py SOURCES KHO

- Every metric and every label value of a check that they name is one that the server answers, or one that
  it registers and shows only where there is such a thing (TLS, webhooks, a schedule).
- Every alert has its code, a severity, a summary in both languages, how long it waits, and a section of
  docs/operations.md under its code which names it; no section names an alert that is not there.
- Every code of `kho doctor` (docs/errors.md) has such a section, too, which calls it as urgent. An alert is
  critical where its section says that it is serious.

Python's standard library only. Status 0, or 1 and a line for each thing that does not hold.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request

METRIC = re.compile(r"\bkho_[a-z_]+\b")
FUNCTIONS_OF_HISTOGRAMS = re.compile(r"_(bucket|sum|count)$")


def served_metrics(kho):
    """What a server of an empty warehouse answers, after one request."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([kho, "init", f"{folder}/w"], check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen(
            [kho, "--json", "serve", f"{folder}/w", "--listen", "127.0.0.1:0", "--quiet"],
            stdout=subprocess.PIPE)
        try:
            url = json.loads(server.stdout.readline())["url"]
            urllib.request.urlopen(f"{url}/livez", timeout=30).read()
            return urllib.request.urlopen(f"{url}/metrics", timeout=30).read().decode()
        finally:
            server.terminate()
            server.wait()


def alerts_of(rules):
    """The alerts of the file, which is written in one fixed way: name -> fields."""
    alerts = {}
    for part in re.split(r"\n      - alert: ", rules)[1:]:
        name, body = part.split("\n", 1)
        expression = re.search(r"expr: (\|\n(?:          .*\n)+|.*\n)", body)
        fields = dict(re.findall(r"(for|summary|summary_vi|runbook_url): (.*)", body))
        fields.update(re.findall(r"(severity|code): (\w+)", body))
        fields["expr"] = expression[1] if expression else ""
        alerts[name] = fields
    return alerts


def expressions_of(dashboard):
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            yield target["expr"]
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["query"]["query"]


def sections_of(guide):
    """Below `Alarms`: code -> the line that says what tells it."""
    return dict(re.findall(r"\n### ([a-z]+(?:_[a-z]+)+)\n(.*)\n", guide.split("\n## Alarms\n")[1]))


def name_of(code):
    return "Kho" + "".join(word.capitalize() for word in code.split("_"))


def problems(sources, kho):
    read = lambda path: (sources / path).read_text(encoding="utf-8")
    alerts = alerts_of(read("packaging/alert-rules.yml"))
    expressions = {name: fields["expr"] for name, fields in alerts.items()}
    dashboard = json.loads(read("packaging/grafana-dashboard.json"))
    expressions.update(enumerate(expressions_of(dashboard)))
    answer = served_metrics(kho)
    served = set(re.findall(r"^# TYPE (\w+)", answer, re.M))
    checks = set(re.findall(r'^kho_check\{check="(\w+)"\}', answer, re.M))
    registered = set(METRIC.findall(read("api/metrics.cpp")))
    if len(served) < 15 or len(checks) < 5:
        yield f"the server answers too little: {sorted(served)}"
    for name in sorted(served - registered):
        yield f"{name} is answered, and api/metrics.cpp does not name it"
    used = set()
    for where, expression in expressions.items():
        for metric in METRIC.findall(expression):
            base = FUNCTIONS_OF_HISTOGRAMS.sub("", metric)
            used.add(base if base in registered else metric)
            if not {metric, base} & registered:
                yield f"{where}: there is no metric {metric}"
        for check in re.findall(r'kho_check\{[^}]*check="(\w+)"', expression):
            if check not in checks:
                yield f"{where}: there is no check {check}"
        for route in re.findall(r'route="([^"]+)"', expression):
            if f'"{route}"' not in read("api/api.cpp"):
                yield f"{where}: there is no route {route}"
    for metric in sorted(registered - used):
        yield f"{metric} is in no alert and not on the dashboard"

    sections = sections_of(read("docs/operations.md"))
    for name, fields in alerts.items():
        code = fields.get("code", "")
        if name != name_of(code) or code not in sections:
            yield f"{name}: no section of docs/operations.md is called {code or 'as its code'}"
        elif f"`{name}`" not in sections[code]:
            yield f"docs/operations.md, {code}: does not name {name}"
        for field in ("expr", "for", "summary", "summary_vi"):
            if not fields.get(field):
                yield f"{name}: has no {field}"
        serious = sections.get(code, "").startswith("*serious*")
        if fields.get("severity") != ("critical" if serious else "warning"):
            yield f"{name}: is not as severe as its section says"
        if fields.get("runbook_url") != f"docs/operations.md#{code}":
            yield f"{name}: its runbook is not its section"
    for code, teller in sections.items():
        if not re.search(r"`Kho[A-Z]\w+`|`kho (doctor|backup)`", teller):
            yield f"docs/operations.md, {code}: nothing tells it"
        for name in re.findall(r"`(Kho[A-Z]\w+)`", teller):
            if name not in alerts:
                yield f"docs/operations.md, {code}: there is no alert {name}"

    found = re.search(r"\n## What kho doctor finds\n(.*?)(\n## |\Z)", read("docs/errors.md"), re.S)
    found = re.findall(r"^\| `(\w+)` \| (\w+) ", found[1], re.M) if found else []
    for code, urgency in found:
        teller = sections.get(code, "")
        if not teller.startswith(f"*{urgency}*") or "`kho doctor`" not in teller:
            yield f"docs/operations.md: no section says that kho doctor finds {code}, {urgency}"
    if len(found) < 10:
        yield "docs/errors.md: lists no codes of kho doctor"
    for code in sorted(sections.keys() - {code for code, _ in found}):
        if "`kho doctor`" in sections[code]:
            yield f"docs/operations.md, {code}: kho doctor does not find it"


def main(sources, kho):
    found = list(problems(pathlib.Path(sources), kho))
    for each in found:
        print(each)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
