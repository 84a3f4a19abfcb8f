#!/usr/bin/env bash
# ./bench demo: within half a minute, a bare number on stdout, and nobody can take it for a real one.
set -euo pipefail
. .ci/lib/check.sh

./bench list >/dev/null # builds dist/ where it is missing, which is not what is timed
echo 42.5 >"$scratch/.has_benchmark"
bench=$PWD/bench

cd "$scratch"
expect_status 0 timeout 30 "$bench" demo
expect_number
expect_text err SIMULATED
expect_text err 'Run 8/8: 10/10 successful, 5000 tokens in'
grep -q '"simulated": true' bench-results/*/result.json || fail "the file does not say that it is simulated"
[ "$(cat .has_benchmark)" = 42.5 ] && [ ! -e .has_benchmark.json ] || fail "demo touched .has_benchmark"
echo "demo: $(cat out) tokens/s, within 30 s, and said to be simulated"

expect_status 0 timeout 30 "$bench" demo benchmarks.openai_chat --stream --runs 2 --requests 20 --json --no-out
expect_text out '"simulated": true'
expect_text out '"ttft"'
echo "demo: chat, streamed, as JSON"
