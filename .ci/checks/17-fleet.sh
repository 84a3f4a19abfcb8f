#!/usr/bin/env bash
# An autoscaler, two workers, two simulators and a load test: each request stands exactly once in everybody's books, on a
# quiet day, and where a worker dies, a backend hangs, clients leave and the autoscaler begins anew.
set -euo pipefail
. .ci/lib/check.sh
. .ci/lib/fleet.sh

# A score of programs that live for seconds: what the second compiler makes of them comes too late.
export BENCH_JAVA_OPTS="-XX:TieredStopAtLevel=1 ${BENCH_JAVA_OPTS:-}"

stalled= # the pid of what is stopped, as that hears no signal
trap 'proceed; clean_up' EXIT
trouble=$scratch/trouble

stall() {
  stalled=${pid[$1]}
  kill -STOP "$stalled"
}

proceed() {
  if [ -n "$stalled" ]; then kill -CONT "$stalled" 2>/dev/null || true; fi
  stalled=
}

# load FOLDER FLAG...: in the foreground, all of it successful.
load() {
  expect_status 0 "${load_test[@]}" --out "$1" "${@:2}"
  expect_number
}

# begin_load FOLDER FLAG...
begin_load() {
  begin "$(basename "$1")" "${load_test[@]}" --out "$1" --duration 5m "${@:2}"
}

# end_load FOLDER: as a Ctrl-C does, what is in flight may end.
end_load() {
  local name
  name=$(basename "$1")
  kill -INT "${pid[$name]}"
  ended "$name"
  [ $status = 130 ] || { cat "$scratch/$name.err" >&2; fail "exit status $status, not 130: $name"; }
}

# aim: have load tests go to $autoscaler.
aim() {
  load_test=(dist/bin/bench load benchmarks.openai "$@" -k $ACCOUNT_KEY -e local --model simulated --max-tokens 16 --stream
    --no-self-warmup)
}

# lines FILE [OUTCOME]: of a worker's books.
lines() {
  awk -F, -v outcome="${2:-}" 'FNR > 1 && (outcome == "" || $4 == outcome)' "$1" | wc -l
}

at_least() {
  [ "$("${@:2}")" -ge "$1" ]
}

idle() {
  [ "$(in_flight "$@")" = 0 ]
}

# balanced NAME FOLDER [KILLED...]
balanced() {
  node .ci/lib/fleet-books.mjs "${@:2}" >"$scratch/balance" || fail "$1: the books differ"
  echo "$1: $(cat "$scratch/balance")"
}

# failures FOLDER WORKER: how many of a load test's requests failed at a worker, how many elsewhere, and how the former did.
failures() {
  node -e '
    const [file, worker] = process.argv.slice(1)
    const failed = require("fs").readFileSync(file, "utf8").trim().split("\n").map(JSON.parse).filter(one => one.error)
    const there = failed.filter(one => one.worker === worker)
    console.log(there.length, failed.length - there.length, [...new Set(there.map(one => one.error))].join(" "))
  ' "$1/requests.jsonl" "$2"
}

# The port that -i local means may be somebody else's on this machine.
begin_local_autoscaler() {
  begin_autoscaler autoscaler 8080 "$@"
  await "an autoscaler" over_or_serving autoscaler
  autoscaler=$(url_of autoscaler)
  if [ -n "$autoscaler" ]; then
    aim -i local
    return
  fi
  ended autoscaler
  expect_text "$scratch/autoscaler.err" "8080"
  begin_autoscaler autoscaler 0 "$@"
  await "an autoscaler" serves autoscaler
  autoscaler=$(url_of autoscaler)
  echo "quiet: port 8080 is taken, so the autoscaler is named by URL, not by -i local"
  aim --autoscaler-url "$autoscaler" --console-url "$autoscaler"
}

over_or_serving() {
  [ -s "$scratch/$1.out" ] || ! kill -0 "${pid[$1]}" 2>/dev/null
}

