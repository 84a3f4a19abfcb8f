# What the end-to-end checks share. Source it; the working directory is the project's root.
export LC_ALL=C # a point in decimal numbers

scratch=$(mktemp -d)
started=()

# End what was started, by its id, and remove what was written.
clean_up() {
  local pid
  for pid in "${started[@]}"; do
    kill "$pid" 2>/dev/null || true
  done
  for pid in "${started[@]}"; do
    wait "$pid" 2>/dev/null || true
  done
  rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
  echo "FAILED: $1" >&2
  exit 1
}

# expect_status STATUS COMMAND...: run it with its output in $scratch/out and $scratch/err.
expect_status() {
  local expected=$1 status=0
  shift
  "$@" >"$scratch/out" 2>"$scratch/err" || status=$?
  if [ "$status" != "$expected" ]; then
    cat "$scratch/out" "$scratch/err" >&2
    fail "exit status $status, not $expected: $*"
  fi
}

expect_number() {
  grep -qxE '[0-9]+(\.[0-9]+)?' "$scratch/out" && [ "$(wc -l <"$scratch/out")" = 1 ] ||
    fail "stdout is not one bare number: $(cat "$scratch/out")"
}

# expect_text FILE TEXT
expect_text() {
  grep -qF -- "$2" "$1" || { cat "$1" >&2; fail "no '$2' in the output"; }
}

# start_simulator NAME FLAG...: sets $url; its pid is the last of $started, its stderr $scratch/NAME.err.
start_simulator() {
  local name=$1
  shift
  : >"$scratch/$name.out" # the job may make it too late for the first look
  # A background job of a script ignores SIGINT, and Java would inherit that.
  env --default-signal=INT dist/bin/bench simulate --port 0 "$@" \
    >"$scratch/$name.out" 2>"$scratch/$name.err" &
  started+=($!)
  local i
  for i in $(seq 100); do
    url=$(head -n 1 "$scratch/$name.out")
    [ -n "$url" ] && return
    kill -0 "${started[-1]}" 2>/dev/null || break
    sleep 0.1
  done
  cat "$scratch/$name.err" >&2
  fail "the simulator did not start"
}

# stop_started: interrupt the last that was started, and wait for it.
stop_started() {
  kill -INT "${started[-1]}"
  wait "${started[-1]}" || true
  unset 'started[-1]'
}
