#!/usr/bin/env bash
# Asks a real server everything that a desk asks, and some nonsense, for a while, and watches its
# memory, file descriptors and threads. Fails on any answer that was not expected, on memory that
# does not stay flat, and on damage.
#
#   bench/soak/run.sh [--minutes N] [--workers N] [--json FILE] [--scratch DIR]
#
# 10 minutes, 4 workers. Debian packages: python3 jq. KHO_BIN names another folder of programs than the release
# preset's; its samples are beside it.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
bin=${KHO_BIN:-$repository/build/release/bin}
kho=$bin/kho
samples=$bin/../samples
minutes=10 workers=4 json=/dev/null scratch=${TMPDIR:-/tmp}

usage() { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
while (($#)); do
  case $1 in
    --minutes) minutes=${2:?}; shift 2 ;;
    --workers) workers=${2:?}; shift 2 ;;
    --json) json=$(realpath "${2:?}"); shift 2 ;;
    --scratch) scratch=${2:?}; shift 2 ;;
    *) usage ;;
  esac
done

work=$(mktemp -d "$(realpath "$scratch")/kho-soak-XXXXXX")
server=
cleanup() {
  [[ -z $server ]] || { kill "$server"; wait "$server"; } 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

"$kho" init "$work/warehouse" >/dev/null
"$kho" catalog import "$work/warehouse" "$repository/samples/catalogue.jsonl" >/dev/null
KHO_TOKEN=$("$kho" --json token create "$work/warehouse" --name soak --role intake --agency H63.12 |
  jq -r .secret)
export KHO_TOKEN
"$kho" serve "$work/warehouse" --listen 127.0.0.1:0 --ocr off --json >"$work/url" 2>"$work/log" &
server=$!
until [[ -s $work/url ]]; do kill -0 "$server"; done

PYTHONDONTWRITEBYTECODE=1 python3 "$here/soak.py" "$(jq -r .url "$work/url")" --pid "$server" \
  --minutes "$minutes" --workers "$workers" --samples "$samples" --json "$json"
"$kho" check "$work/warehouse" --read-data
"$kho" audit verify "$work/warehouse"
# A personal number belongs in no log.
if grep -q -E '0010[0-9]{8}' "$work/log"; then
  echo "the log has a personal number" >&2
  exit 1
fi