quiet_day() {
  local day=$scratch/quiet
  mkdir "$day"
  begin_simulator 1 --books "$day/simulator-1.csv"
  begin_simulator 2 --books "$day/simulator-2.csv"
  begin_local_autoscaler --books "$day/autoscaler.csv"
  await "simulators" serves simulator-1
  await "simulators" serves simulator-2
  begin_worker 1 "$(url_of simulator-1)" --books "$day/worker-1.csv"
  begin_worker 2 "$(url_of simulator-2)" --books "$day/worker-2.csv"
  await "two workers that are ready" ready autoscaler 1 2
  load "$day/load-quiet" -rps 50 -n 250
  expect_text "$scratch/err" "250 of 250 successful"
  stop worker-1 worker-2
  stop autoscaler simulator-1 simulator-2
  [ "$(lines "$day/worker-1.csv" success)" -gt 0 ] && [ "$(lines "$day/worker-2.csv" success)" -gt 0 ] ||
    fail "one worker got everything"
  balanced quiet "$day"
}

begin_day() {
  mkdir -p "$trouble/before" "$trouble/after"
  begin_simulator 1 --books "$trouble/simulator-1.csv"
  begin_simulator 2 --books "$trouble/simulator-2.csv"
  begin_autoscaler autoscaler 0 --books "$trouble/before/autoscaler.csv"
  await "simulators" serves simulator-1
  await "simulators" serves simulator-2
  await "an autoscaler" serves autoscaler
  autoscaler=$(url_of autoscaler)
  aim --autoscaler-url "$autoscaler" --console-url "$autoscaler"
  begin_worker 1 "$(url_of simulator-1)" --books "$trouble/worker-1.csv"
  begin_worker 2 "$(url_of simulator-2)" --books "$trouble/worker-2.csv" --backend-timeout 4s \
    --healthcheck-poll-interval 1s --healthcheck-timeout 2s
  await "two workers that are ready" ready autoscaler 1 2
}

# unnamed URL NAME: none of a load test's requests was routed there.
unnamed() {
  ! grep -qF "\"$1\"" "$trouble/before/$2/requests.jsonl" || fail "$2: a request was routed to $1"
}

worker_dies() {
  local out=$trouble/before/load-killed before url
  url=$(url_of worker-1)
  begin_load "$out" -rps 20 --max-tokens 200 # half a second long: some are under way whenever it dies
  await "requests at the first worker" at_least 20 lines "$trouble/worker-1.csv"
  kill -KILL "${pid[worker-1]}"
  ended worker-1
  before=$(lines "$trouble/worker-2.csv" success)
  await "the loss to be seen" said autoscaler "worker 1 at $url has not reported for too long"
  await "requests at the other worker" at_least $((before + 40)) lines "$trouble/worker-2.csv" success
  end_load "$out"
  read -r there elsewhere kinds < <(failures "$out" "$url")
  [ "$there" -gt 0 ] && [ "$elsewhere" = 0 ] || fail "$there requests failed at the dead worker, $elsewhere at the other"
  [[ $kinds == *truncated* || $kinds == *lost* ]] || fail "nothing was under way at the dead worker: $kinds"
  echo "killed: $there requests failed at the dead worker ($kinds), none at the other, which served" \
    "$(($(lines "$trouble/worker-2.csv" success) - before)) more"
  load "$trouble/before/load-alone" -rps 20 -n 20
  expect_text "$scratch/err" "20 of 20 successful"
  unnamed "$url" load-alone
  echo "killed: after its time-out nothing is routed to it; 20 of 20 succeeded"
}

