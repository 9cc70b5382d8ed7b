#!/usr/bin/env bash
# A first and a second backup of a warehouse by Kho, and of its folder by restic and borg.
#
#   bench/backup/run.sh FOLDER [--new N] [--scratch DIR]
#
# FOLDER has papers (kho-bench-corpus makes one). All but the last N by name (20) are brought into a warehouse, which is closed
# and backed up by each; then the N are brought in, and each backs up again. restic and borg save the whole folder
# but the index, and do not read back what they wrote: their check of all data is timed beside it. Every file is
# read once before anything is timed. Debian packages: restic borgbackup bc. KHO names another kho than the release
# preset's.
set -euo pipefail

repository=$(cd "$(dirname "$0")/../.." && pwd)
kho=${KHO:-$repository/build/release/bin/kho}
folder='' new=20 scratch=${TMPDIR:-/tmp}

usage() { sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2; }
while (($#)); do
  case $1 in
    --new) new=${2:?}; shift 2 ;;
    --scratch) scratch=${2:?}; shift 2 ;;
    -*) usage ;;
    *) folder=$(realpath "$1"); shift ;;
  esac
done
[[ -n $folder ]] || usage

work=$(mktemp -d "$(realpath "$scratch")/kho-bench-backup-XXXXXX")
trap 'rm -rf "$work"' EXIT
warehouse=$work/warehouse
export RESTIC_PASSWORD=bench RESTIC_CACHE_DIR=$work/restic-cache
export BORG_BASE_DIR=$work/borg-base BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes

mkdir "$work/first" "$work/second"
count=0
while read -r file; do
  count=$((count + 1))
  if ((count <= new)); then to=second; else to=first; fi
  cp "$file" "$work/$to/$count-$(basename "$file")"
done < <(find "$folder" -type f | sort -r)

bring_in() {
  "$kho" import "$warehouse" "$work/$1" --state "$work/state" --owner mst:0100109106 \
    --type GIAY_TO --ocr off >>"$work/log" 2>&1 || true  # Broken files of a corpus are put aside.
  rm -f "$work/state"
  find "$warehouse" -type f -exec cat {} + >/dev/null
}
seconds_of() {
  local begin end
  begin=$(date +%s.%N)
  "$@" >>"$work/log" 2>&1 || { tail -20 "$work/log" >&2; exit 1; }
  end=$(date +%s.%N)
  printf '%.2f' "$(echo "$end - $begin" | bc)"
}
bytes_of() { du -sb "$1" | cut -f1; }

row() {  # NAME REPOSITORY BACKUP-COMMAND CHECK-COMMAND
  local before=0
  [[ ! -e $2 ]] || before=$(bytes_of "$2")
  [[ $before -gt 1000000 ]] || before=0
  local seconds check
  seconds=$(seconds_of bash -c "$3")
  check=$(seconds_of bash -c "$4")
  echo "| $1 | $seconds | $(($(bytes_of "$2") - before)) | $check |"
}
all_rows() {  # NAME OF THE ARCHIVE
  echo "| $1 | seconds | bytes written | its check of all data, seconds |"
  echo "|---|---|---|---|"
  row kho "$work/kho" "$kho backup $warehouse $work/kho" "$kho snapshots $work/kho --check"
  if command -v restic >/dev/null; then
    row restic "$work/restic" \
      "restic -q -r $work/restic backup $warehouse --exclude $warehouse/index" \
      "restic -q -r $work/restic check --read-data"
  fi
  if command -v borg >/dev/null; then
    row borg "$work/borg" \
      "borg create --exclude $warehouse/index $work/borg::$1 $warehouse" \
      "borg check --verify-data $work/borg"
  fi
  echo
}

"$kho" init "$warehouse" >/dev/null
echo '{"record": "component_type", "code": "GIAY_TO", "name": "Giấy tờ"}' >"$work/catalogue.jsonl"
"$kho" catalog import "$warehouse" "$work/catalogue.jsonl" >/dev/null
if command -v restic >/dev/null; then restic -q -r "$work/restic" init; fi
if command -v borg >/dev/null; then borg init --encryption none "$work/borg"; fi

bring_in first
papers=$("$kho" stats "$warehouse" | awk '$1 == "components" {print $2}')
echo "$papers of $count files are papers now, $new come later; warehouse $(bytes_of "$warehouse/segments") bytes of segments, $(bytes_of "$warehouse/tables") of tables; $(nproc) cores"
echo
all_rows first
bring_in second
all_rows second
