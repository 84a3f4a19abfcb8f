# Sourced by the scripts beside it: what they need, a core for each side, servers, clean-up.
# shellcheck shell=bash
set -euo pipefail
export LC_ALL=C
PATH=$PATH:/usr/sbin # where Debian keeps nginx

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dist=$(cd "$here/../.." && pwd)/dist
scratch=$(mktemp -d)
python=${PYTHON:-python3}
server=
on_server_core=()
on_client_core=()
# The collector that dist/bin/bench chooses.
bench=(java -XX:+UseG1GC)

clean_up_at_exit() {
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

clean_up() {
  stop_server
  rm -rf "$scratch"
}

fail() {
  echo "$(basename "$0" .sh): $1" >&2
  exit 1
}

# require TOOL...: fail unless all are there, and dist/ as well.
require() {
  local tool missing=() packages=()
  for tool in "$@"; do
    if ! command -v "$tool" >/dev/null; then
      missing+=("$tool")
      packages+=("$(package_of "$tool")")
    fi
  done
  if [ ${#missing[@]} -gt 0 ]; then
    fail "no ${missing[*]} in the PATH. On Debian or Ubuntu: apt-get install $(printf '%s\n' "${packages[@]}" | sort -u | xargs)"
  fi
  if [ ! -f "$dist/lib/bench-api.jar" ]; then
    fail "no dist/lib/bench-api.jar. Build it with './bench list'."
  fi
}

package_of() {
  case $1 in
    nginx) echo nginx-light ;;
    taskset) echo util-linux ;;
    java | javac | jar) echo openjdk-17-jdk-headless ;;
    *) echo "$1" ;;
  esac
}

# require_modules MODULE...: fail unless Python has them all.
require_modules() {
  local module
  for module in "$@"; do
    "$python" -c "import $module" 2>/dev/null ||
      fail "$python has no module $module. Get it: $python -m pip install $*; or set PYTHON to one that has it."
  done
}

# Server and client on a core each, so that neither takes time from the other.
choose_cores() {
  if [ "$(nproc)" -lt 2 ]; then
    echo "$(basename "$0" .sh): this machine has one core, so server and client cannot be pinned to" \
      "one each; the figures say little" >&2
    return
  fi
  on_server_core=(taskset -c 0)
  on_client_core=(taskset -c 1)
}

# Wait until nobody else uses the machine, three minutes at most.
await_quiet() {
  local busy
  for _ in $(seq 90); do
    busy=$(busy_share)
    if [ "$busy" -lt 10 ]; then
      return
    fi
  done
  echo "$(basename "$0" .sh): others take $busy % of this machine, so the figures are doubtful" >&2
}

# Print how much of the machine is busy, over two seconds, in per cent; 0 where nobody can tell.
busy_share() {
  if [ ! -r /proc/stat ]; then
    echo 0
    return
  fi
  { head -n 1 /proc/stat; sleep 2; head -n 1 /proc/stat; } | awk '{
    for (i = 2; i <= 9; i++) total += (NR == 1 ? -1 : 1) * $i
    idle += (NR == 1 ? -1 : 1) * ($5 + $6)
  }
  END { printf "%d\n", 100 * (total - idle) / (total ? total : 1) }'
}

# compile_plugin FOLDER: make $scratch/FOLDER.jar of a plugin beside the scripts.
compile_plugin() {
  javac -encoding UTF-8 --release 17 -cp "$dist/lib/bench-api.jar" -d "$scratch/$1" \
    "$here/$1"/*/*.java
  jar --create --file "$scratch/$1.jar" -C "$scratch/$1" . -C "$here/$1" META-INF
}

start_nginx() {
  local port
  port=$(free_port)
  url="http://127.0.0.1:$port"
  nginx_config "$port" >"$scratch/nginx.conf"
  start_server "$port" nginx -p "$scratch" -c "$scratch/nginx.conf" -e "$scratch/error.log"
}

nginx_config() {
  cat <<END
daemon off;
worker_processes 1;
pid $scratch/nginx.pid;
events {
  worker_connections 4096;
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

# start_server PORT COMMAND...: run it on the server's core until stop_server.
start_server() {
  local port=$1
  shift
  "${on_server_core[@]}" "$@" >"$scratch/server.out" 2>&1 &
  server=$!
  for _ in $(seq 50); do
    if ! is_free "$port"; then
      return
    fi
    sleep 0.1
  done
  cat "$scratch/server.out" >&2
  fail "$1 does not listen on port $port"
}

stop_server() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=
  fi
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
