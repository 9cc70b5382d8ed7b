#!/usr/bin/env bash
# What Kho and other systems make of the same folders: bytes stored, time taken, one document back.
#
#   bench/storage.sh FOLDER... [--scratch DIR] [--peers all|none|NAME,NAME...] [--json FILE]
#
# The table goes to standard output in Markdown, the command of each row to standard error. Peers
# that are not installed are left out, which is said. Debian packages: restic borgbackup zbackup
# casync zstd jq. KHO_BENCH_BIN names another bench_storage_kho than the release preset's.
set -euo pipefail

readonly all_peers=(tar-zstd-3 tar-zstd-19 restic restic-max borg borg-16k zbackup casync)
repository=$(cd "$(dirname "$0")/.." && pwd)
kho=${KHO_BENCH_BIN:-$repository/build/release/bin/bench_storage_kho}
folders=() scratch=${TMPDIR:-/tmp} peers=all json=

usage() { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
while (($#)); do
  case $1 in
    --scratch) scratch=${2:?}; shift 2 ;;
    --peers) peers=${2:?}; shift 2 ;;
    --json) json=${2:?}; shift 2 ;;
    -*) usage ;;
    *) folders+=("$(realpath "$1")"); shift ;;
  esac
done
((${#folders[@]})) || usage
case $peers in
  all) peers=("${all_peers[@]}") ;;
  none) peers=() ;;
  *) IFS=, read -ra peers <<<"$peers" ;;
esac

work=$(mktemp -d "$(realpath "$scratch")/kho-bench-storage-XXXXXX")
trap 'rm -rf "$work"' EXIT
rows=$work/rows.jsonl
: >"$rows"

# All folders under one name, so that every system is given the same tree.
input=$work/input
mkdir "$input"
for i in "${!folders[@]}"; do
  cp -rl "${folders[$i]}" "$input/$i" 2>/dev/null || {  # Another file system: copies for links.
    rm -rf "${input:?}/$i"
    cp -r "${folders[$i]}" "$input/$i"
  }
done
find "$input" -type f -exec cat {} + >/dev/null  # Into the page cache: no disk decides.
files=$(find "$input" -type f | wc -l)
logical=$(find "$input" -type f -printf '%s\n' | awk '{sum += $1} END {print sum}')
# A document of ordinary size, to be asked for alone.
one=$(find "$input" -type f -printf '%s %P\n' | sort -n | awk -v n="$files" 'NR == int(n * 3 / 4) + 1' | cut -d' ' -f2-)

now() { date +%s.%N; }
# run COMMAND: says it, runs it in the input's folder, leaves its time in $seconds.
run() {
  printf '  $ %s\n' "$1" >&2
  local begin end
  begin=$(now)
  (cd "$work" && bash -o pipefail -c "$1") >"$work/output" 2>&1 || {
    cat "$work/output" >&2
    return 1
  }
  end=$(now)
  seconds=$(awk -v a="$begin" -v b="$end" 'BEGIN {printf "%.3f", b - a}')
}
# row SYSTEM COMMAND STORE SECONDS [SECONDS OF ONE DOCUMENT]
row() {
  jq -nc --arg system "$1" --arg command "$2" --argjson stored "$(du -sb "$work/$3" | cut -f1)" \
    --argjson seconds "$4" --argjson logical "$logical" --argjson one "${5:-null}" \
    '{system: $system, command: $command, stored_bytes: $stored, seconds: $seconds,
      mb_per_second: ($logical / 1e6 / $seconds), one_document_seconds: $one}' >>"$rows"
  rm -rf "${work:?}/$3"
}
# One document must come back with its own bytes, or the row counts for nothing.
one_back() {
  run "$1" && cmp "$work/one" "$input/$one" && rm -f "$work/one"
}

export RESTIC_PASSWORD=bench RESTIC_CACHE_DIR=$work/restic-cache BORG_BASE_DIR=$work/borg-base
export BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes

