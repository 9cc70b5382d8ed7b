#!/usr/bin/env bash
# Draws what bench/storage.sh measured: bytes stored by each system, as SVG.
#
#   bench/plot.sh RESULT.json [OUT.svg]      default: docs/benchmarks/storage.svg
#
# Debian packages: gnuplot-nox jq.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
json=${1:?usage: bench/plot.sh RESULT.json [OUT.svg]}
out=${2:-$here/../docs/benchmarks/storage.svg}
mkdir -p "$(dirname "$out")"
data=$(mktemp)
trap 'rm -f "$data"' EXIT
# Largest first. What was not measured is not drawn, nor Kho with several writers, which stores the
# same.
jq -r '[.rows[] | select(.stored_bytes and (.system | test("^kho, [0-9]+ writers") | not))] | sort_by(-.stored_bytes)[] |
  [.system, .stored_bytes / 1e6, (if .system | startswith("kho") then 2 else 1 end)] | @tsv' \
  "$json" >"$data"
title=$(jq -r '"\(.files) files, \(.logical_bytes / 1e6 | round) MB"' "$json")
gnuplot -e "data='$data'; out='$out'; heading='$title'" "$here/storage.gnuplot"
