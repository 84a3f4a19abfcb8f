#!/usr/bin/env bash
# A stranger's plugin, compiled against bench-api alone, runs beside eleven broken jars and the same
# dist/ goes on to work.
set -euo pipefail
. .ci/lib/check.sh

cp -r dist "$scratch/dist"
mkdir "$scratch/jars"
java -cp bench-api/target/classes:bench-runner/target/classes:bench-runner/target/test-classes \
  org.vespabench.runner.plugin.PluginJars "$scratch/jars" >/dev/null
cp "$scratch"/jars/*.jar "$scratch/dist/plugins/"
count=$(ls "$scratch/jars" | wc -l)
[ "$count" = 12 ] || fail "there are $count jars, not 12"

expect_status 0 "$scratch/dist/bin/bench" list
expect_text "$scratch/out" acme.stranger:benchmark
expect_text "$scratch/out" benchmarks.openai:benchmark
for jar in "$scratch"/jars/*.jar; do
  expect_text "$scratch/out" "$(basename "$jar")"
done
expect_text "$scratch/out" 'Could not be loaded'

expect_status 0 "$scratch/dist/bin/bench" demo acme.stranger --runs 2 --no-out
expect_number
echo "stranger: $(cat "$scratch/out") requests/s by its coordinates, beside 11 broken jars"

expect_status 2 "$scratch/dist/bin/bench" demo acme.strangr
expect_text "$scratch/err" 'did you mean acme.stranger:benchmark'

cp "$scratch/jars/stranger.jar" "$scratch/dist/plugins/stranger-2.jar"
expect_status 2 "$scratch/dist/bin/bench" demo acme.stranger
expect_text "$scratch/err" stranger-2.jar
expect_status 0 "$scratch/dist/bin/bench" demo --runs 1 --max-tokens 10 --stream-rate 100 --no-out
echo "stranger: twice is an error that names both jars, and stops nobody else"