# The functions below stand before "||", where bash does not stop at errors: each chains its steps.
tar_zstd() {  # LEVEL LONG
  local command="tar --sort=name -c input | zstd -$1 --long=$2 -T1 -q -o tar.zst"
  run "$command" && row "tar | zstd -$1 --long=$2" "$command" tar.zst "$seconds"
}
restic_backup() {  # LEVEL
  local command="restic -q -r restic backup --compression $1 input" took
  run "restic init -q -r restic --repository-version 2" && run "$command" && took=$seconds &&
    one_back "restic -q -r restic dump latest '/input/$one' >one" &&
    row "restic, $1" "$command" restic "$took" "$seconds"
}
borg_backup() {  # NAME OPTIONS
  local command="borg create $2 borg::a input" took
  run "borg init -e none borg" && run "$command" && took=$seconds &&
    one_back "borg extract --stdout borg::a 'input/$one' >one" &&
    row "$1" "$command" borg "$took" "$seconds"
}
zbackup_backup() {
  local command="tar --sort=name -c input | zbackup --silent --non-encrypted backup zbackup/backups/a"
  run "zbackup init --non-encrypted zbackup" && run "$command" &&
    row zbackup "$command" zbackup "$seconds"
}
casync_make() {
  local command="casync make --store=casync/store.castr casync/a.caidx input"
  mkdir "$work/casync" && run "$command" && row casync "$command" casync "$seconds"
}

needs() { command -v "$1" >/dev/null || { echo "$1 is not installed: left out" >&2; return 1; }; }
for peer in "${peers[@]}"; do
  echo "$peer" >&2
  case $peer in
    tar-zstd-3) needs zstd && tar_zstd 3 30 ;;
    tar-zstd-19) needs zstd && tar_zstd 19 31 ;;
    restic) needs restic && restic_backup auto ;;
    restic-max) needs restic && restic_backup max ;;
    borg) needs borg && borg_backup "borg, zstd,3" "-C zstd,3" ;;
    borg-16k) needs borg && borg_backup "borg, zstd,19, 16 KB chunks" \
      "-C zstd,19 --chunker-params 10,23,14,4095" ;;
    zbackup) needs zbackup && zbackup_backup ;;
    casync) needs casync && casync_make ;;
    *) echo "unknown peer $peer; known: ${all_peers[*]}" >&2; exit 2 ;;
  esac || echo "$peer: failed or left out" >&2
done

if [[ -x $kho ]]; then
  echo kho >&2
  printf '  $ %s\n' "$kho ${folders[*]} --scratch $work" >&2
  "$kho" "$input" --scratch "$work" --json "$work/kho.json"
  jq -c '.[]' "$work/kho.json" >>"$rows"
else
  echo "$kho is not built (ninja -C build/release bench_storage_kho): Kho is left out" >&2
fi

report=$(jq -s --argjson files "$files" --argjson logical "$logical" \
  --arg folders "${folders[*]##*/}" --arg date "$(date -u +%F)" \
  '(map(select(.system == "tar | zstd -19 --long=31")) | .[0].stored_bytes) as $best |
   {date: $date, folders: $folders, files: $files, logical_bytes: $logical,
    rows: map(if .stored_bytes then . + {ratio: ($logical / .stored_bytes),
      of_tar_zstd_19: (if $best then .stored_bytes / $best else null end)} else . end)}' "$rows")
[[ -z $json ]] || printf '%s\n' "$report" >"$json"
jq -r '
  def bytes: . / 1e6 | . * 100 | round / 100 | tostring;
  def short: . * 100 | round / 100 | tostring;
  "\(.files) files, \(.logical_bytes | bytes) MB\n",
  "| system | stored, MB | ratio | of tar\\|zstd-19 | seconds | MB/s | one document, s |",
  "|---|---|---|---|---|---|---|",
  (.rows[] | if .not_measured then "| \(.system) | not measured | | | | | |" else
    "| \(.system | gsub("\\|"; "\\|")) | \(.stored_bytes | bytes) | \(.ratio | short) | " +
    "\(.of_tar_zstd_19 // "-" | if type == "number" then short else . end) | \(.seconds | short) | " +
    "\(.mb_per_second | short) | \(.one_document_seconds // "-" |
      if type == "number" then . * 10000 | round / 10000 | tostring else . end) |" end)
' <<<"$report"
