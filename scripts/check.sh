#!/usr/bin/env bash
# All checks, in one place: people run this file, and CI runs it through .ci/run.
#
# It stops at the first step that fails and names it. It works from any directory, asks nothing
# and changes nothing in the checkout.
#
#   CI=true                 install the programs that judge our files, and let no test skip for want of one
#   KIGEN_REQUIRE_JUDGES=1  the second half of that on its own
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

step="start"
begun=0
timings=()
report_failure() {
    local code=$?
    if [ "$code" -ne 0 ]; then
        printf '\ncheck.sh: FAILED at step: %s (exit code %d)\n' "$step" "$code" >&2
    fi
    if [ -n "${judges:-}" ]; then wait "$judges" || true; fi # a package manager is not cut off
}
trap report_failure EXIT

# Ends the step before it and says how long that took.
step() {
    if [ "$step" != start ]; then
        timings+=("$(printf '%5d s  %s' $((SECONDS - begun)) "$step")")
        printf '== %s (%d s)\n' "$step" $((SECONDS - begun))
    fi
    step=$1
    begun=$SECONDS
    if [ -n "$step" ]; then printf '\n== %s\n' "$step"; fi
}

# Ends the run: `fail "what is wrong" "what to do"`.
fail() {
    printf 'check.sh: error: %s\n' "$1" >&2
    if [ $# -gt 1 ]; then printf 'check.sh: hint: %s\n' "$2" >&2; fi
    exit 1
}

git_here() {
    # A CI machine often checks out as one user and runs as another, which git refuses unless told.
    git -c safe.directory="$root" "$@"
}

# Prints a checksum of all that git sees changed in the checkout, or nothing outside of one.
working_tree() {
    git_here rev-parse --verify -q HEAD >/dev/null 2>&1 || return 0
    { git_here status --porcelain --untracked-files=all && git_here diff HEAD --binary; } |
        git_here hash-object --stdin
}

# Prints the first command of the fenced block that follows the line `<!-- $1 -->` in README.md.
# The README is the one place where these commands stand.
readme_command() {
    [ -f README.md ] || fail "there is no README.md, which says the $1"
    awk -v marker="<!-- $1 -->" '
        function give_up(message) { print message > "/dev/stderr"; failed = 1; exit 1 }
        { sub(/\r$/, ""); line = $0; gsub(/^[ \t]+|[ \t]+$/, "", line) }
        state == 0 && line == marker { state = 1; next }
        state > 0 && line == marker { give_up("the marker stands twice: " marker) }
        state == 1 && line == "" { next }
        state == 1 && line ~ /^(```|~~~)/ { state = 2; next }
        state == 1 { give_up("no fenced block directly after the marker " marker) }
        state == 2 && line ~ /^(```|~~~)/ { give_up("an empty fenced block after the marker " marker) }
        state == 2 && (line == "" || line ~ /^#/) { next }
        state == 2 && line ~ /\\$/ { give_up("the command goes on in the next line after the marker " marker) }
        state == 2 { sub(/^\$ /, "", line); command = line; state = 3 }
        END {
            if (failed) exit 1
            if (state == 0) give_up("no line is the marker " marker)
            if (state < 3) give_up("no command in a fenced block after the marker " marker)
            print command
        }
    ' README.md || fail "README.md does not say the $1" \
        "put a line \`<!-- $1 -->\` above the fenced block that opens with the command"
}

step "tools"
command -v cargo >/dev/null || fail "cargo is not installed" "see https://rustup.rs"
cargo fmt --version >/dev/null 2>&1 || fail "rustfmt is not installed" "rustup component add rustfmt"
cargo clippy --version >/dev/null 2>&1 || fail "clippy is not installed" "rustup component add clippy"
cargo --version
rustc --version
if [ "${CI:-}" = true ]; then
    export KIGEN_REQUIRE_JUDGES=1
    # Beside the lints, which need the processor and not the network.
    scripts/install-judges.sh &
    judges=$!
elif [ "${KIGEN_REQUIRE_JUDGES:-}" != 1 ]; then
    echo "NOTE: tests whose judge is not installed are skipped; scripts/install-judges.sh installs them all."
fi
# The README's commands, read first: a missing marker should not show after minutes of building.
test_command=$(readme_command "test command")
main_command=$(readme_command "main command")
# Snapshots are compared, never written: not even insta's notes beside the sources.
export INSTA_UPDATE=no

# People run this with work in progress, so the question is not whether the tree is clean.
before=$(working_tree)

step "formatting"
cargo fmt --all --check

step "lints"
cargo clippy --workspace --all-targets --locked -- -D warnings

step "lints of the bare library"
cargo clippy -p kigen -p kigen-pkcs12 --lib --locked -- -D warnings

if [ -n "${judges:-}" ]; then
    step "the judges are installed"
    wait "$judges"
fi

step "tests: $test_command"
bash -euo pipefail -c "$test_command"

step "documentation tests"
# A plain `cargo test` has run them already; a run of chosen targets, or another runner, has not.
case " $test_command " in
*" --all-targets "* | *" --lib "* | *" --test "* | *" --tests "* | *" --bin "* | *" --bins "*) ran=no ;;
*"cargo test "*) ran=yes ;;
*) ran=no ;;
esac
if [ "$ran" = yes ]; then
    echo "part of the tests above"
