"""A run of the tests, from the file of `ctest --output-junit FILE`: what ran, and what it counted.

Outputs of tests that passed are cut off by ctest unless it is told otherwise: run it with
--test-output-size-passed 100000000 --test-output-size-failed 100000000.
"""

import collections
import re
import xml.etree.ElementTree

COUNTED = re.compile(r"^counted: (\w+) (\d+)$", re.MULTILINE)
OF_GOOGLETEST = re.compile(r"\[  (PASSED|SKIPPED|FAILED)  ?\] (\d+) tests?")
REPORTS = re.compile(r"ERROR: (?:Address|Leak)Sanitizer|WARNING: ThreadSanitizer|runtime error: ")


class Run:
    def __init__(self, path):
        self.by_suite = collections.Counter()  # Tests that ran.
        self.skipped = self.failed = self.reports = self.seconds = 0
        self.counted = collections.Counter()
        for case in xml.etree.ElementTree.parse(path).getroot().iter("testcase"):
            output = case.findtext("system-out") or ""
            self.seconds += float(case.get("time") or 0)
            self.reports += len(REPORTS.findall(output))
            for kind, many in COUNTED.findall(output):
                self.counted[kind] += int(many)
            # Of a shard, or of a program that is no GoogleTest.
            told = collections.Counter()
            for what, many in OF_GOOGLETEST.findall(output):
                told[what] += int(many)
            if not told:
                told["FAILED" if case.get("status") == "fail" else "PASSED"] = 1
            if case.get("status") == "fail":
                told["FAILED"] = max(told["FAILED"], 1)
            # GoogleTest counts a skipped test among those that passed.
            self.by_suite[case.get("name").split(".")[0]] += told["PASSED"] + told["FAILED"] - told["SKIPPED"]
            self.skipped += told["SKIPPED"]
            self.failed += told["FAILED"]
