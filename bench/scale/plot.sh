#!/usr/bin/env bash
# Draws what bench_scale measured, each figure beside that of the smallest warehouse, as SVG.
#
#   bench/scale/plot.sh RESULT.json [OUT.svg]      default: docs/benchmarks/scale.svg
#
# Debian packages: gnuplot-nox jq.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
json=${1:?usage: bench/scale/plot.sh RESULT.json [OUT.svg]}
out=${2:-$here/../../docs/benchmarks/scale.svg}
mkdir -p "$(dirname "$out")"
data=$(mktemp)
trap 'rm -f "$data"' EXIT
# What was not measured at a step is left out of its curve.
jq -r '.rows[] | [.components, .deposit.p50 / 1e3, .ask.reuse_many_us.p50 / 1e3, .ask.get_us.p50 / 1e3,
    (.ask.search_number_us.p50 // null | if . then . / 1e3 else "?" end),
    (.ask.search_words_us.p50 // null | if . then . / 1e3 else "?" end),
    .start.cold.open.seconds, .check.cpu_seconds, .check_read_data.cpu_seconds,
    (.backup.first.seconds // "?"), (.backup.second.seconds // "?"),
    (.backup.restore.cpu_seconds // "?"),
    .ask.anonymous_mb, .check.anonymous_mb, (.backup.restore.anonymous_mb // "?")] | @tsv' \
  "$json" >"$data"
gnuplot -e "data='$data'; out='$out'" "$here/scale.gnuplot"
