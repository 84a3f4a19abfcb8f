# llama.cpp behind somebody else's HTTP server, with a tiny random model. Source it after check.sh.

readonly ENGINE="${CI_CACHE:-.ci/cache}/engine"
readonly MODEL_WRITER=bench-comfyui/src/test/java/org/vespabench/backends/TinyGguf.java

if [ "$(uname -sm)" != "Linux x86_64" ]; then
  echo "skipped: the pinned engine is built for Linux x86_64, this is $(uname -sm)"
  exit 0
fi

# Node resolves packages from where a script lies, so the scripts are copied beside them.
install_engine() {
  mkdir -p "$ENGINE"
  cp .ci/engine/*.mjs "$ENGINE"
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

# start_engine SLOTS: sets $url. Each prompt that it gets is a line of $scratch/prompts.
start_engine() {
  install_engine
  java "$MODEL_WRITER" "$scratch/tiny.gguf"
  node "$ENGINE/serve.mjs" "$scratch/tiny.gguf" 0 "$1" "$scratch/prompts" \
    >"$scratch/server.out" 2>"$scratch/server.err" &
  local server=$!
  started+=("$server") # it ends itself within 2 seconds of a signal
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
