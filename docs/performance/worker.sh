#!/usr/bin/env bash
# What does `bench worker` cost in front of a backend? Requests per second of processor time and added
# latency, unsecured and with signed requests, beside nginx as a reverse proxy with the same nginx
# behind; then 1000 streams at once through a worker with a small heap.
#
#   ./bench list >/dev/null          builds dist/, if need be
#   docs/performance/worker.sh       takes four minutes
#   ROUNDS=1 docs/performance/worker.sh
# shellcheck source=docs/performance/common.sh
. "$(dirname "$0")/common.sh"

readonly CONNECTIONS=64 SECONDS_EACH=5 WARM_UP=15 ROUNDS=${ROUNDS:-3}
readonly STREAMS=1000 TOKENS=100 TOKENS_PER_SECOND=10 HEAP=256m
readonly GOAL_OF_NGINX=0.35 GOAL_ADDED=0.3 # ms
readonly PAYLOAD='{"prompt":"hello","max_tokens":1}'
started=()

# What common.sh ends is one server.
clean_up() {
  local one
  for one in "${started[@]}"; do
    kill "$one" 2>/dev/null || true
    wait "$one" 2>/dev/null || true
  done
  stop_server
  rm -rf "$scratch"
}

main() {
  clean_up_at_exit
  require nginx wrk taskset java javac jar pgrep
  choose_cores
  compile_plugin trivial
  javac -encoding UTF-8 --release 17 -cp "$dist/lib/*" -d "$scratch/tools" "$here/KeyServer.java" \
    "$here/OpenStreams.java"

  start_nginx # the backend
  backend=$url
  start_proxy
  start_workers
  write_bodies

  local round
  with_wrk "$plain" $WARM_UP plain >/dev/null
  with_wrk "$secured" $WARM_UP signed >/dev/null
  for round in $(seq "$ROUNDS"); do
    echo "round $round of $ROUNDS" >&2
    latency "$round" direct "$backend" plain
    latency "$round" nginx "$proxy" plain
    latency "$round" worker "$plain" plain
    latency "$round" secured "$secured" signed
    rate "$round" nginx,before "$proxy" "$proxy_process" plain
    rate "$round" worker "$plain" "$plain_process" plain
    rate "$round" secured "$secured" "$secured_process" signed
    rate "$round" nginx,after "$proxy" "$proxy_process" plain
  done
  report
  streams
}

# start SIDE PORT COMMAND...: run a proxy on the client core, others on the server's; it is $process.
start() {
  local core=("${on_server_core[@]}")
  if [ "$1" = proxy ]; then
    core=("${on_client_core[@]}")
  fi
  local log=$scratch/$2.out
  "${core[@]}" "${@:3}" >"$log" 2>&1 &
  process=$!
  started+=("$process")
  local _
  for _ in $(seq 200); do
    if ! is_free "$2"; then
      return
    fi
    sleep 0.1
  done
  cat "$log" >&2
  fail "$3 does not listen on port $2"
}