backend_hangs() {
  local out=$trouble/before/load-hung url before ill="reports an error: the backend is not well: GET /"
  begin_worker 3 "$(url_of simulator-1)" --books "$trouble/worker-3.csv"
  await "another worker" ready autoscaler 3
  url=$(url_of worker-2)
  begin_load "$out" -rps 20 --max-tokens 200
  before=$(lines "$trouble/worker-2.csv")
  await "requests at both workers" at_least $((before + 10)) lines "$trouble/worker-2.csv"
  before=$(heard autoscaler "worker 2 at $url $ill")
  stall simulator-2
  await "the health check's report" said autoscaler "worker 2 at $url $ill" "$before"
  load "$trouble/before/load-meanwhile" -rps 20 -n 20
  expect_text "$scratch/err" "20 of 20 successful"
  unnamed "$url" load-meanwhile
  before=$(heard autoscaler "worker 2 at $url is ready")
  proceed
  await "its recovery" said autoscaler "worker 2 at $url is ready" "$before"
  before=$(lines "$trouble/worker-2.csv" success)
  await "requests at both workers again" at_least $((before + 10)) lines "$trouble/worker-2.csv" success
  end_load "$out"
  read -r there elsewhere kinds < <(failures "$out" "$url")
  [ "$there" -gt 0 ] && [ "$elsewhere" = 0 ] || fail "$there requests failed at the hung backend, $elsewhere elsewhere"
  [ "$kinds" = status:504 ] || fail "not all failed with 504: $kinds"
  echo "hung: $there requests answered with 504, none failed at the other worker; its worker reported it:" \
    "$(grep -o 'the backend is not well.*' "$scratch/autoscaler.err" | tail -n 1)"
  echo "hung: nothing was routed to it then, and 20 of 20 succeeded; when it was well, it got requests again"
}

clients_leave() {
  local out=$trouble/before/load-left left
  begin_load "$out" --concurrency 12 --max-tokens 8000 # 20 s long
  await "requests in flight" at_least 12 in_flight 2 3
  kill -INT "${pid[load-left]}"
  await "the first Ctrl-C to be heard" said load-left "Ctrl-C once more cuts"
  end_load "$out"
  await "nothing in flight" idle 2 3
  left=$(($(lines "$trouble/worker-2.csv" cancelled) + $(lines "$trouble/worker-3.csv" cancelled)))
  [ $left -gt 0 ] || fail "the workers' books have nothing cancelled"
  echo "left: $left requests broken off by their client are cancelled in the workers' books, and 0 are in flight"
  load "$trouble/before/load-next" -rps 20 -n 20
  expect_text "$scratch/err" "20 of 20 successful"
  echo "left: 20 of 20 that came next succeeded"
}

public_key() {
  curl --silent --show-error --fail --noproxy '*' --max-time 10 "$autoscaler/pubkey/"
}

autoscaler_begins_anew() {
  local key n
  key=$(public_key)
  sleep 3 # each second workers report what has ended
  stop autoscaler
  for n in 1 2 3; do
    cp "$trouble/worker-$n.csv" "$trouble/before"
  done
  begin_autoscaler restarted "${autoscaler##*:}" --books "$trouble/after/autoscaler.csv"
  await "the autoscaler" serves restarted
  [ "$(public_key)" != "$key" ] || fail "the autoscaler has its old key"
  await "the workers' reports" ready restarted 2 3
  load "$trouble/after/load-anew" -rps 20 -n 40
  expect_text "$scratch/err" "40 of 40 successful"
  echo "restarted: the workers reported to the autoscaler again, and took what it signed with its new key: 40 of 40 succeeded"
}

end_day() {
  local n life
  stop worker-2 worker-3
  stop restarted simulator-1 simulator-2
  for n in 2 3; do # its numbers began anew, too
    awk -v old="$(wc -l <"$trouble/before/worker-$n.csv")" 'FNR == 1 || FNR > old' "$trouble/worker-$n.csv" \
      >"$trouble/after/worker-$n.csv"
  done
  for life in before after; do
    cp "$trouble"/simulator-*.csv "$trouble/$life"
  done
  balanced "trouble, before the restart" "$trouble/before" 1
  balanced "trouble, after the restart" "$trouble/after"
}

quiet_day
begin_day
worker_dies
backend_hangs
clients_leave
autoscaler_begins_anew
end_day
