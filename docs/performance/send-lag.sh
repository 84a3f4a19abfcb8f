#!/usr/bin/env bash
# Does an open loop keep its schedule? Sends 1000 and 5000 requests/s to nginx from one core, with any
# number in flight and with 500 at most; beside it a bare loop with the same HTTP client, so that the
# difference is what the runner itself adds.
#
#   ./bench list >/dev/null          builds dist/, if need be
#   docs/performance/send-lag.sh     takes five minutes
#   RATES=1000 docs/performance/send-lag.sh
# shellcheck source=docs/performance/common.sh
. "$(dirname "$0")/common.sh"

readonly RATES=${RATES:-"1000 5000"} SECONDS_COUNTED=20
readonly MOST_IN_FLIGHT=500 # as the bare loop has it
readonly GOAL=0.001 # of the rate

main() {
  clean_up_at_exit
  require nginx taskset java javac jar "$python"
  choose_cores
  compile_plugin trivial
  javac -encoding UTF-8 --release 17 -cp "$dist/lib/*" -d "$scratch/bare" "$here/BareLoop.java"
  start_nginx

  local rate
  echo "send lag in µs; handed: until the HTTP client had it; sent: until its connection took it"
  printf '%-12s%10s%12s%11s%12s%12s%12s%12s%9s\n' client wanted/s sent/s off \
    'handed p50' 'handed p99' 'sent p50' 'sent p99' failed
  for rate in $RATES; do
    row "$rate" bare with_bare
    row "$rate" bench with_bench
    row "$rate" bench,limit with_bench --max-in-flight $MOST_IN_FLIGHT
    row "$rate" bare with_bare
  done
  awk -v goal=$GOAL '
    /^bench/ {
      off = ($3 > $2 ? $3 - $2 : $2 - $3) / $2
      failed = $NF != 0
      printf "%s, %d requests/s: %.3f %% off%s, the goal is at most %s %%: %s\n", $1, $2, 100 * off,
        failed ? ", and " $NF " requests failed" : "", 100 * goal, ((off > goal || failed) ? "missed" : "met")
    }' "$scratch/table"
}

# row RATE NAME COMMAND...: the command prints requests/s, four lags in µs, and how many failed.
row() {
  local figures
  await_quiet
  figures=$("$3" "$1" "${@:4}")
  echo "$2 $1 $figures" | awk '{
    printf "%-12s%10d%12.2f%9.3f %%%12s%12s%12s%12s%9d\n",
      $1, $2, $3, 100 * ($3 - $2) / $2, $4, $5, $6, $7, $8
  }' | tee -a "$scratch/table"
}

with_bare() {
  "${on_client_core[@]}" "${bench[@]}" -cp "$dist/lib/*:$scratch/bare" BareLoop "$url/" "$1" \
    $SECONDS_COUNTED
}

# with_bench RATE [FLAG...]
with_bench() {
  rm -rf "$scratch/out"
  if ! "${on_client_core[@]}" "${bench[@]}" -cp "$dist/lib/*:$scratch/trivial.jar" BenchRunner \
    load overhead.trivial:benchmark --url "$url" --rps "$1" --warmup 5s \
    --duration ${SECONDS_COUNTED}s --out "$scratch/out" "${@:2}" \
    >"$scratch/bench.out" 2>"$scratch/bench.err" && [ ! -f "$scratch/out/result.json" ]; then
    cat "$scratch/bench.err" >&2
    fail "bench failed"
  fi
  "$python" - "$scratch/out/result.json" <<'END'
import json, sys
result = json.load(open(sys.argv[1], encoding="utf-8"))
if not (result.get("load") or {}).get("stages"):
    sys.exit("send-lag: bench measured nothing: " + result["reason"])
stage = result["load"]["stages"][0]
lag = stage["sendLagMillis"] or {}
micros = [round(lag[q] * 1000) if lag.get(q) is not None else "-" for q in ("p50", "p99")]
for error in result["errors"]:
    print(f"bench: {error['count']} {error['kind']}, the first: {error['first']}", file=sys.stderr)
print(stage["sentRate"], "- -", *micros, result["requests"]["failed"] + stage["unsent"])
END
}

main
