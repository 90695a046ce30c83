#!/usr/bin/env bash
# Draws the READMEs' pictures, fixtures/pictures/, again. A test fails when they are out of date.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
INSTA_UPDATE=always cargo test --locked -p kigen-cli --test suite the_pictures_of_the_readmes
git status --short fixtures/pictures