else
    cargo test --doc --locked
fi

step "documentation"
RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked

step "benches, each once"
# Not `cargo bench`, which would build everything once more, optimized; so they are short, too.
cargo test --locked --bench bulk -- --test

step "planted bugs, a few"
# All of them take hours: scripts/planted.sh.
cargo test --locked -p kigen-planted
scripts/planted.sh --quick

step "the bare library stays light"
tree=$(cargo tree --locked -p kigen -e normal --target all --prefix none)
heavy=$(awk '{ print $1 }' <<<"$tree" | sort -u |
    grep -Fx -e clap -e toml -e serde -e serde_json -e quick-junit -e sys-locale -e indicatif -e schemars \
        -e axum -e hyper -e rustls -e tokio || true)
if [ -n "$heavy" ]; then
    fail "the library still needs: ${heavy//$'\n'/ }" \
        "cargo tree -p kigen -e normal --target all -i <crate>"
fi
echo "no command line, no reports and no server in it"

step "main command: $main_command"
# The README may call the binary by its name, as people who installed it do.
cargo build --locked
target=$(cargo metadata --locked --no-deps --format-version 1 |
    sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p')
PATH="$target/debug:$PATH" bash -euo pipefail -c "$main_command"

step "pytest, JUnit 5 and node:test with the command"
if [ "${KIGEN_REQUIRE_JUDGES:-}" = 1 ]; then
    scripts/try-python.sh
    KIGEN="$target/debug/kigen" scripts/try-java.sh
    KIGEN="$target/debug/kigen" scripts/try-node.sh
else
    echo "NOTE: not tried without KIGEN_REQUIRE_JUDGES=1; scripts/try-python.sh and its like try them."
fi

step "a roll-out with Apache Spark, of which a worker is killed"
if [ "${KIGEN_REQUIRE_JUDGES:-}" = 1 ]; then
    KIGEN="$target/debug/kigen" FLEET_RANGE=0..512 FLEET_BLOCK=64 scripts/try-fleet.sh
else
    echo "NOTE: not tried without KIGEN_REQUIRE_JUDGES=1; scripts/try-fleet.sh tries it (850 MB)."
fi

step "the checkout is as it was"
if [ -z "$before" ]; then
    echo "NOTE: not a git checkout, so this was not looked at."
elif [ "$before" != "$(working_tree)" ]; then
    git_here status --short >&2
    fail "the checks changed files of the checkout" "look at git diff; a generated file may be out of date"
else
    echo "unchanged"
fi

step ""
printf '\ncheck.sh: all checks passed in %d s:\n' "$SECONDS"
printf '%s\n' "${timings[@]}"
