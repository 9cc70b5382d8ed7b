#!/usr/bin/env bash
# Draws a result of bench/: what Kho takes beside each peer, and of storage the bytes stored, as SVG.
#
#   bench/plot.sh RESULT.json OUT.svg      of storage, OUT-bytes.svg, too
#
# Debian packages: gnuplot-nox jq.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
json=${1:?usage: bench/plot.sh RESULT.json OUT.svg}
out=${2:?usage: bench/plot.sh RESULT.json OUT.svg}
data=$(mktemp)
trap 'rm -f "$data"' EXIT

# What is better when higher is turned round, so that above 1 is more than the peer's for all.
jq -r '.rows[] | .measure as $measure | .system as $system | .better as $better | (.kho_over_it // {}) | to_entries[] |
  (if $better == "higher" then [1 / .value.median, 1 / .value.max, 1 / .value.min] else [.value.median, .value.min, .value.max] end) as $ratio |
  ["\($measure | sub(",? [^ ,]+/s$"; ""))\(if .key == "kho" then "" else " (\(.key | sub("kho, "; "")))" end) | \($system)",
   $ratio[], (if $ratio[0] > 1 then 2 else 1 end)] | @tsv' "$json" >"$data"
if [[ -s $data ]]; then
  gnuplot -e "data='$data'; out='$out'; heading='$(jq -r .part "$json")'" "$here/ratios.gnuplot"
fi
[[ $(jq -r .part "$json") == storage* ]] || exit 0
jq -r '[.rows[] | select(.measure == "stored, bytes")] | sort_by(-.median)[] |
  [.system, .median / 1e6, (if .system | startswith("kho") then 2 else 1 end)] | @tsv' "$json" >"$data"
gnuplot -e "data='$data'; out='${out%.svg}-bytes.svg'; heading='$(jq -r '.notes[0]' "$json")'" "$here/storage.gnuplot"
