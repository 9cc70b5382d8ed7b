"""bench/run on a tiny corpus, with the programs of this build; and that it refuses sides that did different work.

    run_test.py PROGRAMS CORPUS      folders: of Kho's programs, and what kho-bench-corpus made
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "bench"))
import results  # noqa: E402

PROGRAMS, CORPUS = (Path(each) for each in sys.argv[1:3])

# Another borg: it stores a copy, and gives back what $RUINS has made of it.
BORG = """#!/usr/bin/env bash
set -e
last=${!#}
case $1 in
  init) mkdir "$last" ;;
  create) cp -r "$last" borg/data ;;
  extract)
    if [[ $2 == --stdout ]]; then cat "borg/data/${last#input/}"; exit; fi
    cp -r ../borg/data input
    eval "$RUINS" ;;
esac
"""


def line(run, system, **fields):
    return {"run": run, "system": system, **fields}


def sides(ours=1.0, theirs=2.0, work="same", runs=2):
    return [entry for run in range(1, runs + 1) for entry in (
        line(run, "kho", measure="get, s", value=ours * run), line(run, "peer", measure="get, s", value=theirs),
        line(run, "kho", work="bytes", value="same"), line(run, "peer", work="bytes", value=work))]


class Results(unittest.TestCase):
    def test_ratios_are_of_the_same_run(self):
        result = results.summarise("part", sides(runs=3))
        ours, theirs = result["rows"]
        self.assertEqual((1.0, 2.0, 3.0), (ours["min"], ours["median"], ours["max"]))
        self.assertNotIn("kho_over_it", ours)
        self.assertEqual([0.5, 1.0, 1.5], theirs["kho_over_it"]["kho"]["values"])

    def test_other_work_is_refused(self):
        with self.assertRaisesRegex(results.Refused, "not the same work: kho: same; peer: other"):
            results.summarise("part", sides(work="other"))

    def test_unproven_work_is_refused(self):
        lines = [each for each in sides() if not (each["system"] == "peer" and "work" in each)]
        with self.assertRaisesRegex(results.Refused, "nothing shows"):
            results.summarise("part", lines)
        silent = [each for each in sides() if "work" not in each]
        with self.assertRaisesRegex(results.Refused, "nothing shows"):
            results.summarise("part", silent)

    def test_a_run_that_is_missing_is_refused(self):
        lines = sides() + [line(3, "kho", measure="get, s", value=1), line(3, "kho", work="bytes", value="same"),
                           line(3, "other", work="bytes", value="same")]
        with self.assertRaisesRegex(results.Refused, "peer has 2 of 3 runs"):
            results.summarise("part", lines)

    def test_what_is_no_number_is_refused(self):
        for value in (float("nan"), float("inf"), -1, None):
            with self.assertRaises((results.Refused, TypeError)):
                results.summarise("part", sides(theirs=value))
        with self.assertRaises(results.Refused):
            results.summarise("part", [])

    def test_a_table_shows_the_median_between_the_extremes(self):
        table = results.markdown(results.summarise("part", sides(runs=3), "command"))
        self.assertIn("| get, s | **kho** | 1 / 2 / 3 |  |", table)
        self.assertIn("|  | peer | 2 | 0.5 / 1 / 1.5 |", table)


class Run(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="kho-bench-test-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.scratch = self.folder / "scratch"
        self.scratch.mkdir()
        # Two files of the corpus are enough.
        self.corpus = self.folder / "corpus"
        kinds = {}
        for text in Path(f"{CORPUS}.manifest.jsonl").read_text(encoding="utf-8").splitlines():
            kinds.setdefault(json.loads(text)["kind"], text)
        chosen = [kinds["bilevel scan"], kinds["data file"]]
        for text in chosen:
            file = json.loads(text)["file"]
            (self.corpus / file).parent.mkdir(parents=True, exist_ok=True)
            (self.corpus / file).write_bytes((CORPUS / file).read_bytes())
        Path(f"{self.corpus}.manifest.jsonl").write_text("\n".join(chosen) + "\n", encoding="utf-8")

    def command(self, *flags):
        return [REPOSITORY / "bench/run", "--size", "tiny", "--programs", PROGRAMS, "--corpus", self.corpus,
                "--scratch", self.scratch, "--out", self.folder / "out", *flags]

    def with_borg(self, ruins):
        """An environment with another borg, which makes `ruins` of what it gives back."""
        (self.folder / "bin").mkdir(exist_ok=True)
        (self.folder / "bin/borg").write_text(BORG)
        (self.folder / "bin/borg").chmod(0o755)
        return {**os.environ, "KHO_DATA": "", "KHO_BIN": str(PROGRAMS), "RUINS": ruins,
                "PATH": f"{self.folder}/bin:{os.environ['PATH']}"}

    def run_clean(self, command, ruins="true"):
        done = subprocess.run(command, env=self.with_borg(ruins), capture_output=True, text=True, timeout=240, check=False)
        self.assertEqual([], list(self.scratch.iterdir()), "the scratch is clean")
        return done

    def run_bench(self, *flags, ruins="true"):
        return self.run_clean(self.command(*flags), ruins)

    def result(self, name="results"):
        return json.loads((self.folder / f"out/{name}.json").read_text(encoding="utf-8"))

    def test_all_parts_that_need_no_peer(self):
        done = self.run_bench("--runs", "2", "--only", "storage,retrieval,ingest")
        self.assertEqual(0, done.returncode, done.stderr[-4000:])
        whole = self.result()
        self.assertEqual({}, whole["missing"])
        self.assertEqual(["storage", "retrieval", "ingest"], [part["part"] for part in whole["parts"]])
        for key in ("date", "cpu", "cores", "memory_gb", "kernel", "file_system", "load_average_before", "commit", "versions"):
            self.assertIn(key, self.result("machine"))
        for part in whole["parts"]:
            self.assertEqual(part, self.result(part["part"]))
            self.assertEqual(2, part["runs"])
            self.assertTrue(part["same_work"] and part["command"].startswith("bench/"))
            for row in part["rows"]:
                self.assertEqual(2, len(row["values"]))
                self.assertTrue(0 <= row["min"] <= row["median"] <= row["max"])
                self.assertIn(row["better"], ("lower", "higher"))
        storage, retrieval, _ = whole["parts"]
        rows = {(row["measure"], row["system"]): row for row in storage["rows"]}
        self.assertEqual({"kho", "kho, ripened"}, set(rows["stored, bytes", "borg, zstd,3"]["kho_over_it"]))
        self.assertLess(rows["of it whole records, bytes", "kho, ripened"]["max"],
                        rows["of it whole records, bytes", "kho"]["min"])
        self.assertIn("plain files", {row["system"] for row in retrieval["rows"]})
        tables = (self.folder / "out/tables.md").read_text(encoding="utf-8")
        self.assertIn("| stored, bytes | **kho** |", tables)
        # Results are not replaced unless told.
        again = self.run_bench("--only", "ingest")
        self.assertEqual(2, again.returncode)
        self.assertIn("--overwrite", again.stderr)
        self.assertEqual(whole, self.result())

    def test_a_peer_that_gives_other_bytes_back_fails_the_part(self):
        done = self.run_bench("--runs", "1", "--only", "storage", ruins="printf x >>input/0/*/*.json")
        self.assertEqual(1, done.returncode, done.stderr[-4000:])
        self.assertIn("not the same work", done.stderr)
        self.assertEqual({"storage": "failed with 1"}, self.result()["missing"])
        self.assertEqual([], self.result()["parts"])

    def test_a_peer_that_leaves_a_file_out_fails_the_part(self):
        done = self.run_clean([REPOSITORY / "bench/storage.sh", self.corpus, "--peers", "borg", "--ripen", "none",
                               "--runs", "1", "--scratch", self.scratch], ruins="rm input/0/*/*.json")
        self.assertEqual(1, done.returncode, done.stderr[-4000:])
        self.assertIn("not the same work", done.stderr)

    def test_who_stops_it_finds_no_scratch(self):
        process = subprocess.Popen(self.command("--only", "storage"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                   text=True, env={**os.environ, "KHO_DATA": ""})
        with process, process.stderr:
            for text in process.stderr:
                if text.startswith("  $ "):  # A part is at work.
                    break
            process.terminate()
            process.stderr.read()
        self.assertEqual(143, process.returncode)
        self.assertEqual([], list(self.scratch.iterdir()))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
