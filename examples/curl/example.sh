#!/usr/bin/env bash
# What an intake system does with Kho, from the application to the decision, with curl and jq.
#
#   KHO_URL=http://127.0.0.1:8420 KHO_TOKEN=kho_... examples/curl/example.sh DOSSIER-CODE PAPER.pdf
#
# PAPER.pdf is what the applicant brought: a contract with a supplier. examples/README.md says how to
# start a server to try it on.
set -euo pipefail
code=${1:?a dossier code} paper=${2:?a PDF}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Secrets go into a file that curl reads: a command line is seen by everybody on the machine.
(umask 077 && printf 'header = "Authorization: Bearer %s"\n' "${KHO_TOKEN:?}" >"$work/token")

# kho PATH [curl's options]: prints the answer, or the refusal's code and fails.
#   - Who asks, for which dossier and why is recorded with every look. Values are percent-encoded.
#   - --retry asks again where the server is busy (503) or not there. The same Idempotency-Key stands
#     in all attempts, so that what is asked happens once.
kho() {
  local path=$1 status
  shift
  status=$(curl --silent --show-error --config "$work/token" --output "$work/answer" \
    --write-out '%{http_code}' --retry 4 --retry-connrefused --max-time 60 \
    --header "Kho-Officer: tran.thi.mai" --header "Kho-Dossier: $code" \
    --header "Kho-Purpose: $(jq -rn '"Tiếp nhận hồ sơ" | @uri')" \
    --header "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" \
    --header "Accept-Language: vi" "$KHO_URL$path" "$@")
  cat "$work/answer"
  if ((status >= 400)); then  # A problem document: its code is stable, its title is for people.
    echo "refused $status $(jq -r '"\(.code) \(.title)"' "$work/answer")" >&2
    return 1
  fi
}
json=(--header "Content-Type: application/json" --data)

# 1. The application comes in. Sent twice, it is the same dossier. The owner's number stands in the
#    body, never in a URL.
kho /v1/dossiers "${json[@]}" "$(jq -n --arg code "$code" \
  '{code: $code, owner: "mst:5299101378", procedure: "2.001646"}')" >"$work/dossier"
dossier=$(jq -r .dossier.id "$work/dossier")
echo "dossier $code $(jq -r .dossier.state "$work/dossier")"

# 2. What do we hold already?
kho /v1/reuse-queries "${json[@]}" "{\"dossier_id\": \"$dossier\"}" >"$work/reuse"
jq -r '.requirements[] | "requirement \(.code): \(.outcome)"' "$work/reuse"
query=$(jq -r .id "$work/reuse")

# 3. An officer looked at what is offered and accepts it: a receipt says so for ever.
reused=$(jq -r '[.. | objects | select(.component_id? and .outcome == "reusable")][0].component_id' \
  "$work/reuse")
kho "/v1/reuse-queries/$query/confirmations" "${json[@]}" "$(jq -n --arg component "$reused" \
  '{requirement: "2", component_id: $component, accept: true, remark: "Khớp bản chính"}')" \
  >"$work/receipt"
kho "/v1/receipts/$(jq -r .id "$work/receipt")" |
  jq -r '"receipt \(.id) accepted \(.accepted) sha256 \(.sha256)"'

# 4. What was missing is scanned and deposited: two parts, metadata and content. The answer means that
#    it is durable.
jq -n --arg dossier "$dossier" '{
  dossier_id: $dossier, requirement: "4", type: "HD_NHA_CUNG_CAP_RUOU", number: "07/2026/HĐMB",
  issue_date: "2026-02-02", validity: {from: "2026-02-02", to: "2099-12-31"},
  digitised_by: "tran.thi.mai"}' >"$work/metadata"
kho /v1/components --form "metadata=<$work/metadata;type=application/json" \
  --form "content=@$paper;type=application/pdf" >"$work/deposit"
component=$(jq -r .component.id "$work/deposit")
sha256=$(jq -r '.component.versions[-1].sha256' "$work/deposit")
echo "deposited $component sha256 $sha256"

# 5. A file back. ETag is its SHA-256 in quotes: what arrived is compared with it.
content=/v1/components/$component/content
kho "$content" --dump-header "$work/headers" >"$work/paper.pdf"
etag=$(sed -n 's/^ETag: \(.*\)\r$/\1/p' "$work/headers")
fetched=$(sha256sum "$work/paper.pdf" | cut -d ' ' -f 1)
[[ $etag == "\"$fetched\"" ]] || { echo "the file arrived damaged" >&2; exit 1; }
echo "fetched sha256 $fetched"

# 6. The first bytes alone, and nothing where we have it already.
first=$(kho "$content" --range 0-3 --dump-header "$work/headers")
echo "range $(sed -n 's|^HTTP/1.1 \(...\).*|\1|p; s/^Content-Range: \(.*\)\r$/\1/p' "$work/headers" |
  paste -sd ' ') $first"
: >"$work/answer"
kho "$content" --header "If-None-Match: $etag" --dump-header "$work/headers"
echo "not modified $(sed -n 's|^HTTP/1.1 \(...\).*|\1|p' "$work/headers")"

# 7. Found by its number, as soon as the index has it.
kho /v1/search "${json[@]}" "$(jq --arg code "$code" \
  '{q: "number:07/2026/HĐMB", as_dossier: $code, wait_for_position: .position}' "$work/deposit")" |
  jq -r '"search \(.hits | length) \(.hits[0].component.id)"'

# 8. The dossier knows both papers.
kho "/v1/dossiers/$dossier" | jq -r '.attachments[] | "attached \(.requirement) \(.source)"'

# 9. Refusals are told apart by their code.
if ! kho "/v1/reuse-queries/$query/confirmations" "${json[@]}" "$(jq -n --arg component "$reused" \
  '{requirement: "5", component_id: $component, accept: true}')" >"$work/problem" 2>"$work/refusal"; then
  cat "$work/refusal"
fi
