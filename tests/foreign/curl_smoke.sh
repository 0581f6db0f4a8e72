#!/bin/sh
# A recorder that has nothing but curl and jq. Usage: curl_smoke.sh SOCKET, of a ledger that knows no demand yet.
set -eu
socket=$1

fail() { echo "FAIL: $*" >&2; exit 1; }

# call METHOD PATH [BODY]: prints the body, then the status on a line of its own.
call() {
  if [ $# -eq 3 ]; then
    printf '%s' "$3" | curl -sS --unix-socket "$socket" -X "$1" -H 'Content-Type: application/json' \
      --data-binary @- -w '\n%{http_code}\n' "http://localhost$2"
  else
    curl -sS --unix-socket "$socket" -X "$1" -w '\n%{http_code}\n' "http://localhost$2"
  fi
}

# expect STATUS FILTER METHOD PATH [BODY]: the status, and a jq filter that must be true of the body.
expect() {
  status=$1 filter=$2
  shift 2
  answer=$(call "$@")
  got=$(printf '%s\n' "$answer" | tail -n 1)
  body=$(printf '%s\n' "$answer" | sed '$d')
  [ "$got" = "$status" ] || fail "$1 $2: $got, not $status: $body"
  printf '%s' "$body" | jq -e "$filter" >/dev/null || fail "$1 $2: not so: $filter: $body"
  echo "ok: $1 $2 $status"
}

demand='{"type":"demand.received","matter":"curl-1","mode":"historical","occurred_at":{"precision":"day","value":"2025-03-04"},
  "demand_id":"curl-1-D1","kind":"us_sca_warrant","idempotency_key":"curl-1"}'

[ "$(curl -sS --unix-socket "$socket" http://localhost/healthz | tr -d '\n')" = ok ] || fail healthz
[ "$(curl -sS --unix-socket "$socket" http://localhost/readyz | tr -d '\n')" = ready ] || fail readyz
expect 200 '.size == 1 and .state == "ok" and (.vkey | length) > 40' GET /v1/status
expect 200 '[.types[].type] | index("demand.received") != null' GET /v1/types
expect 404 '.status == 404 and .code == "not_found"' GET /checkpoint

expect 200 '.dry_run == true' POST '/v1/events?dry_run=1' "$demand"
expect 201 '.seq == 1 and (.leaf_hash | test("^[0-9a-f]{64}$")) and (.disclosures | length) > 7' POST /v1/events "$demand"
expect 200 '.seq == 1 and .repeat == true' POST /v1/events "$demand"
expect 409 '.status == 409' POST /v1/events "$(printf '%s' "$demand" | jq -c '.kind = "us_sca_d_order"')"
expect 400 '.errors | length > 0' POST /v1/events "$(printf '%s' "$demand" | jq -c '.idempotency_key = "curl-2" | .kind = "no_such_kind"')"
expect 400 '.status == 400' POST /v1/events '{"type":'
expect 403 '.status == 403' POST /v1/events '{"type":"ledger.heartbeat","matter":"ledger","occurred_at":{"precision":"day","value":"2025-03-04"}}'

expect 200 '.members.demand_id == "curl-1-D1" and .members.matter_seq == 1 and (.entry | fromjson | ._sd | length) == 32' GET /v1/entries/1
expect 200 '.entries | length == 1' GET /v1/matters/curl-1
expect 404 '.code == "not_found"' GET /v1/entries/99
expect 200 '.proof | startswith("c2sp.org/tlog-proof@v1\nindex 1\n")' GET /v1/receipts/1
expect 200 '.size >= 2' POST /v1/publications
expect 200 '.hashes | length >= 1' GET '/v1/proofs/inclusion?seq=1'
curl -sSf --unix-socket "$socket" http://localhost/checkpoint | head -n 1 | grep -qx 'ledger.example/foreign' || fail checkpoint
expect 404 '.status == 404' GET /v1/nothing
echo "all as stated"
