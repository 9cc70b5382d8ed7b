#!/usr/bin/env bash
# How fast papers are taken in and read: without OCR, and with it beside plain Tesseract.
#
#   bench/ingest.sh FOLDER [--pages N] [--ocr vie|none] [--runs N] [--json FILE] [--scratch DIR]
#
# FOLDER has scanned PDFs; they are taken from the smallest on until they have N pages (40). Both sides
# recognise every page at 200 dpi with the model vie, one page a core: the peer draws pages with pdftoppm
# and gives each to tesseract; Kho takes the files in through its server, reads them (inspection,
# signatures, facts, storing included) and makes them searchable. Nine tenths of the words must be the
# same. With --ocr none, only what Kho does without OCR. Debian packages: poppler-utils tesseract-ocr
# tesseract-ocr-vie qpdf jq curl.
set -euo pipefail
. "$(dirname "$0")/part.sh"
option=([pages]=40 [ocr]=vie)
begin "$@"
((${#arguments[@]} == 1)) || usage
needs qpdf
cores=$(nproc)
export OMP_THREAD_LIMIT=1

pages_of() { qpdf --show-npages "$1" 2>/dev/null; }
mkdir "$work/papers"
pages=0
while read -r _ file; do
  n=$(pages_of "$file") || continue
  cp "$file" "$work/papers/"
  pages=$((pages + n))
  ((pages < option[pages])) || break
done < <(find "${arguments[0]}" -name '*.pdf' -printf '%s %p\n' | sort -n)
files=$(find "$work/papers" -type f | wc -l)
((files)) || { echo "${arguments[0]} has no PDF" >&2; exit 1; }
note "$pages pages of $files scans, $cores cores"

draw_pages() {
  rm -rf "$work/drawn" && mkdir "$work/drawn"
  local file n p
  for file in "$work"/papers/*.pdf; do
    n=$(pages_of "$file")
    for ((p = 1; p <= n; p++)); do printf '%s\0%d\0' "$file" "$p"; done
  done | xargs -0 -n 2 -P "$cores" bash -c \
    'pdftoppm -r 200 -png -f "$2" -l "$2" "$1" "$0/$(basename "$1" .pdf)"' "$work/drawn"
}
recognise_pages() {
  find "$work/drawn" -name '*.png' -print0 |
    xargs -0 -P "$cores" -I{} tesseract {} {} -l vie
}
start() {  # OCR
  rm -rf "$work/warehouse"
  make_warehouse "$work/warehouse" "$work/catalogue.jsonl"
  serve "$work/warehouse" --ocr "$1"
}
import_all() {
  "$kho" import "$work/warehouse" "$work/papers" --state "$work/state" --owner mst:0100109106 --type GIAY_TO
  rm -f "$work/state"
}
read_all() { "$kho" readings work "$work/warehouse"; }
ids() { "$kho" --json events "$work/warehouse" | jq -r 'select(.type == "vn.kho.component.deposited") | .data.component_id'; }
texts_of_kho() {
  local id
  for id in $(ids); do
    curl -sSf --unix-socket "$work/warehouse/kho.sock" "http://localhost/v1/components/$id/text" | jq -r '.pages[].text'
  done
}
files_of_kho() {  # The digests of what it gives back, sorted.
  local id
  for id in $(ids); do
    curl -sSf --unix-socket "$work/warehouse/kho.sock" "http://localhost/v1/components/$id/content" | sha256sum
  done | sort | sha256sum | cut -c1-16
}
words() { tr -s '[:space:]' '\n' | sed '/^$/d' | LC_ALL=C sort; }
export -f draw_pages recognise_pages import_all read_all pages_of
export work kho cores

echo '{"record": "component_type", "code": "GIAY_TO", "name": "Giấy tờ"}' >"$work/catalogue.jsonl"
for ((run = 1; run <= option[runs]; run++)); do
  start off
  timed import_all
  measured "import without OCR, durable, files/s" kho "$(of "$files" / "$seconds")" higher
  imported=$seconds
  timed read_all
  measured "the same until read and searchable, files/s" kho "$(of "$files" / "$(of "$seconds" + "$imported")")" higher
  did "bytes of the files" kho "$(files_of_kho)"
  did "bytes of the files" "the folder" "$(for file in "$work"/papers/*; do sha256sum <"$file"; done | sort | sha256sum | cut -c1-16)"
  end_server
  [[ ${option[ocr]} != none ]] && has tesseract && has pdftoppm tesseract || continue

  timed draw_pages
  drawn=$seconds
  timed recognise_pages
  recognised=$seconds
  cat "$work"/drawn/*.txt | words >"$work/words.tesseract"
  start always
  timed import_all
  imported=$seconds
  timed read_all
  texts_of_kho | words >"$work/words.kho"
  end_server

  measured "scans read, s" kho "$(of "$imported" + "$seconds")"
  measured "scans read, s" "pdftoppm and tesseract" "$(of "$drawn" + "$recognised")"
  measured "scans read, s" "tesseract alone, on pages drawn before" "$recognised"
  both=$(LC_ALL=C comm -12 "$work/words.kho" "$work/words.tesseract" | wc -l)
  for system in kho tesseract; do
    count=$(wc -l <"$work/words.$system")
    measured "words read" "${system/#tesseract/pdftoppm and tesseract}" "$count" higher
    ((both * 10 >= count * 9)) || { echo "$both words are both's, of $count of $system" >&2; exit 1; }
  done
  for system in kho "pdftoppm and tesseract" "tesseract alone, on pages drawn before"; do
    did "words that both read, nine tenths of either's" "$system" "$both"
  done
done
report ingest
