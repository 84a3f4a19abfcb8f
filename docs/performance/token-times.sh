#!/usr/bin/env bash
# How exact are the times of tokens? 512 streams of 50 tokens/s; a token's error is the time stamp
# that the client gave it minus the time at which the server wrote it. Beside it aiohttp, without
# and with uvloop.
#
#   ./bench list >/dev/null          builds dist/, if need be
#   docs/performance/token-times.sh  takes three minutes
# shellcheck source=docs/performance/common.sh
. "$(dirname "$0")/common.sh"

readonly STREAMS=512 TOKENS_PER_SECOND=50 TOKENS_PER_STREAM=200
readonly RAMP_UP=4 # as long as one stream, so that as many end as begin at any time
readonly WARM_UP=12 SECONDS_COUNTED=20
readonly SECONDS_SENT=$((WARM_UP + SECONDS_COUNTED + 2)) # the load is kept up beyond what counts
readonly EXPECTED=$((STREAMS * TOKENS_PER_SECOND * SECONDS_COUNTED))
readonly ATTEMPTS=3 MOST_LATE=1000 # µs, of the server's p99; else a client is run again
readonly MEDIAN_GOAL=0.2 P90_GOAL=2

main() {
  clean_up_at_exit
  require taskset java javac jar "$python"
  require_modules aiohttp uvloop
  choose_cores
  compile_plugin tokens
  javac -encoding UTF-8 --release 17 -d "$scratch/server" "$here/TokenServer.java"
  check_clocks

  head_of_table
  measure bench with_bench
  measure aiohttp with_aiohttp
  measure aiohttp,uvloop with_aiohttp uvloop
  awk -v median_goal=$MEDIAN_GOAL -v p90_goal=$P90_GOAL '
    $1 == "bench" {
      printf "\nbench, median: %s ms, the goal is %s: %s\n", $2, median_goal, word($2 < median_goal)
      printf "bench, p90:    %s ms, the goal is %s: %s\n", $3, p90_goal, word($3 < p90_goal)
    }
    function word(isMet) { return isMet ? "met" : "missed" }' "$scratch/table"
  cat "$scratch/lateness"
}

# Java's and Python's clock must be one: what is read later is later.
check_clocks() {
  local before between after
  before=$(python_clock)
  between=$(java -cp "$scratch/server" TokenServer clock)
  after=$(python_clock)
  if [ "$before" -ge "$between" ] || [ "$between" -ge "$after" ]; then
    fail "System.nanoTime and Python's time.monotonic_ns are not the same clock here ($before, $between, $after). On Linux they are."
  fi
}

python_clock() {
  "$python" -c 'import time; print(time.monotonic_ns())'
}

head_of_table() {
  echo "$STREAMS streams of $TOKENS_PER_SECOND tokens/s, error of their times in ms"
  printf '%-20s%10s%10s%10s%12s  %s\n' client p50 p90 p99 'in one read' 'events received'
}

# measure NAME COMMAND...: a row, of the first attempt in which the server was exact, or of the last.
measure() {
  local attempt
  for attempt in $(seq $ATTEMPTS); do
    try "$@"
    if [ "$(awk '{ print $2 }' "$scratch/server.out")" -le $MOST_LATE ]; then
      break
    fi
    echo "token-times: beside $1 the server itself was late: something else used the machine" >&2
  done
  tee -a "$scratch/table" <"$scratch/row"
  awk -v name="$1" '{
    printf "beside %s the server itself was late by %d µs (median), %d µs (p99), %d µs (at most)\n",
      name, $1, $2, $3
  }' "$scratch/server.out" >>"$scratch/lateness"
}

# A fresh server, and a client.
try() {
  local port
  await_quiet
  port=$(free_port)
  url="http://127.0.0.1:$port"
  start_server "$port" java -XX:+UseSerialGC -Xms512m -Xmx512m -cp "$scratch/server" TokenServer "$port" \
    $STREAMS $TOKENS_PER_SECOND $TOKENS_PER_STREAM $WARM_UP $SECONDS_COUNTED
  rm -rf "$scratch/out"
  "$2" "$1" "${@:3}" >"$scratch/row" || exit
  stop_server
}

with_bench() {
  if ! "${on_client_core[@]}" "${bench[@]}" -Dtokens.file="$scratch/$1.times" \
    -cp "$dist/lib/*:$scratch/tokens.jar" BenchRunner load token.times:benchmark --url "$url" \
    --concurrency $STREAMS --ramp-up ${RAMP_UP}s --warmup ${WARM_UP}s \
    --duration $((SECONDS_SENT - WARM_UP))s --out "$scratch/out" \
    >"$scratch/bench.out" 2>"$scratch/bench.err"; then
    cat "$scratch/bench.err" >&2
    fail "bench failed"
  fi
  row "$1" "" "$scratch/out"
}

# with_aiohttp NAME [uvloop]
with_aiohttp() {
  local reads shared
  "${on_client_core[@]}" "$python" "$here/tokens_aiohttp.py" "$url/v1/completions" $STREAMS $RAMP_UP \
    $SECONDS_SENT "$scratch/$1.times" "${@:2}" >"$scratch/reads"
  read -r reads shared <"$scratch/reads"
  row "$1" "$(awk -v reads="$reads" -v shared="$shared" 'BEGIN { printf "%.3f", shared / reads }')"
}

# row NAME SHARE [RESULT_FOLDER]
row() {
  "$python" "$here/token_figures.py" "$1" "$scratch/$1.times" $WARM_UP $SECONDS_COUNTED $EXPECTED \
    "$2" "${@:3}"
}

main
