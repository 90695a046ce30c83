#!/usr/bin/env bash
# Builds the wheel with the command and the plugin for pytest, installs it into a fresh environment, and
# runs the example there. It packs the command as it was built for the tests: `--release` packs the one
# to give away, into scripts/python/dist.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/python"
profile=(--profile dev)
if [ "${1:-}" = --release ]; then profile=(--profile release --out dist); fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/build"
"$work/build/bin/pip" install --quiet --disable-pip-version-check 'maturin==1.16.0'
if [ "${1:-}" != --release ]; then profile+=(--out "$work"); fi
"$work/build/bin/maturin" build --quiet --locked "${profile[@]}"
wheels=("$work"/*.whl)
if [ "${1:-}" = --release ]; then wheels=(dist/*.whl); fi

python3 -m venv "$work/fresh"
"$work/fresh/bin/pip" install --quiet --disable-pip-version-check "${wheels[-1]}" 'pytest==9.2.0'
cp -r example "$work/example" # not beside the plugin's source: what was installed is tried
cd "$work/example"
"$work/fresh/bin/python" -m pytest -q -p no:cacheprovider --durations=3
