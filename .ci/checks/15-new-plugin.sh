#!/usr/bin/env bash
# bench new-plugin, mvn verify, the jar into plugins/, bench list, bench demo: first as docs/plugin-guide.md has it, then
# in a folder with a space. The project still builds elsewhere, offline, with the libraries that Vespa Bench brings; and
# the archive writes the same one, on a JRE alone.
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

# In a folder that looks like the repository, as far as the commands know it.
mkdir -p guide/repository
cp -r dist guide/repository/dist
printf '#!/bin/sh\nexec dist/bin/bench "$@"\n' >guide/repository/bench
chmod +x guide/repository/bench
awk '/^```sh$/ && !found { found = inside = 1; next } /^```$/ && inside { exit } inside' \
  "$root/docs/plugin-guide.md" >commands
expect_text commands './bench new-plugin'
began=$SECONDS
expect_status 0 env -C guide/repository MAVEN_OPTS="-Dmaven.repo.local=$scratch/m2" sh -e "$scratch/commands"
expect_text out 'acme.myapi:benchmark'
[ -f guide/repository/dist/plugins/acme-myapi.jar ] || fail "the guide's commands left no jar"
number=$(tail -n 1 out)
awk -v number="$number" 'BEGIN { exit !(number > 900 && number < 1000) }' ||
  fail "the guide says that the demo prints about 950, but it was '$number'"
echo "new-plugin: the guide's commands work as they stand: $number tokens/s, $((SECONDS - began)) s after they were begun"

bench=$scratch/dist/bin/bench
expect_status 0 "$bench" new-plugin "my plugins/acme" --coordinates acme.myapi:benchmark
project=$scratch/my\ plugins/acme
[ "$(cat out)" = "$project" ] || fail "stdout is not the folder: $(cat out)"
expect_text err "mvn -f '$project' verify"
expect_text err "$bench demo acme.myapi"

maven -f "$project" verify
expect_text maven.log 'Tests run: 4, Failures: 0, Errors: 0, Skipped: 0'
! grep -q '^\[WARNING\]' maven.log || { cat maven.log >&2; fail "the build warns"; }
[ -d m2/org/vespabench/bench-runner ] || fail "our artifacts went into another local repository"
cp "$project/target/acme-myapi.jar" dist/plugins/

expect_status 0 "$bench" list
expect_text out acme.myapi:benchmark
expect_text out 'acme-myapi.jar 0.1.0'
expect_status 0 "$bench" demo acme.myapi --no-out --runs 2 --stream-rate 1000
expect_number
echo "new-plugin: a folder with a space does as well"

expect_status 2 "$bench" new-plugin other --coordinates acme.myapi
expect_text err 'is there already, in'
[ ! -e other ] || fail "a folder was made for coordinates that are taken"
expect_status 2 "$bench" new-plugin "$project" --coordinates acme.other
expect_text err 'is not empty'

mv "my plugins" elsewhere
rm -r elsewhere/acme/target
cat >elsewhere/acme/src/main/java/acme/myapi/Brought.java <<'END'
package acme.myapi;

import com.google.gson.JsonParser;
import org.slf4j.LoggerFactory;

final class Brought {
  private Brought() {}

  static void log(String json) {
    LoggerFactory.getLogger(Brought.class).info("{}", JsonParser.parseString(json));
  }
}
END
maven -o -f elsewhere/acme verify
! grep -q '^\[WARNING\]' maven.log || { cat maven.log >&2; fail "the build with Gson and SLF4J warns"; }
echo "new-plugin: the project builds elsewhere too, offline, with Gson and SLF4J"

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
