#!/usr/bin/env bash
# bench run against a simulator, held against the simulator's own books: within 3 %, one retry.
set -euo pipefail
. .ci/lib/check.sh

# In the books a round is 10 requests; its rate counts from the first arrival to the last end.
booked() {
  awk -F, '
    NR > 2 { # after the header and the warm-up
      if (n % 10 == 0) { first = $5; last = 0; units = 0 }
      n++
      if ($5 + 0 < first + 0) first = $5
      if ($7 + 0 > last + 0) last = $7
      units += $4
      if (n % 10 == 0) { rate = units * 1e9 / (last - first); if (rate > best) best = rate }
    }
    END { printf "%.3f\n", best }' "$1"
}

# compare NAME CAPACITY... -- RUN...: true if both agree.
compare() {
  local name=$1 capacity=() books="$scratch/$1.csv"
  shift
  while [ "$1" != -- ]; do
    capacity+=("$1")
    shift
  done
  shift
  start_simulator "$name" --books "$books" "${capacity[@]}"
  expect_status 0 dist/bin/bench run benchmarks.openai --url "$url" --runs 3 --fresh --no-out \
    --cache-file "$scratch/$name.cache" "$@"
  expect_number
  stop_started
  awk -v measured="$(cat "$scratch/out")" -v booked="$(booked "$books")" -v name="$name" 'BEGIN {
    percent = 100 * (measured / booked - 1)
    printf "%s: measured %.1f tokens/s, the books say %.1f: %+.2f %%\n", name, measured, booked, percent
    exit percent * percent > 9
  }'
}

twice() {
  compare "$@" || compare "$@" || fail "$1: more than 3 % apart, twice"
}

twice slots --slots 5 --stream-rate 250 --ttft 100ms --
twice streamed --slots 10 --stream-rate 200 --ttft 100ms -- --stream
twice shared --slots 10 --stream-rate 1000 --total-rate 2000 --ttft 0ms --
twice early --slots 10 --stream-rate 150 --lengths 100:500 --seed 7 -- --no-pin --count done

# In the books a sustained rate counts what was worked on while the window was open: the window is what
# result.json says, from when as many requests had ended as are in flight.
booked_window() {
  awk -F, -v seconds="$2" '
    NR > 2 { arrived[++n] = $5; began[n] = $6; ended[n] = $7; units[n] = $4; sorted[n] = $7 }
    END {
      for (i = 1; i <= n; i++) # the tenth that ended
        for (j = i + 1; j <= n; j++) if (sorted[j] + 0 < sorted[i] + 0) { t = sorted[i]; sorted[i] = sorted[j]; sorted[j] = t }
      from = sorted[10]; to = from + seconds * 1e9
      for (i = 1; i <= n; i++) {
        low = began[i] > from ? began[i] : from
        high = ended[i] < to ? ended[i] : to
        if (high > low) sum += units[i] * (high - low) / (ended[i] - began[i])
      }
      printf "%.3f\n", sum / seconds
    }' "$1"
}

# sustained NAME CAPACITY... -- RUN...
sustained() {
  local name=$1 capacity=() books="$scratch/$1.csv"
  shift
  while [ "$1" != -- ]; do
    capacity+=("$1")
    shift
  done
  shift
  start_simulator "$name" --books "$books" --lengths 1:500 "${capacity[@]}"
  expect_status 0 dist/bin/bench run benchmarks.openai --url "$url" --method sustained \
    --no-pin --count done --fresh --no-out --cache-file "$scratch/$name.cache" "$@"
  expect_number
  stop_started
  awk -v measured="$(cat "$scratch/out")" -v booked="$(booked_window "$books" "$seconds")" -v name="$name" 'BEGIN {
    percent = 100 * (measured / booked - 1)
    printf "%s: measured %.1f tokens/s, the books say %.1f: %+.2f %%\n", name, measured, booked, percent
    exit percent * percent > 9
  }'
}

twice_sustained() {
  sustained "$@" || sustained "$@" || fail "$1: more than 3 % apart, twice"
}

seconds=12
twice_sustained sustained --slots 5 --stream-rate 500 --ttft 100ms --seed 3 -- --duration 12s
twice_sustained sustained-streamed --slots 10 --stream-rate 250 --ttft 100ms --seed 4 -- --duration 12s --stream
