#!/usr/bin/env bash
# Search: Kho beside Sphinx, Groonga and PostgreSQL on the same articles, questions and queries, in turn;
# then what only Kho is asked: sloppy numbers and names, completions, look-ups.
#
#   bench/search/run.sh [--articles FILE --sets DIR,DIR...] [--limit N] [--queries N] [--questions N]
#                       [--words both|folded] [--numbers FILE] [--names DIR] [--peers NAME,NAME...] [--runs N] [--json FILE]
#                       [--scratch DIR]
#
# Without --articles they are made (make_articles), 5,000 of them. --limit cuts the articles, --questions
# the questions of each set, which are all asked otherwise; 1,000 queries of each kind. Peers are measured with exact
# words alone and with folded ones beside them; `folded` leaves out the first. Files, configurations,
# pitfalls: bench/search/README.md. Debian packages: sphinxsearch groonga-bin postgresql-15
# python3-pymysql python3-psycopg2 jq.
set -euo pipefail
needs_no_kho=1
. "$(dirname "$0")/../part.sh"
option=([articles]='' [sets]='' [limit]=0 [queries]=1000 [questions]=0 [words]=both [numbers]='' [names]=''
  [peers]=sphinx,groonga,postgresql)
begin "$@"
here=$bench/search

if [[ ${option[articles]} ]]; then
  articles=$work/articles.jsonl
  IFS=, read -ra folders <<<"${option[sets]}"
  cut_to() { awk -v n="$1" 'n == 0 || NR <= n'; }
  if [[ ${option[articles]} == *.gz ]]; then zcat "${option[articles]}"; else cat "${option[articles]}"; fi |
    cut_to "${option[limit]}" >"$articles"
  sets=()
  for folder in "${folders[@]}"; do
    sets+=(--set "$work/${folder##*/}")
    mkdir "$work/${folder##*/}"
    cp "$folder/corpus.jsonl" "$folder/qrels.tsv" "$work/${folder##*/}/"
    cut_to "${option[questions]}" <"$folder/queries.jsonl" >"$work/${folder##*/}/queries.jsonl"
  done
else
  "$here/make_articles" "$work/invented" --articles "$((option[limit] ? option[limit] : 5000))" --questions "$((option[questions] ? option[questions] : 300))"
  articles=$work/invented/corpus.jsonl
  sets=(--set "$work/invented")
  note "invented text, which says nothing of quality"
fi
ours=()
for name in numbers names; do [[ -z ${option[$name]} ]] || ours+=("--$name" "${option[$name]}"); done
"$here/make_queries" "$articles" "$work/queries" --seed 1 --lines "${option[queries]}"

# What the rows of both programs say, for results.py.
as_lines() {  # FILE
  jq -c --argjson run "$run" '
    select(.latency_ms) |
    (.system + (if (.configuration | startswith("exact words")) then ", exact words only" else "" end)) as $system |
    {measure: "build, s", value: .build_seconds},
    {measure: "peak while building, MB", value: .build_peak_mb},
    {measure: "index, bytes", value: .index_bytes},
    (.latency_ms | to_entries[] | (if .key == "round_trip" then .key = "asked for what nothing holds" else . end) |
      {measure: "\(.key), p50, ms", value: .value.p50}, {measure: "\(.key), p99, ms", value: .value.p99}),
    (.ndcg | to_entries[] | select(.key != "invented") | .key as $set | .value | to_entries[] |
      {measure: "nDCG@10 of \($set), \(.key | sub("_"; " "))", value: .value, better: "higher"}),
    {measure: "queries whose first ten have the words as typed, share", value: .first_ten_as_typed, better: "higher"},
    {work: "documents indexed", value: .documents},
    {work: "nine tenths of the first ten answers to AND, OR and phrase are matches of a scan",
      value: (if .first_ten_agree >= 0.9 then "so" else error("\($system): only \(.first_ten_agree)") end)} |
    {run: $run, system: $system} + .' "$1" >>"$lines"
}
only_kho() {  # FILE: what only it is asked.
  jq -c --argjson run "$run" '
    (.more_ms // {} | to_entries[] | {measure: "\(.key), p50, ms", value: .value.p50}, {measure: "\(.key), p99, ms", value: .value.p99}),
    (select(.what) | .what as $what | to_entries[] | select(.value | type == "object") |
      {measure: "\($what) typed \(.key): found first, share", value: .value.first, better: "higher"}) |
    {run: $run, system: "kho"} + .' "$1" >>"$lines"
}
for ((run = 1; run <= option[runs]; run++)); do
  "$bin/bench_search" --articles "$articles" "${sets[@]}" --queries "$work/queries" --scratch "$work" \
    --json "$work/kho.jsonl" --hits "$work/hits.jsonl" "${ours[@]}" >"$work/tables"
  cat "$work/tables" >&2
  "$here/peers" --articles "$articles" "${sets[@]}" --queries "$work/queries" --scratch "$work" \
    --words "${option[words]}" --peers "${option[peers]}" --beside "$work/kho.jsonl" \
    --hits "$work/hits.jsonl" --json "$work/all.jsonl" --left-out "$work/left-out" >&2
  as_lines "$work/all.jsonl"
  only_kho "$work/kho.jsonl"
  ! ((run == 1)) || while read -r peer; do jq -nc --arg left_out "$peer" --arg why "not installed" '$ARGS.named'; done \
    <"$work/left-out" >>"$lines"
  note "$(jq -sr '.[0] | "\(.documents) articles, \(.text_bytes / 1e5 | round / 10) MB of text"' "$work/all.jsonl")"
done
note "${option[queries]} queries of each kind, one thread; Kho is asked in its process, the others through a socket"
report search
