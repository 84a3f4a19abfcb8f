#!/usr/bin/env bash
# Measures a real engine: llama.cpp behind somebody else's HTTP server, with a tiny random model.
# What ./bench counts must be exact, and its rate that of a loop of curl beside it.
set -euo pipefail
export LC_ALL=C # a point in decimal numbers

readonly RUNS=3 CONCURRENCY=4 MAX_TOKENS=64 TOLERANCE_PERCENT=15
readonly ENGINE="${CI_CACHE:-.ci/cache}/engine"
readonly MODEL_WRITER=bench-comfyui/src/test/java/org/vespabench/backends/TinyGguf.java

if [ "$(uname -sm)" != "Linux x86_64" ]; then
  echo "skipped: the pinned engine is built for Linux x86_64, this is $(uname -sm)"
  exit 0
fi

scratch=$(mktemp -d)
server=
bench_best=0
curl_best=0

main() {
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  install_engine
  java "$MODEL_WRITER" "$scratch/tiny.gguf"
  start_server
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

clean_up() {
  if [ -n "$server" ]; then
    # It ends itself within 2 seconds of the signal.
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$scratch"
}

fail() {
  echo "real engine: $1" >&2
  exit 1
}

# Node resolves packages from where a script lies, so the script is copied beside them.
install_engine() {
  mkdir -p "$ENGINE"
  cp .ci/engine/serve.mjs "$ENGINE"
  if cmp -s .ci/engine/package.json "$ENGINE/installed.json"; then
    return
  fi
  cp .ci/engine/package.json "$ENGINE"
  # Without the optional packages: they are for other platforms and graphics cards.
  if ! (cd "$ENGINE" && npm install --omit=optional --ignore-scripts --no-audit --no-fund) \
      >"$scratch/npm.log" 2>&1; then
    tail -n 20 "$scratch/npm.log" >&2
    fail "npm install failed"
  fi
  cp .ci/engine/package.json "$ENGINE/installed.json"
}

start_server() {
  node "$ENGINE/serve.mjs" "$scratch/tiny.gguf" 0 $CONCURRENCY "$scratch/prompts" \
    >"$scratch/server.out" 2>"$scratch/server.err" &
  server=$!
  for _ in $(seq 300); do
    url=$(sed -n 's/^ready //p' "$scratch/server.out")
    if [ -n "$url" ]; then
      return
    fi
    kill -0 "$server" 2>/dev/null || break
    sleep 0.2
  done
  tail -n 20 "$scratch/server.err" >&2
  fail "the server is not ready"
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
