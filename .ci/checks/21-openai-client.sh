#!/usr/bin/env bash
# OpenAI's own client, before a real engine: through a worker, and through bench client, an autoscaler and a worker that
# takes signed requests alone, it must get what the engine itself answers.
set -euo pipefail
. .ci/lib/check.sh
. .ci/lib/fleet.sh
. .ci/lib/engine.sh

bases=()

# An unsecured worker that reports to nobody.
through_worker() {
  autoscaler=none begin_worker 1 "$url" --unsecured
  await "a worker that is ready" said worker-1 "ready after"
  bases+=("$(url_of worker-1)/v1")
}

# A worker that takes signed requests alone, an autoscaler that signs them, and a client that knows both.
through_client() {
  begin_autoscaler autoscaler 0
  await "an autoscaler" serves autoscaler
  autoscaler=$(url_of autoscaler)
  begin_worker 2 "$url"
  await "a secured worker that is ready" ready autoscaler 2
  begin client dist/bin/bench client -e local --endpoint-key $ENDPOINT_KEY --autoscaler-url "$autoscaler" --port 0
  await "bench client" serves client
  bases+=("$(url_of client)/v1")
}

start_engine 2
through_worker
through_client
node "$ENGINE/ask.mjs" tiny "$url/v1" "${bases[@]}" >"$scratch/asked" || fail "the answers differ from the engine's own"
echo "the npm package openai, whole and streamed: $(cat "$scratch/asked"), the same from the engine, through a worker, and" \
  "through bench client"
