# An autoscaler with workers and simulators, for the checks. Source it after check.sh. Each of them has a name: its stdout is
# $scratch/NAME.out, its stderr $scratch/NAME.err, its pid ${pid[NAME]}.

readonly ACCOUNT_KEY=account-of-the-check ENDPOINT_KEY=endpoint-of-the-check
declare -A pid

# begin NAME COMMAND...: in the background. Jobs of a script ignore SIGINT, and Java would inherit that.
begin() {
  local name=$1
  shift
  : >"$scratch/$name.out" # the job may make them too late for the first look
  : >"$scratch/$name.err"
  env --default-signal=INT "$@" >"$scratch/$name.out" 2>"$scratch/$name.err" &
  pid[$name]=$!
  started+=($!)
}

# forget NAME: it has ended, and its pid may soon be somebody else's.
forget() {
  local one left=()
  for one in "${started[@]}"; do
    [ "$one" = "${pid[$1]}" ] || left+=("$one")
  done
  started=("${left[@]}")
  unset "pid[$1]"
}

# ended NAME: wait for it; its exit status is in $status.
ended() {
  status=0
  { wait "${pid[$1]}" || status=$?; } 2>/dev/null # the shell would tell of one that was killed
  forget "$1"
}

# stop NAME...: all at once, as they may take a while.
stop() {
  local name
  for name in "$@"; do kill "${pid[$name]}"; done
  for name in "$@"; do ended "$name"; done
}

# await WHAT COMMAND...: until it succeeds, for a minute and a half.
await() {
  local what=$1 end=$((SECONDS + 90)) log
  shift
  until "$@"; do
    if ((SECONDS >= end)); then
      for log in "$scratch"/*.err; do tail -n 8 "$log" | sed "s|^|$(basename "$log"): |" >&2; done
      fail "waited in vain: $what"
    fi
    sleep 0.1
  done
}

# heard NAME TEXT: how many lines of its stderr have it.
heard() {
  grep -cF -- "$2" "$scratch/$1.err" || true
}

# said NAME TEXT [MORE]: on stderr, and there are more lines of it than that.
said() {
  [ "$(heard "$1" "$2")" -gt "${3:-0}" ]
}

# serves NAME: it has told its URL.
serves() {
  kill -0 "${pid[$1]}" 2>/dev/null || { cat "$scratch/$1.err" >&2; fail "$1 did not start"; }
  [ -s "$scratch/$1.out" ]
}

url_of() {
  head -n 1 "$scratch/$1.out"
}

# begin_simulator N FLAG...
begin_simulator() {
  begin "simulator-$1" dist/bin/bench simulate --port 0 benchmarks.openai --slots 100 --stream-rate 400 --ttft 20ms "${@:2}"
}

# begin_autoscaler NAME PORT FLAG...
begin_autoscaler() {
  # Longer than the 10 s after which a worker that has nothing to do says that it is there.
  begin "$1" dist/bin/bench autoscaler --port "$2" --account-key $ACCOUNT_KEY --endpoint-key $ENDPOINT_KEY \
    --worker-timeout 15s "${@:3}"
}

# begin_worker N BACKEND FLAG...: reports to $autoscaler. What the first one before a backend measured is kept.
begin_worker() {
  BENCH_LOG_LEVEL=INFO begin "worker-$1" dist/bin/bench worker benchmarks.openai --url "$2" \
    --host 127.0.0.1 --port 0 --metrics-port 0 --public-ipaddr 127.0.0.1 --container-id "$1" --report-addr "$autoscaler" \
    --runs 1 --concurrency 4 --max-tokens 16 --cache-file "$scratch/capacity-${2//[^0-9a-z]/-}" --max-wait-time 10m "${@:3}"
}

# ready NAME N...: the autoscaler NAME has heard of each worker that it is ready.
ready() {
  local name=$1 n
  for n in "${@:2}"; do
    grep -q "^worker $n at .*is ready" "$scratch/$name.err" || return
  done
}

# in_flight N...: what the workers have in hand, all together.
in_flight() {
  local n page sum=0
  for n in "$@"; do
    page=$(grep -o 'http://[^ ]*/metrics' "$scratch/worker-$n.err" | head -n 1)
    sum=$((sum + $(curl --silent --fail --noproxy '*' --max-time 10 "$page" |
      sed -n 's/^bench_worker_requests_in_flight \([0-9]*\).*/\1/p')))
  done
  echo $sum
}
