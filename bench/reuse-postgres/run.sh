#!/usr/bin/env bash
# The reuse answer over HTTP, beside PostgreSQL that looks up the same rows: wrk against kho serve and
# pgbench against a cluster of its own, in turn, each with 16 connections.
#
#   bench/reuse-postgres/run.sh [--owners N] [--runs N] [--seconds N] [--json FILE] [--scratch DIR]
#
# N owners (2,000) with ten papers each; before anything is measured both are asked about 200 owners,
# and must answer the same. Debian packages: postgresql-15 wrk jq python3. KHO names another kho than
# the release preset's. The cluster runs as the user postgres where this runs as root.
set -euo pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
kho=${KHO:-$repository/build/release/bin/kho}
postgres=${POSTGRES:-/usr/lib/postgresql/15/bin}
owners=2000 runs=3 seconds=8 json='' scratch=${TMPDIR:-/tmp}
connections=16

usage() { sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2; }
while (($#)); do
  case $1 in
    --owners) owners=${2:?}; shift 2 ;;
    --runs) runs=${2:?}; shift 2 ;;
    --seconds) seconds=${2:?}; shift 2 ;;
    --json) json=${2:?}; shift 2 ;;
    --scratch) scratch=${2:?}; shift 2 ;;
    *) usage ;;
  esac
done

work=$(mktemp -d "$(realpath "$scratch")/kho-bench-reuse-XXXXXX")
server=
as_postgres() { if [[ $(id -u) -eq 0 ]]; then runuser -u postgres -- "$@"; else "$@"; fi; }
cleanup() {
  [[ -z $server ]] || { kill "$server"; wait "$server"; } 2>/dev/null || true
  [[ ! -f $work/cluster/postmaster.pid ]] ||
    as_postgres "$postgres/pg_ctl" -D "$work/cluster" -m immediate -w stop >/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

# -- the same rows for both
"$kho" init "$work/warehouse" >/dev/null
"$kho" catalog import "$work/warehouse" "$repository/samples/catalogue.jsonl" >/dev/null
"$kho" serve "$work/warehouse" --listen 127.0.0.1:0 --ocr off --quiet --json >"$work/url" &
server=$!
until [[ -s $work/url ]]; do kill -0 "$server"; done
url=$(jq -r .url "$work/url")
PYTHONDONTWRITEBYTECODE=1 python3 "$here/fill.py" "$url" "$owners" >"$work/papers.csv"

# All rows fit its memory. What is recorded is durable shortly behind the answer, as Kho's is. The rest
# is as Debian has it.
chmod 755 "$work"
install -d -m 700 "$work/cluster"
[[ $(id -u) -ne 0 ]] || chown postgres "$work/cluster"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cd "$work/cluster"
as_postgres "$postgres/initdb" -D "$work/cluster" -U kho -A trust >/dev/null
as_postgres "$postgres/pg_ctl" -D "$work/cluster" -w start -l "$work/cluster/log" \
  -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c shared_buffers=1GB -c synchronous_commit=off" >/dev/null
export PGHOST=127.0.0.1 PGPORT=$port PGUSER=kho PGDATABASE=postgres
psql -q -v ON_ERROR_STOP=1 -f "$here/schema.sql"
psql -q -v ON_ERROR_STOP=1 -c '\copy paper FROM pstdin WITH (FORMAT csv)' <"$work/papers.csv"
psql -q -c 'VACUUM ANALYZE'
PYTHONDONTWRITEBYTECODE=1 python3 "$here/check.py" "$url" "$owners"

# -- measured
run_kho() {
  OWNERS=$owners wrk -t1 -c$connections -d"${seconds}s" --latency -s "$here/query.lua" "$url" >"$work/wrk" 2>&1
  grep -q 'Non-2xx' "$work/wrk" && { cat "$work/wrk" >&2; exit 1; }
  awk 'function ms(text) { return text ~ /us$/ ? text / 1000 : text ~ /ms$/ ? text + 0 : text * 1000 }
    $1 == "50%" { p50 = ms($2) } $1 == "99%" { p99 = ms($2) } $1 == "Requests/sec:" { rate = $2 }
    END { printf "{\"per_second\": %.0f, \"p50_ms\": %.3f, \"p99_ms\": %.3f}\n", rate, p50, p99 }' "$work/wrk"
}
run_postgres() {  # SCRIPT
  rm -f "$work"/latency.*
  pgbench -n -M prepared -c $connections -j 1 -T "$seconds" -D owners="$owners" -f "$1" \
    --log --log-prefix="$work/latency" >"$work/pgbench" 2>&1 || { cat "$work/pgbench" >&2; exit 1; }
  local rate
  rate=$(awk '/^tps/ { print $3 }' "$work/pgbench")
  cut -d ' ' -f 3 "$work"/latency.* | sort -n | awk -v rate="$rate" '{ us[NR] = $1 }
    END { printf "{\"per_second\": %.0f, \"p50_ms\": %.3f, \"p99_ms\": %.3f}\n",
          rate, us[int((NR + 1) / 2)] / 1000, us[int(NR * 0.99)] / 1000 }'
}
# The look-up, and behind its first line what records it in the same statement.
sed "1r $here/recording.sql" "$here/lookup.sql" >"$work/recorded.sql"
for ((run = 1; run <= runs; run++)); do
  of_kho=$(run_kho)
  lookup=$(run_postgres "$here/lookup.sql")
  recorded=$(run_postgres "$work/recorded.sql")
  jq -cn --argjson kho "$of_kho" --argjson lookup "$lookup" --argjson recorded "$recorded" \
    '{kho: $kho, lookup: $lookup, recorded: $recorded}' | tee -a "$work/rows" >&2
done

[[ -z $json ]] || jq -s . "$work/rows" >"$json"
jq -rs --arg owners "$owners" '
  def all(f): map(f | tostring) | join(", ");
  "| \($owners) owners, 16 connections | answers/s | p50, ms | p99, ms | Kho / it |",
  "|---|---|---|---|---|",
  "| Kho: HTTP, JSON, rules, each question recorded | \(all(.kho.per_second)) | \(all(.kho.p50_ms)) | \(all(.kho.p99_ms)) | |",
  "| PostgreSQL: the rows, each question recorded | \(all(.recorded.per_second)) | \(all(.recorded.p50_ms)) | \(all(.recorded.p99_ms)) | \(all(.kho.per_second / .recorded.per_second * 100 | round / 100)) |",
  "| PostgreSQL: the rows alone | \(all(.lookup.per_second)) | \(all(.lookup.p50_ms)) | \(all(.lookup.p99_ms)) | \(all(.kho.per_second / .lookup.per_second * 100 | round / 100)) |"' "$work/rows"
