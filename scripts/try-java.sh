#!/usr/bin/env bash
# Compiles the extension for JUnit 5 and runs its example. It needs a JDK, JUnit 5 (Debian: junit5) and
# the kigen command, which KIGEN may name.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/java"
jars=${JUNIT_JARS:-/usr/share/java}
path=$(printf '%s:' "$jars"/{junit-jupiter-api,junit-jupiter-engine,junit-platform-commons,junit-platform-engine} \
    "$jars"/{junit-platform-launcher,junit-platform-console,junit-platform-reporting,opentest4j,apiguardian-api,picocli} |
    sed 's/:/.jar:/g')
export LC_ALL=C.UTF-8 # Java finds a file with a Japanese name only in a locale that can write it
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
javac -Xlint:all,-processing,-path -Werror -encoding UTF-8 -d "$work" -cp "$path" kigen/*.java example/*.java
java -cp "$path$work" org.junit.platform.console.ConsoleLauncher --scan-classpath "$work" \
    --disable-banner --disable-ansi-colors --fail-if-no-tests
