#!/usr/bin/env bash
# bench load against a simulator: every request stands exactly once in the books of both, no token was seen before it was sent,
# and the schedule is kept. Native ComfyUI, whose requests have follow-ups, under load too; and a thousand at once in little memory.
set -euo pipefail
. .ci/lib/check.sh

readonly RATE=200 SECONDS_LONG=20

load() {
  expect_status 0 dist/bin/bench load "$@"
  expect_number
}

# joined BOOKS FOLDER: compare requests.jsonl with the books, request by request.
joined() {
  local origin
  origin=$(grep -o '"originNanos": "[0-9]*"' "$2/result.json" | grep -o '[0-9]*')
  awk -F, -v origin="$origin" -v expected=$((RATE * SECONDS_LONG)) '
    function value(name) { # of the line of JSON at hand
      return match($0, "\"" name "\":\"?[^,\"}]*") ? substr($0, RSTART, RLENGTH) : ""
    }
    function bare(text) { sub(/^"[a-zA-Z]*":"?/, "", text); return text }
    NR == FNR { if (FNR > 1) { served[$11]++; emitted[$11] = $8 - origin } next }
    {
      id = bare(value("id"))
      seen[id]++
      n++
      if (served[id] != 1) { print "in the books " served[id] + 0 " times: " id; bad++ }
      delay = bare(value("firstOutputMillis")) * 1e6 - emitted[id]
      if (delay < 0) { print "seen " -delay " ns before it was sent: " id; bad++ }
      delays[n] = delay
    }
    END {
      for (id in served) if (id ~ /^bench-[0-9a-f]+-[0-9]/ && seen[id] != 1) { print "seen " seen[id] + 0 " times: " id; bad++ }
      if (n != expected) { print n " requests, not " expected; bad++ }
      for (i = 1; i <= n; i++) { # in hundredths of a millisecond
        at = int(delays[i] / 10000); counts[at]++; if (at > most) most = at
      }
      for (at = 0; at <= most; at++) {
        sum += counts[at]
        if (!p50 && sum >= n * 0.5) p50 = at / 100
        if (!p99 && sum >= n * 0.99) p99 = at / 100
      }
      printf "first tokens: seen %.2f ms after they were sent (p50), %.2f ms (p99), none before; %d requests in both books\n", p50, p99, n
      exit bad > 0
    }' "$1" "$2/requests.jsonl" || fail "the books of client and simulator differ"
}

start_simulator open --books "$scratch/books.csv" --slots 400 --stream-rate 200 --ttft 100ms
load benchmarks.openai --url "$url" -rps $RATE --duration ${SECONDS_LONG}s --stream --max-tokens 32 --warmup 1s \
  --out "$scratch/open"
grep -E '^(Throughput|Rate|Send lag|Requests|Validity)' "$scratch/err"
expect_text "$scratch/err" "$((RATE * SECONDS_LONG)) of $((RATE * SECONDS_LONG)) successful"
stop_started
joined "$scratch/books.csv" "$scratch/open"

start_simulator comfyui benchmarks.comfyui:native --slots 4 --stream-rate 100000
load benchmarks.comfyui:native --url "$url" -rps 5 -n 20 --no-self-warmup --no-out
expect_text "$scratch/err" "20 of 20 successful"
stop_started

start_simulator many --slots 1000 --stream-rate 10 --ttft 100ms
BENCH_JAVA_OPTS=-Xmx256m load benchmarks.openai --url "$url" --concurrency 1000 -n 3000 --stream --max-tokens 16 \
  --no-self-warmup --no-out
expect_text "$scratch/err" "3000 of 3000 successful"
expect_text "$scratch/err" "at most 1000 in flight"
stop_started
echo "1000 requests in flight in 256 MB"
