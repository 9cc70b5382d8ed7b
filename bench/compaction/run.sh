#!/usr/bin/env bash
# Compacts a warehouse of 1 GB while it is read and written, and says what readers notice: latency of
# reads without a compaction and with one, in the same run, under the same load. Then ends compactions
# before their end, by a stop and by kill -9, in turn, lets the last one finish, and checks every byte.
#
#   bench/compaction/run.sh [--megabytes N] [--reads N/S] [--writes N/S] [--rate MB/S] [--interruptions N]
#                           [--json FILE] [--scratch DIR]
#
# 1000 MB, 100 reads and 5 writes of 500 kB a second, compaction as fast as it goes, 10 interruptions.
# Debian packages: python3 jq. KHO names another kho than the release preset's.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
export KHO=${KHO:-$repository/build/release/bin/kho}
scratch=${TMPDIR:-/tmp} options=()

usage() { sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2; }
while (($#)); do
  case $1 in
    --scratch) scratch=${2:?}; shift 2 ;;
    --megabytes | --reads | --writes | --rate | --interruptions | --json) options+=("$1" "${2:?}"); shift 2 ;;
    *) usage ;;
  esac
done

work=$(mktemp -d "$(realpath "$scratch")/kho-compaction-XXXXXX")
trap 'rm -rf "$work"' EXIT
"$KHO" init "$work/warehouse" >/dev/null
"$KHO" catalog import "$work/warehouse" "$repository/samples/catalogue.jsonl" >/dev/null
PYTHONDONTWRITEBYTECODE=1 python3 "$here/compaction.py" "$work/warehouse" "${options[@]}"
"$KHO" check "$work/warehouse" --read-data
