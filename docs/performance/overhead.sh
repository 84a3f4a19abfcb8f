#!/usr/bin/env bash
# How fast is the runner itself? Sends requests that cost nothing to an nginx that answers at once,
# and compares with wrk, a load generator in C. The goal is half its rate, from one core.
#
#   ./bench list >/dev/null          builds dist/, if need be
#   docs/performance/overhead.sh
set -euo pipefail
export LC_ALL=C
PATH=$PATH:/usr/sbin # where Debian keeps nginx

readonly CONNECTIONS=64 SECONDS_OF_WRK=10 REQUESTS=300000 ROUNDS=3 GOAL=0.5

here=$(cd "$(dirname "$0")" && pwd)
dist=$(cd "$here/../.." && pwd)/dist
scratch=$(mktemp -d)
server=
on_server_core=()
on_client_core=()

main() {
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  require_tools
  choose_cores
  compile_plugin
  start_server
  with_wrk 2 >/dev/null # warm-up

  local before bench after
  before=$(with_wrk $SECONDS_OF_WRK)
  echo "wrk    $before requests/s"
  bench=$(with_bench)
  echo "bench  $bench requests/s"
  after=$(with_wrk $SECONDS_OF_WRK)
  echo "wrk    $after requests/s"
  awk -v before="$before" -v bench="$bench" -v after="$after" -v goal=$GOAL 'BEGIN {
    ratio = bench / ((before + after) / 2)
    printf "ratio  %.2f bench / wrk; the goal is %s, %s\n", ratio, goal, ratio < goal ? "missed" : "met"
  }'
}

clean_up() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$scratch"
}

fail() {
  echo "overhead: $1" >&2
  exit 1
}

require_tools() {
  local tool missing=()
  for tool in nginx wrk taskset java javac jar; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  if [ ${#missing[@]} -gt 0 ]; then
    fail "no ${missing[*]} in the PATH. On Debian or Ubuntu, install nginx-light, wrk, util-linux and a JDK, for example openjdk-17-jdk-headless."
  fi
  if [ ! -f "$dist/lib/bench-api.jar" ]; then
    fail "no dist/lib/bench-api.jar. Build it with './bench list'."
  fi
}

# Server and client on a core each, so that neither takes time from the other.
choose_cores() {
  if [ "$(nproc)" -lt 2 ]; then
    echo "overhead: this machine has one core, so server and client cannot be pinned to one each;" \
      "the ratio says little" >&2
    return
  fi
  on_server_core=(taskset -c 0)
  on_client_core=(taskset -c 1)
}

compile_plugin() {
  javac --release 17 -cp "$dist/lib/bench-api.jar" -d "$scratch/classes" \
    "$here/trivial/overhead/Trivial.java"
  jar --create --file "$scratch/trivial.jar" -C "$scratch/classes" . -C "$here/trivial" META-INF
}

start_server() {
  local port
  port=$(free_port)
  url="http://127.0.0.1:$port"
  write_config "$port" >"$scratch/nginx.conf"
  "${on_server_core[@]}" nginx -p "$scratch" -c "$scratch/nginx.conf" -e "$scratch/error.log" &
  server=$!
  for _ in $(seq 50); do
    if ! is_free "$port"; then
      return
    fi
    sleep 0.1
  done
  cat "$scratch/error.log" >&2
  fail "nginx does not listen on port $port"
}

write_config() {
  cat <<END
daemon off;
worker_processes 1;
pid $scratch/nginx.pid;
events {
  worker_connections 1024;
}
http {
  access_log off;
  # The default closes a connection after 1000 requests.
  keepalive_requests 1000000000;
  client_body_temp_path $scratch/body;
  proxy_temp_path $scratch/proxy;
  fastcgi_temp_path $scratch/fastcgi;
  uwsgi_temp_path $scratch/uwsgi;
  scgi_temp_path $scratch/scgi;
  server {
    listen 127.0.0.1:$1;
    location / {
      default_type application/json;
      return 200 '{"choices":[{"text":"hello","finish_reason":"stop"}]}';
    }
  }
}
END
}

free_port() {
  local port
  while true; do
    port=$((20000 + RANDOM % 10000))
    if is_free "$port"; then
      echo "$port"
      return
    fi
  done
}

is_free() {
  ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# with_wrk SECONDS: print requests/s.
with_wrk() {
  "${on_client_core[@]}" wrk -t1 -c$CONNECTIONS -d"$1s" "$url/" >"$scratch/wrk.out"
  if grep -E 'Socket errors|Non-2xx' "$scratch/wrk.out" >&2; then
    fail "wrk saw errors"
  fi
  awk '/^Requests\/sec:/ { printf "%.0f\n", $2 }' "$scratch/wrk.out"
}

# Print requests/s: the best round, and the first ones warm the JVM up.
with_bench() {
  if ! "${on_client_core[@]}" java -cp "$dist/lib/*:$scratch/trivial.jar" BenchRunner \
    run overhead.trivial:benchmark --url "$url" --concurrency $CONNECTIONS --requests $REQUESTS \
    --runs $ROUNDS --no-out --cache-file "$scratch/has_benchmark" --fresh \
    >"$scratch/bench.out" 2>"$scratch/bench.err"; then
    cat "$scratch/bench.err" >&2
    fail "bench failed"
  fi
  awk '{ printf "%.0f\n", $1 }' "$scratch/bench.out"
}

main
