#!/usr/bin/env bash
# A first and a second backup of a warehouse by Kho, and of its folder by restic and borg. At the end each
# restores the second one, and the segments, which hold all that is in a warehouse, must be the same.
#
#   bench/backup/run.sh FOLDER [--new N] [--runs N] [--json FILE] [--scratch DIR]
#
# FOLDER has papers (kho-bench-corpus makes one). All but the last N by name (20) are brought into a
# warehouse, which is closed and backed up by each; then the N are brought in, and each backs up again.
# restic and borg save the whole folder but the index, and do not read back what they wrote: their check
# of all data is timed beside it. Every file is read once before anything is timed. Debian packages:
# restic borgbackup jq.
set -euo pipefail
. "$(dirname "$0")/../part.sh"
option=([new]=20)
begin "$@"
((${#arguments[@]} == 1)) || usage

export RESTIC_PASSWORD=bench RESTIC_CACHE_DIR=$work/restic-cache
export BORG_BASE_DIR=$work/borg-base BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes
mkdir "$work/first" "$work/second"
count=0
while read -r file; do
  count=$((count + 1))
  if ((count <= option[new])); then to=second; else to=first; fi
  cp "$file" "$work/$to/$count-$(basename "$file")"
done < <(find "${arguments[0]}" -type f | sort -r)
systems=(kho)
has restic && systems+=(restic)
has borg && systems+=(borg)

bring_in() {
  local status=0
  "$kho" import "$work/warehouse" "$work/$1" --state "$work/state" --owner mst:0100109106 \
    --type GIAY_TO --ocr off >"$work/output" 2>&1 || status=$?
  ((status < 2)) || { tail -20 "$work/output" >&2; return 1; }  # 1: broken files of a corpus were put aside.
  rm -f "$work/state"
  into_page_cache "$work/warehouse"
}
declare -A prepare=(
  [kho]=true
  [restic]="restic -q -r restic init"
  [borg]="borg init --encryption none borg")
declare -A back_up=(
  [kho]="$kho backup warehouse kho"
  [restic]="restic -q -r restic backup warehouse --exclude warehouse/index"
  [borg]="borg create --exclude warehouse/index borg::\$(date +%s.%N) warehouse")
declare -A check=(
  [kho]="$kho snapshots kho --check"
  [restic]="restic -q -r restic check --read-data"
  [borg]="borg check --verify-data borg")
declare -A restore=(
  [kho]="$kho restore kho back/warehouse"
  [restic]="restic -q -r restic restore latest --target back"
  [borg]="cd back && borg extract ../borg::\$(borg list --last 1 --short ../borg)")

bytes_of() { if [[ -e $1 ]]; then du -sb "$1" | cut -f1; else echo 0; fi; }
echo '{"record": "component_type", "code": "GIAY_TO", "name": "Giấy tờ"}' >"$work/catalogue.jsonl"
for ((run = 1; run <= option[runs]; run++)); do
  make_warehouse "$work/warehouse" "$work/catalogue.jsonl"
  for system in "${systems[@]}"; do timed "${prepare[$system]}"; done
  for which in first second; do
    bring_in "$which"
    ((run > 1)) || note "$which backup: $(bytes_of "$work/warehouse/segments") bytes of segments"
    for system in "${systems[@]}"; do
      before=$(bytes_of "$work/$system")
      timed "${back_up[$system]}"
      measured "$which backup, s" "$system" "$seconds"
      measured "$which backup, bytes written" "$system" "$(($(bytes_of "$work/$system") - before))"
      timed "${check[$system]}"
      measured "$which backup, its check of all data, s" "$system" "$seconds"
    done
  done
  for system in "${systems[@]}"; do
    mkdir "$work/back"
    timed "${restore[$system]}"
    did "segments of the warehouse" "$system" "$(tree_digest "$work/back/warehouse/segments")"
    rm -rf "$work/back" "${work:?}/$system"
  done
  did "segments of the warehouse" "the warehouse itself" "$(tree_digest "$work/warehouse/segments")"
  rm -rf "$work/warehouse"
done
report backup
