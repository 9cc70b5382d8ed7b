#!/usr/bin/env bash
# Compacts a warehouse of 1 GB while it is read and written, and says what readers notice: latency of
# reads without a compaction and with one, in the same run, under the same load. Then ends compactions
# before their end, by a stop and by kill -9, in turn, lets the last one finish, and checks every byte.
#
#   bench/compaction/run.sh [--megabytes N] [--reads N] [--writes N] [--rate MB/S] [--interruptions N]
#                           [--seconds N] [--runs N] [--json FILE] [--scratch DIR]
#
# 1000 MB, 100 reads and 5 writes of 500 kB a second, compaction as fast as it goes, 10 interruptions;
# 20 s without a compaction. Debian packages: python3 jq.
set -euo pipefail
. "$(dirname "$0")/../part.sh"
option=([megabytes]=1000 [reads]=100 [writes]=5 [rate]=0 [interruptions]=10 [seconds]=20)
begin "$@"

flags=()
for name in megabytes reads writes rate interruptions seconds; do flags+=("--$name" "${option[$name]}"); done
for ((run = 1; run <= option[runs]; run++)); do
  make_warehouse "$work/warehouse"
  KHO=$kho python3 "$bench/compaction/compaction.py" "$work/warehouse" "${flags[@]}" --measured "$work/measured"
  "$kho" check "$work/warehouse" --read-data >&2
  jq -c --argjson run "$run" '. + {run: $run}' "$work/measured" >>"$lines"
  rm -rf "$work/warehouse"
done
report compaction
