#!/usr/bin/env bash
# bench new-plugin, mvn verify, the jar into plugins/, bench list, bench demo. The archive writes the same project on a
# JRE alone, and the project still builds elsewhere, offline.
set -euo pipefail
. .ci/lib/check.sh

# A local repository that is the machine's own, but for our artifacts: these must not stay there. It is made of links,
# so whatever else Maven downloads into folders that are there already is kept.
real=$HOME/.m2/repository
mkdir -p "$real/org" "$scratch/m2/org"
for entry in "$real"/* "$real"/org/*; do
  case $entry in
    "$real/org" | "$real/org/vespabench" | *'*') ;;
    *) ln -s "$entry" "$scratch/m2/${entry#"$real/"}" ;;
  esac
done
maven() {
  mvn -B -Dmaven.repo.local="$scratch/m2" "$@" >"$scratch/maven.log" 2>&1 </dev/null && return
  cat "$scratch/maven.log" >&2
  fail "mvn $*"
}

root=$PWD
cp -r dist "$scratch/dist"
cd "$scratch"
bench=$scratch/dist/bin/bench
began=$SECONDS
expect_status 0 "$bench" new-plugin "my plugins/acme" --coordinates acme.myapi:benchmark
project=$scratch/my\ plugins/acme
[ "$(cat out)" = "$project" ] || fail "stdout is not the folder: $(cat out)"
expect_text err "mvn -f '$project' verify"

maven -f "$project" verify
expect_text maven.log 'Tests run: 4, Failures: 0, Errors: 0, Skipped: 0'
! grep -q '^\[WARNING\]' maven.log || { cat maven.log >&2; fail "the build warns"; }
[ -d m2/org/vespabench/bench-runner ] || fail "our artifacts went into another local repository"
cp "$project/target/acme-myapi.jar" dist/plugins/

expect_status 0 "$bench" list
expect_text out acme.myapi:benchmark
expect_text out 'acme-myapi.jar 0.1.0'
expect_status 0 "$bench" demo acme.myapi --no-out
expect_number
echo "new-plugin: $(cat out) tokens/s by its demo, $((SECONDS - began)) s after it was begun"

expect_status 2 "$bench" new-plugin other --coordinates acme.myapi
expect_text err 'is there already, in'
[ ! -e other ] || fail "a folder was made for coordinates that are taken"
expect_status 2 "$bench" new-plugin "$project" --coordinates acme.other
expect_text err 'is not empty'

mv "my plugins" elsewhere
rm -r elsewhere/acme/target
maven -o -f elsewhere/acme verify
echo "new-plugin: the project builds elsewhere too, offline"

cd "$root"
tar=$(ls target/vespa-bench-*.tar.gz 2>/dev/null || true)
[ -n "$tar" ] && [ "$tar" -nt dist/lib/bench-runner.jar ] || tar=$(./bench dist | grep 'tar.gz$')
tar -xzf "$tar" -C "$scratch"
home=$(echo "$scratch"/vespa-bench-*)
jdk=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
"$jdk/bin/jlink" --add-modules java.se,jdk.unsupported,jdk.management --output "$scratch/jre"
cd "$scratch"
"$root/dist/bin/bench" new-plugin from-dist --coordinates acme.myapi >/dev/null 2>&1
expect_status 0 env -i PATH="$scratch/jre/bin" /bin/sh "$home/bin/bench" new-plugin from-archive --coordinates acme.myapi
diff -r from-dist from-archive || fail "the archive writes another project"
echo "new-plugin: the archive writes the same project, on a JRE"
