# The steps of scripts/quickstart, which reads as the story; sourced by it, and run by nothing else.
# Needs: source_dir, keep. Sets: run (the folder of this run), daemon_pid, live_matter.

build=${REQLEDGER_BUILD_DIR:-$source_dir/build}
case $build in /*) ;; *) build=$source_dir/$build ;; esac
python=/usr/bin/python3  # Debian's own: python3-cryptography is installed for it
run=
daemon_pid=
step=0

if [ -t 1 ]; then bold=$(printf '\033[1m') dim=$(printf '\033[2m') plain=$(printf '\033[0m'); else bold='' dim='' plain=''; fi

heading() {
  step=$((step + 1))
  printf '\n%s%d  %s%s\n   %s%s%s\n\n' "$bold" "$step" "$1" "$plain" "$dim" "$2" "$plain"
}
# A report without its list of what was checked: that list is long, and each report has it.
verdict() { sed '/^Checked:/,$d' | shown; }
note() { printf '   %s\n' "$*"; }
shown() { sed 's/^\(.\)/   \1/'; }
fail() {
  printf '\nquickstart: %s\n' "$*" >&2
  exit 1
}

reqledger() {
  local command=$1
  shift
  case $command in
    init) "$build/tools/reqledger" "$command" "$@" ;;
    *) "$build/tools/reqledger" "$command" --socket="$run/socket" "$@" ;;
  esac
}

# Ends the daemon that this run started and no other process.
stop_daemon() {
  [ -n "$daemon_pid" ] || return 0
  kill "$1" "$daemon_pid" 2>/dev/null || true
  wait "$daemon_pid" 2>/dev/null || true
  daemon_pid=
}

on_exit() {
  local status=$?
  trap - EXIT INT TERM HUP
  [ $status -eq 0 ] && return
  stop_daemon -TERM
  [ -z "$run" ] || printf 'quickstart: stopped; what there is lies in %s\n' "$run" >&2
  exit $status
}
on_interrupt() {
  trap - EXIT INT TERM HUP
  stop_daemon -TERM
  [ -z "$run" ] || rm -rf "$run"
  printf '\nquickstart: interrupted; the daemon is stopped, the temporary folder removed.\n' >&2
  exit 130
}

use_folders() {
  run=$(mktemp -d "${TMPDIR:-/tmp}/reqledger-quickstart.XXXXXX")
  trap on_exit EXIT
  trap on_interrupt INT TERM HUP
}

make_ledger() {
  reqledger init --data_dir="$run/data" --key_dir="$run/keys" --state_dir="$run/state" --origin=ledger.example/quickstart \
    --schema_dir="$source_dir/schemas/events" 2>"$run/init.log" | shown || { cat "$run/init.log" >&2; fail "no ledger was made"; }
}

# In a session of its own, so that Ctrl-C here does not reach it before this script can stop it in order.
start_daemon() {
  setsid "$build/daemon/reqledgerd" --data_dir="$run/data" --key_dir="$run/keys" --state_dir="$run/state" \
    --socket="$run/socket" --schema_dir="$source_dir/schemas/events" >>"$run/daemon.log" 2>&1 </dev/null &
  daemon_pid=$!
  local tries=0
  until [ "$(curl -s --unix-socket "$run/socket" http://localhost/readyz 2>/dev/null || true)" = ready ]; do
    tries=$((tries + 1))
    if ! kill -0 "$daemon_pid" 2>/dev/null || [ $tries -gt 600 ]; then
      tail -n 20 "$run/daemon.log" >&2
      fail "the daemon did not start; its log is $run/daemon.log"
    fi
    sleep 0.05
  done
}

size_now() { reqledger status --json | jq -r .size; }

import_sample() {
  local before
  before=$(size_now)
  reqledger record --receipts_dir="$run/receipts" "$source_dir/schemas/samples/$1.jsonl" >"$run/record.log" 2>&1 ||
    { tail -n 5 "$run/record.log" >&2; fail "$1.jsonl was not recorded whole"; }
  note "$(printf '%-24s %3d events, entries %d to %d' "$1" $(($(size_now) - before)) "$before" $(($(size_now) - 1)))"
}

write_live_matter() {
  live_matter=$(date +%Y)-LIVE-1
  jq -cn --arg m "$live_matter" --arg minute "$(date +%Y-%m-%dT%H:%M%:z)" --arg now "$(date +%Y-%m-%dT%H:%M:%S%:z)" \
    --arg today "$(date +%F)" --arg yesterday "$(date -d yesterday +%F)" --arg due "$(date -d '14 days' +%F)" \
    -f "$source_dir/scripts/live_matter.jq" >"$run/live.jsonl"
}

record_live() {
  reqledger record --receipts_dir="$run/receipts" "$run/live.jsonl" 2>"$run/record.log" | shown || { cat "$run/record.log" >&2; fail "the new matter was not recorded"; }
}

crash_and_restart() {
  local before
  before=$(size_now)
  note "$before entries acknowledged. kill -9 $daemon_pid"
  stop_daemon -KILL
  start_daemon
  note "Started again (pid $daemon_pid): $(size_now) entries."
  [ "$(size_now)" -ge "$before" ] || fail "entries are missing after the crash"
}

export_bundle() {
  local name=$1
  shift
  reqledger export --audience=auditor --publish_now "$@" --out="$run/$name" >"$run/export.log" 2>&1 ||
    { cat "$run/export.log" >&2; fail "no export of $name"; }
  note "$(printf '%-12s %3d entries  %s' "$name" "$(jq -r .entries "$run/$name/data/export.json")" "$run/$name")"
}

verify_bundle() {
  note "reqledger-verify $1 --vkey=ledger.vkey"
  "$build/tools/reqledger-verify" "$run/$1" --vkey="$run/keys/ledger.vkey" | verdict || fail "the export $1 does not verify"
}

# The verdict must be "failed", with exit status 1: anything else is a failure of this project.
tamper_and_find() {
  local how=$1 status=0
  note "$bold$2$plain"
  note "$($python "$source_dir/scripts/tamper" "$run/whole" "$run/tampered-$how" "$how" --matter=2023-00417)"
  "$build/tools/reqledger-verify" "$run/tampered-$how" --vkey="$run/keys/ledger.vkey" --json >"$run/tampered-$how.json" || status=$?
  [ $status -eq 1 ] || fail "the verifier ended $status on a bundle that was tampered with ($how)"
  jq -r '"\(.verdict | ascii_upcase): \(.findings | length) finding(s)",
         (.findings[:4][] | "  \(.code)  \(if .seq == null then "(of the whole, no single entry)" else "at entry \(.seq)" end)"),
         (if (.findings | length) > 4 then "  … (all: --json)" else empty end)' "$run/tampered-$how.json" | shown
  echo
}

finish() {
  if ! $keep; then
    stop_daemon -TERM
    heading "Done in $((SECONDS - started)) seconds" "The daemon is stopped. Everything lies in $run:"
  else
    heading "Done in $((SECONDS - started)) seconds" "The daemon still runs (pid $daemon_pid). Everything lies in $run:"
  fi
  shown <<END
data/            the ledger       who can write here can destroy it, not change it unnoticed by who holds an older checkpoint
keys/            its keys         who can read here can open everything and sign; keep it apart
state/           high-water mark  refuses a ledger that was put back to an older copy
receipts/        one an event     who recorded an event keeps its receipt: it proves the entry against the provider too
whole/ walkthrough/               the exports; start with data/README.txt
tampered-*/      the copies       tampered-*.json has all findings
daemon.log       what it said
END
  if $keep; then
    printf '\n   Next:\n'
    shown <<END
$build/tools/reqledger new demand.received --socket=$run/socket
$build/tools/reqledger list --socket=$run/socket
$build/tools/reqledger-verify $run/whole --vkey=$run/keys/ledger.vkey --json
END
    printf '\n   Stop it with: kill %s    and remove: rm -r %s\n' "$daemon_pid" "$run"
  else
    printf '\n   Remove it with: rm -r %s\n' "$run"
  fi
}
