#!/usr/bin/env bash
# Measures a real engine: llama.cpp behind somebody else's HTTP server, with a tiny random model.
# What ./bench counts must be exact, and its rate that of a loop of curl beside it.
set -euo pipefail
. .ci/lib/check.sh
. .ci/lib/engine.sh

readonly RUNS=3 CONCURRENCY=4 MAX_TOKENS=64 TOLERANCE_PERCENT=15

bench_best=0
curl_best=0

main() {
  start_engine $CONCURRENCY
  echo "real engine: ready at $url"
  measure 1
  measure 2 --stream
  # Again, because machines are noisy: each try adds rounds to both sides.
  compare 3 || compare 4 || compare 5 || fail "the rates differ by more than $TOLERANCE_PERCENT %"
  play_scenario
}

# As docs/backends.md tells users to do with a server of their own.
play_scenario() {
  BENCH_IT_URL=$url mvn -B -pl bench-comfyui -am verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
    -Dit.test=AnyBackendIT -Dfailsafe.failIfNoSpecifiedTests=false >"$scratch/scenario" 2>&1 || {
      tail -n 40 "$scratch/scenario" >&2
      fail "the scenario does not hold"
    }
  grep -E '^benchmarks.openai (rounds|streamed|sustained|a wrong path)' "$scratch/scenario" ||
    fail "the scenario was not played"
}

# measure SEED [FLAG...]: run the benchmark, check its counts, leave its best rate in $rate.
# Another seed each time, so that the engine finds no prompt in its cache.
measure() {
  local seed=$1 out="$scratch/out-$1"
  shift
  BENCHMARK=benchmarks.openai:benchmark BACKEND_URL="$url" timeout 300 ./bench run --fresh \
    --runs $RUNS --concurrency $CONCURRENCY --max-tokens $MAX_TOKENS --seed "$seed" \
    --cache-file "$scratch/has_benchmark-$seed" --out "$out" "$@" \
    >"$scratch/stdout" 2>"$scratch/stderr" || {
      local status=$?
      cat "$scratch/stderr" >&2
      fail "./bench exited with $status${*:+ ($*)}"
    }
  if ! node -e '
      const text = require("fs").readFileSync(process.argv[1], "utf8")
      process.exit(/^\d+(\.\d+)?(e[+-]?\d+)?\n$/i.test(text) && Number(text) > 0 ? 0 : 1)
    ' "$scratch/stdout"; then
    fail "stdout is not one bare number: $(cat "$scratch/stdout")"
  fi
  rate=$(best_rate "$out/result.json") || fail "the counts are wrong${*:+ ($*)}"
  echo "real engine: ./bench measured $rate tokens/s${*:+ ($*)}"
}

best_rate() {
  node -e '
    const [file, expected] = process.argv.slice(1)
    const rounds = JSON.parse(require("fs").readFileSync(file)).rounds
    const sum = key => rounds.reduce((total, round) => total + Number(round[key]), 0)
    if (sum("done") !== Number(expected) || sum("estimated") !== 0) {
      console.error(`expected ${expected} tokens, none estimated: ${JSON.stringify(rounds)}`)
      process.exit(1)
    }
    console.log(Math.max(...rounds.map(round => round.throughput)).toFixed(1))
  ' "$1" $((RUNS * CONCURRENCY * MAX_TOKENS))
}

# compare SEED: succeed when ./bench and curl agree, best round of each against the other's. Another
# try adds rounds to both, so that each has its chance of a quiet moment.
compare() {
  measure "$1"
  bench_best=$(node -p "Math.max($bench_best, $rate)")
  measure_with_curl
  node -e '
    const [bench, curl, tolerance] = process.argv.slice(1).map(Number)
    const percent = ((bench / curl - 1) * 100).toFixed(1)
    console.log(`real engine: curl measured ${curl} tokens/s, ./bench ${bench}: ${percent} %`)
    process.exit(Math.abs(percent) <= tolerance ? 0 : 1)
  ' "$bench_best" "$curl_best" $TOLERANCE_PERCENT
}

# Raise $curl_best by as many rounds of curl, in tokens that usage reports.
measure_with_curl() {
  local round start seconds
  write_requests
  for round in $(seq $RUNS); do
    start=$EPOCHREALTIME
    send_round "$round"
    seconds=$(node -p "$EPOCHREALTIME - $start")
    curl_best=$(node -e '
      const [best, seconds, ...files] = process.argv.slice(1)
      const tokens = files
        .map(file => JSON.parse(require("fs").readFileSync(file)).usage.completion_tokens)
        .reduce((total, count) => total + count)
      console.log(Math.max(best, tokens / seconds).toFixed(1))
    ' "$curl_best" "$seconds" "$scratch"/reply-"$round"-*)
  done
}

# The prompts that ./bench has just sent, their words backwards: as many tokens, and not in the cache. The passage before
# them stays, as the engine keeps what all prompts begin with, for ./bench as well.
write_requests() {
  node -e '
    const fs = require("fs")
    const [scratch, runs, concurrency, max_tokens] = process.argv.slice(1)
    const prompts = fs.readFileSync(`${scratch}/prompts`, "utf8").trim().split("\n")
    prompts.slice(-runs * concurrency).forEach((line, index) => {
      const [passage, words] = JSON.parse(line).split("\n\n")
      const prompt = `${passage}\n\n${words.split(" ").reverse().join(" ")}`
      const body = { model: "tiny", prompt, max_tokens: Number(max_tokens), temperature: 0.7 }
      const round = 1 + Math.floor(index / concurrency)
      fs.writeFileSync(`${scratch}/request-${round}-${index % concurrency}`, JSON.stringify(body))
    })
  ' "$scratch" $RUNS $CONCURRENCY $MAX_TOKENS
}

send_round() {
  local slot pids=()
  for slot in $(seq 0 $((CONCURRENCY - 1))); do
    curl --silent --show-error --fail --noproxy '*' --max-time 120 \
      --header 'Content-Type: application/json' --data-binary "@$scratch/request-$1-$slot" \
      --output "$scratch/reply-$1-$slot" "$url/v1/completions" &
    pids+=($!)
  done
  for slot in "${pids[@]}"; do
    wait "$slot" || fail "curl failed"
  done
}

main
