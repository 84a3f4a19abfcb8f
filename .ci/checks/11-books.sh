#!/usr/bin/env bash
# bench run against a simulator, held against the simulator's own books, for rounds, for a rate that is kept up, and once
# for each of our other benchmarks: within 3 %, one retry.
set -euo pipefail
. .ci/lib/check.sh

readonly WINDOW_SECONDS=12
plugin=benchmarks.openai

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

# In the books a sustained rate is what was worked on while the window was open: from when the tenth request had
# ended, for as long as the window lasted.
booked_window() {
  awk -F, -v seconds=$WINDOW_SECONDS '
    NR > 2 { began[++n] = $6; ended[n] = $7; units[n] = $4; sorted[n] = $7 }
    END {
      for (i = 1; i <= n; i++)
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

# compare BOOKED NAME CAPACITY... -- RUN...: true if what was measured and what BOOKED makes of the books agree.
compare() {
  local booked=$1 name=$2 capacity=() books="$scratch/$2.csv"
  shift 2
  while [ "$1" != -- ]; do
    capacity+=("$1")
    shift
  done
  shift
  start_simulator "$name" "$plugin" --books "$books" "${capacity[@]}"
  expect_status 0 dist/bin/bench run "$plugin" --url "$url" --fresh --no-out \
    --cache-file "$scratch/$name.cache" "$@"
  expect_number
  stop_started
  awk -v measured="$(cat "$scratch/out")" -v booked="$($booked "$books")" -v name="$name" 'BEGIN {
    percent = 100 * (measured / booked - 1)
    printf "%s: measured %.1f units/s, the books say %.1f: %+.2f %%\n", name, measured, booked, percent
    exit percent * percent > 9
  }'
}

twice() {
  compare "$@" || compare "$@" || fail "$2: more than 3 % apart, twice"
}

rounds() {
  twice booked "$@" --runs 3
}

sustained() {
  twice booked_window "$@" --method sustained --duration ${WINDOW_SECONDS}s --no-pin --count done
}

rounds slots --slots 5 --stream-rate 250 --ttft 100ms --
rounds streamed --slots 10 --stream-rate 200 --ttft 100ms -- --stream
rounds shared --slots 10 --stream-rate 1000 --total-rate 2000 --ttft 0ms --
rounds early --slots 10 --stream-rate 150 --lengths 100:500 --seed 7 -- --no-pin --count done
sustained queued --slots 5 --stream-rate 500 --ttft 100ms --lengths 1:500 --seed 3 --
sustained lengths --slots 10 --stream-rate 250 --ttft 100ms --lengths 1:500 --seed 4 -- --stream

# rounds_of PLUGIN NAME CAPACITY... -- RUN...
rounds_of() {
  plugin=$1
  shift
  twice booked "$@"
}

rounds_of benchmarks.openai_chat chat --slots 5 --stream-rate 500 --ttft 100ms -- --stream --runs 2
rounds_of benchmarks.openai_embeddings embeddings --slots 5 --stream-rate 300 --ttft 100ms -- --runs 2
rounds_of benchmarks.tgi tgi --slots 10 --stream-rate 150 --ttft 100ms -- --stream --runs 2
rounds_of benchmarks.comfyui comfyui --slots 10 --stream-rate 2600 --ttft 0ms -- --concurrency 10 --runs 2
# Its jobs are asked about every 100 ms: so they are long, or that would be more than 3 %.
rounds_of benchmarks.comfyui:native native --slots 10 --stream-rate 900 --ttft 0ms -- --concurrency 10 --runs 1
