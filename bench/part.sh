# bench/part.sh - What the parts of bench/run do in the same way; each reads it with `.`, then sets
# its own flags and their defaults in `option` and calls `begin "$@"`.
#
# Every part has --runs N (3), --json FILE and --scratch DIR, too. It writes what it finds to $lines
# through measured, did, note and has; `report NAME` makes the table and FILE of that, and fails where
# systems did different work (results.py). Programs of Kho are those in $KHO_BIN (the release preset's).
# What was started is ended, and $work removed, however the part ends. Exit: 0; 1 failed; 2 called
# wrongly; 77 left out for want of a program.
bench=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(dirname "$bench")
bin=${KHO_BIN:-$repository/build/release/bin}
kho=$bin/kho
export PYTHONDONTWRITEBYTECODE=1 LC_NUMERIC=C
declare -A option
arguments=() servers=() at_end=() run=0

usage() { sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2; }

begin() {
  option[runs]=${option[runs]:-3} option[json]='' option[scratch]=${TMPDIR:-/tmp}
  command_line=$(realpath "$0")
  command_line=bench/${command_line#"$bench"/}  # For the result: with no folders of this machine.
  while (($#)); do
    if [[ $1 == --* ]]; then
      [[ $# -ge 2 && -v option[${1#--}] ]] || usage
      option[${1#--}]=$2
      [[ $1 == --json || $1 == --scratch ]] || command_line+=" $1 ${2//"${KHO_DATA:-/no/data}"/FOLDER}"
      shift
    elif [[ -n ${KHO_DATA:-} && $1 == "$KHO_DATA"/* ]]; then
      arguments+=("$(realpath "$1")")
      command_line+=" FOLDER${1#"$KHO_DATA"}"
    else
      arguments+=("$(realpath "$1")")
      command_line+=" ${1##*/}"
    fi
    shift
  done
  [[ -x $kho || -n ${needs_no_kho:-} ]] || { echo "$kho is not built: bench/run builds it" >&2; exit 2; }
  work=$(mktemp -d "$(realpath "${option[scratch]}")/kho-XXXXXX")
  chmod 755 "$work"
  lines=$work/lines.jsonl
  : >"$lines"
  trap finish EXIT
}
finish() {
  local each
  for each in "${servers[@]}"; do { kill "$each" && wait "$each"; } 2>/dev/null || true; done
  for each in "${at_end[@]}"; do $each >/dev/null 2>&1 || true; done
  rm -rf "$work"
}

# -- what was found
measured() {  # MEASURE SYSTEM VALUE [higher]: of this run.
  jq -nc --arg measure "$1" --arg system "$2" --argjson value "$3" --arg better "${4:-lower}" \
    --argjson run "$run" '$ARGS.named' >>"$lines"
}
did() {  # WORK SYSTEM VALUE: what the system did in this run; the same for all.
  jq -nc --arg work "$1" --arg system "$2" --arg value "$3" --argjson run "$run" '$ARGS.named' >>"$lines"
}
note() { jq -nc --arg note "$1" '$ARGS.named' >>"$lines"; }
has() {  # PROGRAM [SYSTEM]: else the system is left out, which is said.
  ! command -v "$1" >/dev/null || return 0
  grep -q "\"left_out\":\"${2:-$1}\"" "$lines" || echo "${2:-$1}: $1 is not installed: left out" >&2
  jq -nc --arg left_out "${2:-$1}" --arg why "$1 is not installed" '$ARGS.named' >>"$lines"
  return 1
}
needs() {  # PROGRAM...: without it the part is left out.
  local each
  for each; do command -v "$each" >/dev/null || { echo "left out: $each is not installed" >&2; exit 77; }; done
}
report() {  # NAME
  "$bench/results.py" "$1" "$lines" --command "$command_line" ${option[json]:+--json "${option[json]}"}
}

# -- what is timed
of() { jq -n --argjson x "$1" --argjson y "${3:-1}" "\$x $2 \$y"; }  # X OPERATOR Y, in numbers with a point.
timed() {  # COMMAND: in $work, said before; leaves its time in $seconds. Fails with what it printed.
  printf '  $ %s\n' "$1" >&2
  local begin=$EPOCHREALTIME
  (cd "$work" && bash -o pipefail -c "$1") >"$work/output" 2>&1 || { tail -20 "$work/output" >&2; return 1; }
  seconds=$(of "$EPOCHREALTIME" - "$begin")
}
tree_digest() {  # FOLDER: of the names and bytes of all files in it.
  (cd "$1" && find . -type f -printf '%P\0' | LC_ALL=C sort -z | xargs -0 -r sha256sum | sha256sum | cut -c1-16)
}
into_page_cache() { find "$1" -type f -exec cat {} + >/dev/null; }  # So that no disk decides.

# -- a warehouse
make_warehouse() {  # FOLDER [CATALOGUE]
  "$kho" init "$1" >/dev/null
  "$kho" catalog import "$1" "${2:-$repository/samples/catalogue.jsonl}" >/dev/null
}
serve() {  # FOLDER FLAGS...: leaves $url and $server.
  rm -f "$work/url"
  "$kho" --json serve "$1" --listen 127.0.0.1:0 --quiet "${@:2}" >"$work/url" &
  server=$!
  servers+=("$server")
  until [[ -s $work/url ]]; do kill -0 "$server"; done
  url=$(jq -r .url "$work/url")
}
end_server() {
  kill "$server"
  wait "$server" || true
  local each left=()
  for each in "${servers[@]}"; do [[ $each == "$server" ]] || left+=("$each"); done
  servers=("${left[@]}")
}
load() {  # SECONDS URL [WRK FLAGS...]: 16 connections; leaves $per_second, $p50 and $p99 in ms, $bytes_each.
  wrk -t1 -c16 -d"$1s" --latency "${@:3}" "$2" >"$work/wrk" 2>&1 || { cat "$work/wrk" >&2; return 1; }
  if grep -E 'Non-2xx|Socket errors' "$work/wrk" >&2; then return 1; fi
  read -r per_second p50 p99 bytes_each < <(awk '
    function ms(text) { return text ~ /us$/ ? text / 1000 : text ~ /ms$/ ? text + 0 : text * 1000 }
    function bytes(text) { return text * (text ~ /GB$/ ? 2^30 : text ~ /MB$/ ? 2^20 : text ~ /KB$/ ? 2^10 : 1) }
    $1 == "50%" { p50 = ms($2) } $1 == "99%" { p99 = ms($2) } $1 == "Requests/sec:" { rate = $2 }
    $2 == "requests" && $3 == "in" { count = $1; total = bytes($5) }
    END { print rate, p50, p99, int(total / count) }' "$work/wrk")
}
serve_files() {  # FOLDER: by nginx, two workers, sendfile, no log; leaves $files_url.
  local port config=$work/nginx.conf
  port=$(free_port)
  [[ $(id -u) -ne 0 ]] || echo "user root;" >"$config"
  cat >>"$config" <<CONFIG
worker_processes 2;
daemon off;
pid $work/nginx.pid;
error_log $work/nginx.log;
events { worker_connections 256; }
http {
  access_log off;
  sendfile on;
  keepalive_requests 1000000000;
  client_body_temp_path $work/nginx-body;
  proxy_temp_path $work/nginx-proxy;
  fastcgi_temp_path $work/nginx-fastcgi;
  uwsgi_temp_path $work/nginx-uwsgi;
  scgi_temp_path $work/nginx-scgi;
  server { listen 127.0.0.1:$port reuseport; root $1; }
}
CONFIG
  nginx -c "$config" 2>>"$work/nginx.log" &
  servers+=("$!")
  files_url=http://127.0.0.1:$port
  until curl -s -o /dev/null "$files_url/"; do kill -0 "$!"; done
}
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
