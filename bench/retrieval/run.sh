#!/usr/bin/env bash
# Files put and got back: in process beside plain files (bench_main_path), and over HTTP beside nginx,
# each asked by wrk with 16 connections for a small and a large file, whole and a range of it.
#
#   bench/retrieval/run.sh [--peers all|plain] [--rounds N] [--seconds N] [--runs N] [--json FILE]
#                          [--scratch DIR]
#
# 300 rounds; 6 s of load for each kind of answer. What comes over HTTP is compared with the file before
# and after the load; meanwhile its length is. Kho checks what it reads, and records each look at a paper.
# Debian packages: nginx-light wrk curl jq python3.
set -euo pipefail
. "$(dirname "$0")/../part.sh"
option=([peers]=all [rounds]=300 [seconds]=6)
begin "$@"

over_http=1
[[ ${option[peers]} == all ]] && has nginx && has wrk nginx || over_http=
if [[ $over_http ]]; then
  www=$work/www
  mkdir "$www"
  head -c 4000 /dev/urandom >"$www/small"
  head -c 500000 /dev/urandom >"$www/large"
  make_warehouse "$work/warehouse"
  serve "$work/warehouse" --ocr off
  serve_files "$www"
  declare -A path
  for name in small large; do
    path[$name]=/v1/components/$(curl -sSf "$url/v1/components" -F "content=@$www/$name" \
      -F 'metadata={"owner":"mst:0100109106","type":"HD_THUE_DIA_DIEM","validity":{"indefinite":true}};type=application/json' |
      jq -r .component.id)/content
  done
  # A record of the catalogue: Kho makes the answer, nginx sends the same bytes from a file.
  path[record]=/v1/component-types/GCN_DKDN
  curl -sSf "$url${path[record]}" >"$www/record"
  note "16 connections; files of 4 and 500 KB of noise, a record of $(stat -c %s "$www/record") bytes"
fi

digest() {  # URL STATUS [RANGE]: of what comes; fails on another status.
  local status
  status=$(curl -sS -o "$work/got" -w '%{http_code}' ${3:+-H "Range: bytes=$3"} "$1")
  [[ $status == "$2" ]] || { echo "$1: $status for $2" >&2; return 1; }
  sha256sum "$work/got" | cut -c1-16
}
ask() {  # WHAT NAME STATUS [RANGE]: Kho and nginx, under load.
  local system address before each size
  size=$(stat -c %s "$www/$2")
  [[ -z ${4:-} ]] || size=$((${4#*-} - ${4%-*} + 1))
  for system in kho nginx; do
    address=$url${path[$2]}
    [[ $system == kho ]] || address=$files_url/$2
    before=$(digest "$address" "$3" "${4:-}")
    load "${option[seconds]}" "$address" ${4:+-H "Range: bytes=$4"}
    each=$(digest "$address" "$3" "${4:-}")
    [[ $before == "$each" ]] || { echo "$address gave other bytes after the load" >&2; return 1; }
    # With its headers, as wrk rounds it.
    ((bytes_each >= size * 99 / 100 && bytes_each < size + 3000 + size / 100)) ||
      { echo "$address: $bytes_each bytes an answer, not $size" >&2; return 1; }
    did "bytes of $1" "$system" "$each"
    measured "$1, requests/s" "$system" "$per_second" higher
    measured "$1, p99, ms" "$system" "$p99"
  done
}

for ((run = 1; run <= option[runs]; run++)); do
  timed "$bin/bench_main_path . ${option[rounds]}"
  jq -c --argjson run "$run" '. + {run: $run}' "$work/output" >>"$lines"
  [[ $over_http ]] || continue
  ask "HTTP: a file of 4 KB" small 200
  ask "HTTP: a range of 1 KB of it" small 206 2000-2999
  ask "HTTP: a file of 500 KB" large 200
  ask "HTTP: a range of 64 KB of it" large 206 200000-265535
  ask "HTTP: a record of the catalogue" record 200
done
report retrieval
