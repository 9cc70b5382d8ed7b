"""Runs workers against a server for a while, and watches what its process takes (bench/soak/run.sh)."""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import statistics
import sys
import time
import traceback

from load import Worker

SAMPLE_S = 2
WARM_UP = 1 / 3  # Of the time: caches fill, the allocator gets its share.
GROWTH_MAX = 0.10  # Of the memory, over the rest of the time.
GROWTH_BYTES_MAX = 12 << 20  # However small it is.


def process(pid):
    """What the process has now: resident bytes, those of them that are its own, fds, threads."""
    fields = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines())
    return {"rss": int(fields["VmRSS"].split()[0]) << 10, "anonymous": int(fields["RssAnon"].split()[0]) << 10,
            "fds": len(os.listdir(f"/proc/{pid}/fd")), "threads": int(fields["Threads"])}


def work(worker, end, took, failures):
    while time.monotonic() < end and not failures:
        begin = time.monotonic()
        try:
            name = worker.act()
        except Exception:  # Whatever it is, it was not expected.
            failures.append(traceback.format_exc(limit=3))
            return
        took[name].append(time.monotonic() - begin)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--samples", required=True)
    parser.add_argument("--json", required=True)
    options = parser.parse_args()

    failures = []
    took = [collections.defaultdict(list) for _ in range(options.workers)]
    workers = [Worker(options.url, os.environ["KHO_TOKEN"], options.samples, number)
               for number in range(options.workers)]
    begin = time.monotonic()
    end = begin + options.minutes * 60
    samples = []
    with concurrent.futures.ThreadPoolExecutor(options.workers) as pool:
        running = [pool.submit(work, worker, end, mine, failures) for worker, mine in zip(workers, took)]
        while running:
            samples.append({"second": time.monotonic() - begin, **process(options.pid)})
            running = list(concurrent.futures.wait(running, timeout=SAMPLE_S).not_done)
    if failures:
        sys.exit("\n".join(failures))

    actions = {}
    for name in sorted({name for mine in took for name in mine}):
        all_took = sorted(seconds for mine in took for seconds in mine[name])
        actions[name] = {"count": len(all_took), "p50_ms": statistics.median(all_took) * 1000,
                         "p99_ms": all_took[int(len(all_took) * 0.99)] * 1000, "worst_ms": all_took[-1] * 1000}
    print("| action | count | p50, ms | p99, ms | worst, ms |\n|---|---|---|---|---|")
    for name, each in actions.items():
        print(f"| {name} | {each['count']} | {each['p50_ms']:.1f} | {each['p99_ms']:.1f} | {each['worst_ms']:.0f} |")
    print("\n| second | resident, MB | of it anonymous | fds | threads |\n|---|---|---|---|---|")
    for sample in samples[::max(1, len(samples) // 12)]:
        print(f"| {sample['second']:.0f} | {sample['rss'] / 1e6:.1f} | {sample['anonymous'] / 1e6:.1f} | "
              f"{sample['fds']} | {sample['threads']} |")

    # Resident memory counts the pages of the tables that the kernel has cached: the process's own is
    # what must not grow.
    measured = samples[int(len(samples) * WARM_UP):]
    seconds = [sample["second"] for sample in measured]
    bad = []
    growths = {}
    for what, allowed in (("anonymous", GROWTH_BYTES_MAX), ("fds", 8), ("threads", 4)):
        values = [sample[what] for sample in measured]
        slope = statistics.linear_regression(seconds, values).slope
        growths[what] = slope * (seconds[-1] - seconds[0])
        if growths[what] > max(allowed, GROWTH_MAX * statistics.median(values)):
            bad.append(what)
    print(f"\nafter warm-up, fitted over {seconds[-1] - seconds[0]:.0f} s: anonymous memory "
          f"{growths['anonymous'] / 1e6:+.2f} MB, fds {growths['fds']:+.1f}, threads {growths['threads']:+.1f}")
    pathlib.Path(options.json).write_text(json.dumps(
        {"actions": actions, "samples": samples, "growth": growths}))
    if bad:
        sys.exit(f"does not stay flat: {', '.join(bad)}")


main()
