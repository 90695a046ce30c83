#!/usr/bin/env bash
# Runs the example for node:test. It needs Node 18 or later and the kigen command, which KIGEN may name.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/node"
node --test example/