# As it is usually set up: connections to the backend are kept.
start_proxy() {
  local port
  port=$(free_port)
  proxy=http://127.0.0.1:$port
  mkdir "$scratch/front"
  cat >"$scratch/proxy.conf" <<END
daemon off;
worker_processes 1;
pid $scratch/front/nginx.pid;
events {
  worker_connections 4096;
}
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path $scratch/front/body;
  proxy_temp_path $scratch/front/proxy;
  fastcgi_temp_path $scratch/front/fastcgi;
  uwsgi_temp_path $scratch/front/uwsgi;
  scgi_temp_path $scratch/front/scgi;
  upstream backend {
    server ${backend#http://};
    keepalive 256;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:$port;
    location / {
      proxy_pass http://backend;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
}
END
  start proxy "$port" nginx -p "$scratch" -c "$scratch/proxy.conf" -e "$scratch/proxy.log"
  proxy_process=$(pgrep -P "$process")
}

# One that takes requests from anybody, and one that checks a signature for each.
start_workers() {
  local port
  start_worker "$backend" -Xmx512m --unsecured
  plain=$worker plain_process=$process
  port=$(free_port)
  start others "$port" java -XX:+UseSerialGC -cp "$dist/lib/*:$scratch/tools" KeyServer "$port" \
    "$scratch/signed.json"
  start_worker "$backend" -Xmx512m --report-addr "http://127.0.0.1:$port" --container-id 1 \
    --public-ipaddr 127.0.0.1 --public-port 1
  secured=$worker secured_process=$process
}

# start_worker URL HEAP FLAG...: it is then $worker, its process $process.
start_worker() {
  local port
  port=$(free_port)
  worker=http://127.0.0.1:$port
  start proxy "$port" "${bench[@]}" "$2" "-Xlog:gc:file=$scratch/$port.gc" \
    -cp "$dist/lib/*:$scratch/trivial.jar" BenchRunner worker overhead.trivial:benchmark --url "$1" \
    --host 127.0.0.1 --port "$port" --metrics-port none --runs 1 --requests 1000 --fallback 1000000 \
    --cache-file "$scratch/$port.benchmark" "${@:3}"
  local _
  for _ in $(seq 300); do
    if [ "$(status "$port")" != 503 ]; then
      return
    fi
    sleep 0.1
  done
  cat "$scratch/$port.out" >&2
  fail "the worker is not ready"
}

# Print the status of the answer to GET /: 503 as long as a worker is not ready.
status() {
  local connection status
  exec {connection}<>"/dev/tcp/127.0.0.1/$1"
  printf 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' >&"$connection"
  read -r _ status _ <&"$connection"
  exec {connection}>&-
  echo "$status"
}

# Scripts for wrk that send one and the same body.
write_bodies() {
  echo "wrk.method = 'POST'; wrk.body = [[$PAYLOAD]]" >"$scratch/plain.lua"
  echo "wrk.method = 'POST'; wrk.body = [[$(cat "$scratch/signed.json")]]" >"$scratch/signed.lua"
}

# with_wrk URL SECONDS BODY [CONNECTIONS]: leave what it says in wrk.out.
with_wrk() {
  "${on_server_core[@]}" wrk -t1 -c"${4:-$CONNECTIONS}" -d"$2s" --latency -s "$scratch/$3.lua" "$1/" \
    >"$scratch/wrk.out"
  if grep -E 'Socket errors|Non-2xx' "$scratch/wrk.out" >&2; then
    fail "wrk saw errors from $1"
  fi
}

# rate ROUND NAME URL PROCESS BODY: note requests/s, and requests per second of processor time.
rate() {
  local before
  await_quiet
  before=$(ticks "$4")
  with_wrk "$3" $SECONDS_EACH "$5"
  awk -v name="$2" -v round="$1" -v ticks=$(($(ticks "$4") - before)) -v hertz="$(getconf CLK_TCK)" '
    /requests in/ { requests = $1 }
    /^Requests\/sec:/ { print "rate", name, round, $2, requests / (ticks / hertz) }
    ' "$scratch/wrk.out" >>"$scratch/figures"
}

# Processor time that a process used, all of its threads, in ticks of the kernel.
ticks() {
  sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'
}

# latency ROUND NAME URL BODY: note the median with one request at a time, in ms.
latency() {
  await_quiet
  with_wrk "$3" $SECONDS_EACH "$4" 1
  awk -v name="$2" -v round="$1" '
    $1 == "50%" {
      value = $2 + 0
      if ($2 ~ /us$/) value /= 1000
      else if ($2 !~ /ms$/) value *= 1000
      print "latency", name, round, value
    }' "$scratch/wrk.out" >>"$scratch/figures"
}

# Ratios are of one round; what is held against a goal is the median of the rounds.
report() {
  awk -v rounds="$ROUNDS" -v of_nginx=$GOAL_OF_NGINX -v most_added=$GOAL_ADDED '
    $1 == "rate" { rate[$2, $3] = $4; per_core[$2, $3] = $5 }
    $1 == "latency" { latency[$2, $3] = $4 }
    END {
      split("nginx,before worker secured nginx,after", names, " ")
      head("requests/s")
      for (i = 1; i <= 4; i++) row(names[i], rate, "%12.0f")
      head("per CPU second")
      for (i = 1; i <= 4; i++) row(names[i], per_core, "%12.0f")
      for (i = 1; i <= rounds; i++) {
        nginx = (per_core["nginx,before", i] + per_core["nginx,after", i]) / 2
        ratio["worker / nginx", i] = per_core["worker", i] / nginx
        ratio["secured / nginx", i] = per_core["secured", i] / nginx
      }
      head("ratio per core")
      goal("worker / nginx", row("worker / nginx", ratio, "%12.2f") >= of_nginx, of_nginx " or more")
      goal("secured / nginx", row("secured / nginx", ratio, "%12.2f") >= of_nginx, of_nginx " or more")
      split("direct nginx worker secured", names, " ")
      head("median, ms")
      for (i = 1; i <= 4; i++) row(names[i], latency, "%12.3f")
      for (i = 1; i <= rounds; i++)
        for (n = 2; n <= 4; n++)
          added["added by " names[n], i] = latency[names[n], i] - latency["direct", i]
      row("added by nginx", added, "%12.3f")
      goal("added by worker", row("added by worker", added, "%12.3f") < most_added, "below " most_added " ms")
      goal("added by secured", row("added by secured", added, "%12.3f") < most_added, "below " most_added " ms")
      print told
    }
    function head(title, i) {
      printf "%s%-18s", title == "requests/s" ? "" : "\n", title
      for (i = 1; i <= rounds; i++) printf "%12s", "round " i
      printf "%12s\n", "median"
    }
    function row(name, of, form, i) {
      printf "%-18s", name
      for (i = 1; i <= rounds; i++) { value[i] = of[name, i]; printf form, value[i] }
      printf form "\n", median()
      return median()
    }
    function goal(name, met, what) {
      told = told sprintf("\n%s: the goal is %s: %s", name, what, met ? "met" : "missed")
    }
    function median(i, j, swap) {
      for (i = 1; i <= rounds; i++)
        for (j = i + 1; j <= rounds; j++)
          if (value[j] < value[i]) { swap = value[i]; value[i] = value[j]; value[j] = swap }
      return (value[int((rounds + 1) / 2)] + value[int(rounds / 2) + 1]) / 2
    }' "$scratch/figures"
}

# A worker of its own, in front of a simulator, as nginx streams nothing.
streams() {
  local port complete most_open tokens
  port=$(free_port)
  start others "$port" "${bench[@]}" -cp "$dist/lib/*:$dist/plugins/*" BenchRunner simulate \
    benchmarks.openai:benchmark --port "$port" --slots $STREAMS --stream-rate $TOKENS_PER_SECOND \
    --no-stream-usage
  start_worker "http://127.0.0.1:$port" -Xmx$HEAP --unsecured
  read -r complete most_open tokens < <("${on_server_core[@]}" java -cp "$scratch/tools" OpenStreams \
    "$worker" $STREAMS $TOKENS)
  printf '\n%d streams of %d tokens with -Xmx%s: %d complete, %d open at once, %d of %d tokens\n' \
    $STREAMS $TOKENS $HEAP "$complete" "$most_open" "$tokens" $((STREAMS * TOKENS))
  awk '/^VmHWM:/ { printf "most resident memory: %.0f MB\n", $2 / 1000 }' "/proc/$process/status"
  awk 'match($0, /[0-9]+M->[0-9]+M/) {
      split(substr($0, RSTART, RLENGTH), heap, "M->")
      if (heap[1] > most) most = heap[1] + 0
      if (heap[2] > live) live = heap[2] + 0
    }
    END { printf "heap: %d MB before a collection, %d MB after one, at most\n", most, live }' \
    "$scratch/${worker##*:}.gc"
  if [ "$complete" -eq $STREAMS ] && [ "$tokens" -eq $((STREAMS * TOKENS)) ]; then
    echo "all streams complete: the goal is met"
  else
    echo "all streams complete: the goal is missed"
  fi
}

main
