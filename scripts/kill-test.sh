#!/usr/bin/env bash
# Kills a process at work on a DirectoryStore, on a session, and on the folders of `run --out` and of
# `make`, each at 500 random moments or at as many as are given, and runs the conformance suite on disk
# with every sequence of four operations. Minutes, not seconds.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
export KIGEN_KILLS=${1:-500}
export KIGEN_THOROUGH=1
cargo test --locked --test suite -- --nocapture processes:: session_survives:: writing_survives:: \
    conformance::the_store_in_a_directory
