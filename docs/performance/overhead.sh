#!/usr/bin/env bash
# How fast is the runner itself? Sends requests that cost nothing to an nginx that answers at once,
# from one core, and compares with wrk (in C), hey (in Go) and a Python script that uses aiohttp.
#
#   ./bench list >/dev/null          builds dist/, if need be
#   docs/performance/overhead.sh     takes four minutes
#   ROUNDS=1 docs/performance/overhead.sh
# shellcheck source=docs/performance/common.sh
. "$(dirname "$0")/common.sh"

readonly CONNECTIONS=64 SECONDS_EACH=5 ROUNDS=${ROUNDS:-3}
readonly REQUESTS=300000 BENCH_ROUNDS=3 # the first ones warm the JVM up
readonly ATTEMPTS=3 MOST_APART=1.2 # else a round is repeated
readonly GOAL_OF_WRK=0.5 GOAL_OF_AIOHTTP=12

main() {
  clean_up_at_exit
  require nginx wrk hey taskset java javac jar
  require_modules aiohttp
  choose_cores
  compile_plugin trivial
  start_nginx
  with_wrk 2 >/dev/null # warm-up

  local round attempt
  for round in $(seq "$ROUNDS"); do
    for attempt in $(seq $ATTEMPTS); do
      echo "round $round of $ROUNDS" >&2
      measure_round "$round"
      if is_undisturbed; then
        break
      fi
      echo "overhead: wrk before and after differ too much: something else used the machine" >&2
    done
    cat "$scratch/round" >>"$scratch/figures"
  done
  report
}

measure_round() {
  : >"$scratch/round"
  measure "$1" before with_wrk $SECONDS_EACH
  measure "$1" hey with_hey
  measure "$1" aiohttp with_aiohttp
  measure "$1" bench with_bench
  measure "$1" load with_bench_load
  measure "$1" after with_wrk $SECONDS_EACH
}

# measure ROUND NAME COMMAND...: note down what it prints.
measure() {
  local value
  await_quiet
  value=$("${@:3}")
  echo "$1 $2 $value" >>"$scratch/round"
}

is_undisturbed() {
  awk -v most=$MOST_APART '
    { rate[$2] = $3 }
    END {
      apart = rate["before"] / rate["after"]
      exit !(apart < most && 1 / apart < most)
    }' "$scratch/round"
}

# with_wrk SECONDS: print requests/s.
with_wrk() {
  "${on_client_core[@]}" wrk -t1 -c$CONNECTIONS -d"$1s" "$url/" >"$scratch/wrk.out"
  if grep -E 'Socket errors|Non-2xx' "$scratch/wrk.out" >&2; then
    fail "wrk saw errors"
  fi
  awk '/^Requests\/sec:/ { printf "%.0f\n", $2 }' "$scratch/wrk.out"
}

with_hey() {
  "${on_client_core[@]}" hey -cpus 1 -c $CONNECTIONS -z ${SECONDS_EACH}s "$url/" >"$scratch/hey.out"
  if grep -Eq 'Error distribution|\[[^2]..\].*responses' "$scratch/hey.out"; then
    cat "$scratch/hey.out" >&2
    fail "hey saw errors"
  fi
  awk '/Requests\/sec:/ { printf "%.0f\n", $2 }' "$scratch/hey.out"
}

with_aiohttp() {
  "${on_client_core[@]}" "$python" "$here/requests_aiohttp.py" "$url/" $CONNECTIONS $SECONDS_EACH
}

# `bench run`: the best round.
with_bench() {
  run_bench run --requests $REQUESTS --runs $BENCH_ROUNDS --no-out \
    --cache-file "$scratch/has_benchmark" --fresh
}

# `bench load`: the average after a warm-up; it keeps more books.
with_bench_load() {
  run_bench load --warmup 10s --duration ${SECONDS_EACH}s --no-out
}

run_bench() {
  if ! "${on_client_core[@]}" "${bench[@]}" -cp "$dist/lib/*:$scratch/trivial.jar" BenchRunner \
    "$1" overhead.trivial:benchmark --url "$url" --concurrency $CONNECTIONS "${@:2}" \
    >"$scratch/bench.out" 2>"$scratch/bench.err"; then
    cat "$scratch/bench.err" >&2
    fail "bench failed"
  fi
  awk '{ printf "%.0f\n", $1 }' "$scratch/bench.out"
}

# Ratios are of one round; what is held against a goal is the median of the rounds.
report() {
  awk -v rounds="$ROUNDS" -v of_wrk=$GOAL_OF_WRK -v of_aiohttp=$GOAL_OF_AIOHTTP '
    { rate[$2, $1] = $3 }
    END {
      for (i = 1; i <= rounds; i++) rate["wrk", i] = (rate["before", i] + rate["after", i]) / 2
      printf "%-22s", "requests/s, one core"
      for (i = 1; i <= rounds; i++) printf "%10s", "round " i
      printf "%10s\n", "median"
      rates("before", "wrk, before")
      rates("hey", "hey")
      rates("aiohttp", "aiohttp")
      rates("bench", "bench run")
      rates("load", "bench load")
      rates("after", "wrk, after")
      print ""
      ratios("bench", "wrk", "bench run / wrk", of_wrk)
      ratios("bench", "hey", "bench run / hey", 0)
      ratios("bench", "aiohttp", "bench run / aiohttp", of_aiohttp)
      ratios("load", "wrk", "bench load / wrk", 0)
    }
    function rates(name, title, i) {
      printf "%-22s", title
      for (i = 1; i <= rounds; i++) { value[i] = rate[name, i]; printf "%10d", value[i] }
      printf "%10d\n", median()
    }
    function ratios(name, other, title, goal, i) {
      printf "%-22s", title
      for (i = 1; i <= rounds; i++) {
        value[i] = rate[name, i] / rate[other, i]
        printf "%10.2f", value[i]
      }
      printf "%10.2f", median()
      if (goal) printf "  the goal is %s: %s", goal, median() < goal ? "missed" : "met"
      print ""
    }
    function median(i, j, swap) {
      for (i = 1; i <= rounds; i++)
        for (j = i + 1; j <= rounds; j++)
          if (value[j] < value[i]) { swap = value[i]; value[i] = value[j]; value[j] = swap }
      return (value[int((rounds + 1) / 2)] + value[int(rounds / 2) + 1]) / 2
    }' "$scratch/figures"
}

main
