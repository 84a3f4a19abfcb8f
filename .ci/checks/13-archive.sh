#!/usr/bin/env bash
# The archives run on a bare JRE 17, with nothing else in the PATH; no Java, or an old one, gets one line.
set -euo pipefail
. .ci/lib/check.sh

./bench dist >"$scratch/archives"
tar=$(grep 'tar.gz$' "$scratch/archives")
tar -xzf "$tar" -C "$scratch"
home=$(echo "$scratch"/vespa-bench-*)
[ -s "$(grep 'zip$' "$scratch/archives")" ] || fail "there is no zip"

# What a JRE has and a JDK has not: no compiler, no tools.
jdk=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
"$jdk/bin/jlink" --add-modules java.se,jdk.unsupported,jdk.management,jdk.net,jdk.crypto.ec --output "$scratch/jre"
[ ! -e "$scratch/jre/bin/javac" ] || fail "that is no JRE"

cd "$scratch"
expect_status 0 env -i PATH="$scratch/jre/bin" /bin/sh "$home/bin/bench" demo --runs 2 --requests 20 --stream-rate 1000
expect_number
expect_status 0 env -i JAVA_HOME="$scratch/jre" PATH=/nowhere /bin/sh "$home/bin/bench" list
expect_text out benchmarks.openai_chat:benchmark
echo "archive: $(basename "$tar") runs on a JRE"

expect_status 1 env -i PATH=/nowhere /bin/sh "$home/bin/bench" list
[ "$(wc -l <err)" = 1 ] || fail "more than one line for a missing Java: $(cat err)"
mkdir -p old/bin
printf '#!/bin/sh\necho "openjdk version \\"11.0.2\\"" >&2\n' >old/bin/java
chmod +x old/bin/java
expect_status 1 env -i PATH="$scratch/old/bin" /bin/sh "$home/bin/bench" list
[ "$(wc -l <err)" = 1 ] || fail "more than one line for an old Java: $(cat err)"
expect_text err 'Java 11'
echo "archive: no Java, or Java 11, gets one line"
