#!/usr/bin/env bash
# Exit statuses, stdout and the cache of bench run, as an operator or an autoscaler sees them.
set -euo pipefail
. .ci/lib/check.sh
bench=$PWD/dist/bin/bench

run() {
  (cd "$scratch" && "$bench" "$@")
}

expect_status 1 env BENCHMARK=benchmarks.openai:benchmark BACKEND_URL=http://127.0.0.1:9 \
  "$bench" --no-out --cache-file "$scratch/none"
[ "$(cat "$scratch/out")" = 1.0 ] || fail "the fallback is not 1.0"
[ ! -e "$scratch/none" ] || fail "the fallback was cached"
expect_text "$scratch/err" 'docs/troubleshooting.md#backend-down'
echo "failures: a dead backend prints 1.0, exits with 1, caches nothing"

expect_status 2 run run benchmarks.openai
expect_status 2 run run no.such
expect_status 2 run run benchmarks.openai --url http://127.0.0.1:9 --max-token 5
expect_text "$scratch/err" 'did you mean --max-tokens'
[ ! -s "$scratch/out" ] || fail "a usage error printed on stdout"
echo "failures: usage errors exit with 2 and print no number"

start_simulator sim --stream-rate 1000 --ttft 50ms
expect_status 0 run run benchmarks.openai --url "$url" --runs 2
expect_number
first=$(cat "$scratch/out")
expect_status 0 run run benchmarks.openai --url "$url" --runs 2
[ "$(cat "$scratch/out")" = "$first" ] || fail "the cached number is another one"
expect_text "$scratch/err" "using $first"
[ "$(cat "$scratch/.has_benchmark")" = "$first" ] || fail ".has_benchmark holds something else"
expect_status 0 run run benchmarks.openai --url "$url" --runs 2 --max-tokens 400
expect_text "$scratch/err" 'was measured otherwise'
stop_started
echo "failures: the number is cached, and measured again when it was measured otherwise"

start_simulator slow --stream-rate 20 --ttft 50ms
env --default-signal=INT "$bench" run benchmarks.openai --url "$url" --warmup-tokens 1 --runs 3 --max-tokens 20 \
  --fresh --cache-file "$scratch/cut" --out "$scratch/cut-result" >"$scratch/out" 2>"$scratch/err" &
started+=($!)
for _ in $(seq 200); do
  grep -q 'Run 1/3' "$scratch/err" && break
  sleep 0.1
done
before=$(date +%s%N)
kill -INT "${started[-1]}"
status=0
wait "${started[-1]}" || status=$?
millis=$((($(date +%s%N) - before) / 1000000))
unset 'started[-1]'
[ "$status" = 130 ] || fail "Ctrl-C: exit status $status, not 130"
[ ! -s "$scratch/out" ] || fail "Ctrl-C printed a number"
[ ! -e "$scratch/cut" ] || fail "Ctrl-C cached a number"
grep -q '"verdict": "suspect"' "$scratch/cut-result/result.json" || fail "result.json does not say that it was cut"
stop_started
echo "failures: Ctrl-C ended after $millis ms with 130, and reported what was measured"
