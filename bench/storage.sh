#!/usr/bin/env bash
# What Kho and other systems make of the same folders: bytes stored, time taken, one document back. Each
# system gives back the whole tree, which must be the one that it was given.
#
#   bench/storage.sh FOLDER... [--peers all|quick|none|NAME,NAME...] [--ripen none|once|deep]
#                              [--runs N] [--json FILE] [--scratch DIR]
#
# All peers, and Kho's ripening in both depths; quick leaves out what takes minutes. Debian packages:
# restic borgbackup zbackup casync zstd jq.
set -euo pipefail
needs_no_kho=1
. "$(dirname "$0")/part.sh"
option=([peers]=all [ripen]=deep)
begin "$@"
((${#arguments[@]})) || usage

readonly quick=(tar-zstd-3 tar-zstd-19 restic borg borg-16k zbackup casync)
case ${option[peers]} in
  all) peers=("${quick[@]}" restic-max) ;;
  quick) peers=("${quick[@]}") ;;
  none) peers=() ;;
  *) IFS=, read -ra peers <<<"${option[peers]}" ;;
esac

# All folders under one name, so that every system is given the same tree.
input=$work/input
mkdir "$input"
for i in "${!arguments[@]}"; do
  cp -rl "${arguments[$i]}" "$input/$i" 2>/dev/null || {  # Another file system: copies for links.
    rm -rf "${input:?}/$i"
    cp -r "${arguments[$i]}" "$input/$i"
  }
done
into_page_cache "$input"
files=$(find "$input" -type f | wc -l)
logical=$(find "$input" -type f -printf '%s\n' | awk '{sum += $1} END {print sum}')
# A document of ordinary size, to be asked for alone.
one=$(find "$input" -type f -printf '%s %P\n' | sort -n | awk -v n="$files" 'NR == int(n * 3 / 4) + 1' | cut -d' ' -f2-)
note "$files files, $((logical / 1000000)) MB"

export RESTIC_PASSWORD=bench RESTIC_CACHE_DIR=$work/restic-cache BORG_BASE_DIR=$work/borg-base
export BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes

# system NAME REPOSITORY INIT PUT ONE-BACK ALL-BACK: commands; those of one and all write to ./one and
# ./back; INIT and ONE-BACK may be empty.
system() {
  [[ -z $3 ]] || timed "$3"
  timed "$4"
  measured "stored, bytes" "$1" "$(du -sb "$work/$2" | cut -f1)"
  measured "in, MB/s" "$1" "$(of "$logical" / "${seconds}e6")" higher
  if [[ -n $5 ]]; then
    timed "$5"
    cmp "$work/one" "$input/$one"
    measured "one document back, a process for it, ms" "$1" "$(of "$seconds" '*' 1000)"
  fi
  mkdir "$work/back"
  timed "$6"
  did "names and bytes of all files that came back" "$1" "$(tree_digest "$work/back/input")"
  rm -rf "${work:?}/$2" "$work/one" "$work/back"
}
tar_zstd() {  # LEVEL LONG
  system "tar, zstd -$1 --long=$2" tar.zst '' "tar --sort=name -c input | zstd -$1 --long=$2 -T1 -q -o tar.zst" \
    '' "zstd -dcq --long=$2 tar.zst | tar -x -C back"
}
restic_backup() {  # LEVEL
  system "restic, $1" restic "restic -q -r restic init --repository-version 2" \
    "restic -q -r restic backup --compression $1 input" "restic -q -r restic dump latest '/input/$one' >one" \
    "restic -q -r restic restore latest --target back"
}
borg_backup() {  # NAME OPTIONS
  system "borg, $1" borg "borg init -e none borg" "borg create $2 borg::a input" \
    "borg extract --stdout borg::a 'input/$one' >one" "cd back && borg extract ../borg::a"
}
zbackup_backup() {
  system zbackup zbackup "zbackup init --non-encrypted zbackup" \
    "tar --sort=name -c input | zbackup --silent --non-encrypted backup zbackup/backups/a" '' \
    "zbackup --silent --non-encrypted restore zbackup/backups/a | tar -x -C back"
}
casync_make() {
  system casync casync "mkdir casync" "casync make --store=casync/store.castr casync/a.caidx input" '' \
    "casync extract --store=casync/store.castr casync/a.caidx back/input"
}
kho_stores() {
  timed "$bin/bench_storage_kho input --scratch . --threads 1 --ripen ${option[ripen]} --digests digests --measured measured"
  grep documents "$work/output" >&2
  jq -c --argjson run "$run" '. + {run: $run}' "$work/measured" >>"$lines"
  local each
  for each in "$work"/digests.*; do  # What came back, in the form that sha256sum writes.
    did "names and bytes of all files that came back" "${each##*/digests.}" "$(sha256sum "$each" | cut -c1-16)"
    rm "$each"
  done
}

for ((run = 1; run <= option[runs]; run++)); do
  kho_stores
  for peer in "${peers[@]}"; do
    case $peer in
      tar-zstd-3) ! has zstd || tar_zstd 3 30 ;;
      tar-zstd-19) ! has zstd || tar_zstd 19 31 ;;
      restic) ! has restic || restic_backup auto ;;
      restic-max) ! has restic || restic_backup max ;;
      borg) ! has borg || borg_backup zstd,3 "-C zstd,3" ;;
      borg-16k) ! has borg || borg_backup "zstd,19, 16 KB chunks" "-C zstd,19 --chunker-params 10,23,14,4095" ;;
      zbackup) ! has zbackup || zbackup_backup ;;
      casync) ! has casync || casync_make ;;
      *) echo "unknown peer $peer; known: ${quick[*]} restic-max" >&2; exit 2 ;;
    esac
  done
done
report storage
