#!/usr/bin/env bash
# How fast papers are taken in and read: without OCR, and with it beside plain Tesseract.
#
#   bench/ingest.sh FOLDER [--pages N] [--runs N] [--json FILE] [--scratch DIR]
#
# FOLDER has scanned PDFs; they are taken from the smallest on until they have N pages (40). Both
# sides recognise every page at 200 dpi with the model vie, one page a core: the peer draws pages
# with pdftoppm and gives each to tesseract; Kho takes the files in through its server, reads them
# (inspection, signatures, facts, storing included) and makes them searchable. N runs (3) in turn.
# Debian packages: poppler-utils tesseract-ocr tesseract-ocr-vie jq curl bc. KHO names another kho than the
# release preset's.
set -euo pipefail

repository=$(cd "$(dirname "$0")/.." && pwd)
kho=${KHO:-$repository/build/release/bin/kho}
folder='' pages_wanted=40 runs=3 json='' scratch=${TMPDIR:-/tmp}

usage() { sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2; }
while (($#)); do
  case $1 in
    --pages) pages_wanted=${2:?}; shift 2 ;;
    --runs) runs=${2:?}; shift 2 ;;
    --json) json=${2:?}; shift 2 ;;
    --scratch) scratch=${2:?}; shift 2 ;;
    -*) usage ;;
    *) folder=$(realpath "$1"); shift ;;
  esac
done
[[ -n $folder ]] || usage
cores=$(nproc)
export OMP_THREAD_LIMIT=1

work=$(mktemp -d "$(realpath "$scratch")/kho-bench-ingest-XXXXXX")
server=
cleanup() {
  [[ -z $server ]] || kill "$server" 2>/dev/null || true
  [[ -z $server ]] || wait "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

mkdir "$work/papers"
pages=0 bytes=0
while read -r size file; do
  n=$(pdfinfo "$file" 2>/dev/null | awk '/^Pages:/ {print $2}')
  [[ -n $n ]] || continue
  cp "$file" "$work/papers/"
  pages=$((pages + n)) bytes=$((bytes + size))
  ((pages < pages_wanted)) || break
done < <(find "$folder" -name '*.pdf' -printf '%s %p\n' | sort -n)
files=$(find "$work/papers" -type f | wc -l)
echo "$files files, $pages pages, $bytes bytes, $cores cores" >&2

seconds_of() {  # COMMAND...: prints what it took; its output goes to the log.
  local begin end
  begin=$(date +%s.%N)
  "$@" >>"$work/log" 2>&1 || { tail -20 "$work/log" >&2; exit 1; }
  end=$(date +%s.%N)
  echo "$end - $begin" | bc
}

draw_pages() {
  rm -rf "$work/drawn" && mkdir "$work/drawn"
  local file n p
  for file in "$work"/papers/*.pdf; do
    n=$(pdfinfo "$file" 2>/dev/null | awk '/^Pages:/ {print $2}')
    for ((p = 1; p <= n; p++)); do printf '%s\0%d\0' "$file" "$p"; done
  done | xargs -0 -n 2 -P "$cores" bash -c \
    'pdftoppm -r 200 -png -f "$2" -l "$2" "$1" "$0/$(basename "$1" .pdf)"' "$work/drawn"
}
recognise_pages() {
  find "$work/drawn" -name '*.png' -print0 |
    xargs -0 -P "$cores" -I{} tesseract {} {} -l vie
}

start_server() {  # OCR
  rm -rf "$work/warehouse"
  "$kho" init "$work/warehouse"
  echo '{"record": "component_type", "code": "GIAY_TO", "name": "Giấy tờ"}' >"$work/catalogue.jsonl"
  "$kho" catalog import "$work/warehouse" "$work/catalogue.jsonl"
  "$kho" serve "$work/warehouse" --listen 127.0.0.1:0 --ocr "$1" --quiet >"$work/url" &
  server=$!
  until [[ -s $work/url ]]; do read -rt 0.05 <> <(:) || true; done
}
stop_server() { kill "$server"; wait "$server" || true; server=; }
import_all() {
  rm -f "$work"/papers/*.state "$work"/*.state
  "$kho" import "$work/warehouse" "$work/papers" --state "$work/import.state" \
    --owner mst:0100109106 --type GIAY_TO
  rm -f "$work/import.state"
}
read_all() { "$kho" readings work "$work/warehouse"; }
words_of_kho() {
  "$kho" --json events "$work/warehouse" |
    jq -r 'select(.type == "vn.kho.component.deposited") | .data.component_id' |
    while read -r id; do
      curl -sf --unix-socket "$work/warehouse/kho.sock" "http://localhost/v1/components/$id/text" |
        jq -r '.pages[].text'
    done | wc -w
}

rows=$work/rows.jsonl
: >"$rows"
for ((run = 1; run <= runs; run++)); do
  start_server off >>"$work/log"
  import_off=$(seconds_of import_all)
  read_off=$(seconds_of read_all)
  stop_server

  draw=$(seconds_of draw_pages)
  tesseract=$(seconds_of recognise_pages)
  peer_words=$(cat "$work"/drawn/*.txt | wc -w)

  start_server always >>"$work/log"
  begin=$(date +%s.%N)
  import_on=$(seconds_of import_all)
  seconds_of read_all >/dev/null
  read_on=$(echo "$(date +%s.%N) - $begin" | bc)
  kho_words=$(words_of_kho)
  stop_server

  jq -cn --argjson run "$run" --argjson files "$files" --argjson pages "$pages" \
    --argjson bytes "$bytes" --argjson cores "$cores" --argjson import_off "$import_off" \
    --argjson read_off "$read_off" --argjson import_on "$import_on" --argjson read_on "$read_on" \
    --argjson draw "$draw" --argjson tesseract "$tesseract" --argjson peer_words "$peer_words" \
    --argjson kho_words "$kho_words" \
    '{run: $run, files: $files, pages: $pages, bytes: $bytes, cores: $cores,
      import_off_s: $import_off, read_off_s: $read_off, import_on_s: $import_on,
      kho_ocr_s: $read_on, draw_s: $draw, tesseract_s: $tesseract,
      peer_words: $peer_words, kho_words: $kho_words}' | tee -a "$rows" >&2
done

[[ -z $json ]] || jq -s . "$rows" >"$json"
jq -rs '
  def spread(f): map(f) | sort | "\(.[0] * 100 | round / 100) / \(.[length / 2 | floor] * 100 | round / 100) / \(.[-1] * 100 | round / 100)";
  "| \(.[0].pages) pages of \(.[0].files) scans, \(.[0].cores) cores | min / median / max |",
  "|---|---|",
  "| import without OCR, durable, files/s | \(spread(.files / .import_off_s)) |",
  "| the same until read and searchable, files/s | \(spread(.files / (.import_off_s + .read_off_s))) |",
  "| import with OCR until searchable, pages/s | \(spread(.pages / .kho_ocr_s)) |",
  "| pdftoppm and tesseract, pages/s | \(spread(.pages / (.draw_s + .tesseract_s))) |",
  "| tesseract alone, pages/s | \(spread(.pages / .tesseract_s)) |",
  "| Kho / (pdftoppm and tesseract), time | \(spread(.kho_ocr_s / (.draw_s + .tesseract_s))) |",
  "| Kho / tesseract alone, time | \(spread(.kho_ocr_s / .tesseract_s)) |",
  "| words: Kho / tesseract | \(spread(.kho_words / .peer_words)) |"' "$rows"
