#!/usr/bin/env bash
# What the action does with the command: plays, says where the page is, and puts the text into the summary
# of the job. KIGEN_SCENARIOS, KIGEN_OUT and KIGEN_LANG are the action's inputs.
set -uo pipefail

read -ra scenarios <<<"${KIGEN_SCENARIOS:-}"
out=${KIGEN_OUT:-build/kigen}
text=$(mktemp)
kigen --lang "${KIGEN_LANG:-en}" run ${scenarios[@]+"${scenarios[@]}"} --out "$out" | tee "$text"
code=${PIPESTATUS[0]}
if [ -n "${GITHUB_OUTPUT:-}" ]; then echo "report=$out/report.html" >>"$GITHUB_OUTPUT"; fi
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
    # Longer than any run of backquotes in it.
    { echo '``````````text' && tail -c 60000 "$text" && echo '``````````'; } >>"$GITHUB_STEP_SUMMARY"
fi
rm -f "$text"
exit "$code"
