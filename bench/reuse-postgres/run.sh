#!/usr/bin/env bash
# The reuse answer over HTTP, beside PostgreSQL that looks up the same rows, and beside nginx that sends
# one answer from a file: wrk against kho serve and nginx, pgbench against a cluster of its own, in turn,
# each with 16 connections.
#
#   bench/reuse-postgres/run.sh [--owners N] [--seconds N] [--runs N] [--json FILE] [--scratch DIR]
#
# 2,000 owners with ten papers each, 8 s. In each run both are asked about 200 owners, and must name the
# same papers and judge them alike. Debian packages: postgresql-15 nginx-light wrk curl jq python3. The
# cluster runs as the user postgres where this runs as root.
set -euo pipefail
shopt -s inherit_errexit
. "$(dirname "$0")/../part.sh"
option=([owners]=2000 [seconds]=8)
begin "$@"

here=$bench/reuse-postgres
owners=${option[owners]}
postgres=${POSTGRES:-/usr/lib/postgresql/15/bin}
export PATH=$PATH:$postgres
needs wrk
as_postgres() { if [[ $(id -u) -eq 0 ]]; then runuser -u postgres -- "$@"; else "$@"; fi; }

# -- the same rows for both
make_warehouse "$work/warehouse"
serve "$work/warehouse" --ocr off
python3 "$here/fill.py" "$url" "$owners" >"$work/papers.csv"
note "$owners owners with ten papers each, 16 connections"

with_postgres=
if has initdb PostgreSQL && has pgbench PostgreSQL; then
  with_postgres=1
  # All rows fit its memory. What is recorded is durable shortly behind the answer, as Kho's is. The
  # rest is as Debian has it.
  install -d -m 700 "$work/cluster"
  [[ $(id -u) -ne 0 ]] || chown postgres "$work/cluster"
  port=$(free_port)
  cd "$work/cluster"
  as_postgres initdb -D "$work/cluster" -U kho -A trust >/dev/null
  end_cluster() { as_postgres "$postgres/pg_ctl" -D "$work/cluster" -m immediate -w stop; }
  at_end+=(end_cluster)
  settings="-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c shared_buffers=1GB -c synchronous_commit=off"
  as_postgres "$postgres/pg_ctl" -D "$work/cluster" -w start -l "$work/cluster/log" -o "-p $port $settings" >/dev/null
  export PGHOST=127.0.0.1 PGPORT=$port PGUSER=kho PGDATABASE=postgres
  psql -q -v ON_ERROR_STOP=1 -f "$here/schema.sql"
  psql -q -v ON_ERROR_STOP=1 -c '\copy paper FROM pstdin WITH (FORMAT csv)' <"$work/papers.csv"
  psql -q -c 'VACUUM ANALYZE'
  # The look-up, and behind its first line what records it in the same statement.
  sed "1r $here/recording.sql" "$here/lookup.sql" >"$work/recorded.sql"
fi

# One answer as a file, for nginx. What differs between two answers to one question is left out of what
# is compared.
answer() { curl -sSf "$url/v1/reuse-queries" -d '{"owner":"cccd:001010000019","procedure":"2.001646","on":"2026-11-23"}'; }
lasting() { jq -Sc 'del(.id, .position, .asked_at)' | sha256sum | cut -c1-16; }
with_nginx=
if has nginx; then
  with_nginx=1
  mkdir "$work/www"
  answer >"$work/www/answer"
  serve_files "$work/www"
fi

# -- measured
note_load() {  # SYSTEM PER-SECOND P50 P99
  measured "reuse answers/s" "$1" "$2" higher
  measured "reuse answer, p50, ms" "$1" "$3"
  measured "reuse answer, p99, ms" "$1" "$4"
}
run_postgres() {  # SYSTEM SCRIPT
  rm -f "$work"/latency.*
  pgbench -n -M prepared -c 16 -j 1 -T "${option[seconds]}" -D owners="$owners" -f "$2" \
    --log --log-prefix="$work/latency" >"$work/pgbench" 2>&1 || { cat "$work/pgbench" >&2; exit 1; }
  grep -q '^number of failed transactions: 0 ' "$work/pgbench" || { cat "$work/pgbench" >&2; exit 1; }
  [[ -s $(echo "$work"/latency.*) ]] || { cat "$work/pgbench" >&2; exit 1; }
  note_load "$1" "$(awk '/^tps/ { print $3 }' "$work/pgbench")" $(
    cut -d ' ' -f 3 "$work"/latency.* | sort -n |
      awk '{ us[NR] = $1 } END { print us[int((NR + 1) / 2)] / 1000, us[int(NR * 0.99)] / 1000 }')
}
for ((run = 1; run <= option[runs]; run++)); do
  python3 "$here/check.py" "$url" "$owners" ${with_postgres:+postgres} >"$work/answers"
  while read -r system papers digest; do
    note "the question about $(( owners < 200 ? owners : 200 )) owners brings up $papers papers"
    did "papers named, and which of them are reusable" "$system" "$digest"
    [[ $system == kho ]] || did "papers named, and which of them are reusable" "$system, each question recorded" "$digest"
  done <"$work/answers"
  OWNERS=$owners load "${option[seconds]}" "$url" -s "$here/query.lua"
  note_load kho "$per_second" "$p50" "$p99"
  if [[ $with_postgres ]]; then
    run_postgres "PostgreSQL" "$here/lookup.sql"
    run_postgres "PostgreSQL, each question recorded" "$work/recorded.sql"
  fi
  if [[ $with_nginx ]]; then
    did "an answer without its id and log position" kho "$(answer | lasting)"
    did "an answer without its id and log position" "nginx, an answer as a file" \
      "$(curl -sSf "$files_url/answer" | lasting)"
    load "${option[seconds]}" "$files_url/answer"
    note_load "nginx, an answer as a file" "$per_second" "$p50" "$p99"
  fi
done
report reuse
