#!/usr/bin/env bash
# Plays a part of the built-in roll-out with Apache Spark on this machine: in one process, and on a
# standalone cluster of two workers, of which one is killed with its executor in the middle. All have to give
# the same SHA-256 as `kigen fleet` itself, with every facility once. Needs Java; without it, it says so and
# tries nothing. A virtual environment with scripts/fleet/requirements.txt is made in a folder of its own, or
# taken from FLEET_VENV. KIGEN is the command; what is in the target folder, if not given.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
if ! command -v java >/dev/null; then
    echo "NOTE: there is no Java, so Spark was not tried."
    exit 0
fi
kigen=${KIGEN:-target/debug/kigen}
kigen=$(realpath "$kigen")
rollout=fixtures/fleet/rollout.toml
range=${FLEET_RANGE:-0..13000}
policy=program
block=${FLEET_BLOCK:-1024}
work=$(mktemp -d)
pids=()
finish() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    rm -rf "$work"
}
trap finish EXIT

venv=${FLEET_VENV:-$work/venv}
if [ ! -x "$venv/bin/python3" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet -r scripts/fleet/requirements.txt
fi
spark=$("$venv/bin/python3" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')
export SPARK_HOME=$spark PYSPARK_PYTHON=$venv/bin/python3 SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_HOSTNAME=localhost

# The rows of the command itself, in the order and the form in which spark.py hashes its own.
"$kigen" fleet "$rollout" --policy "$policy" --range "$range" --out "$work/alone" >/dev/null
expected=$(cat "$work"/alone/facilities-*.csv | grep -v '^facility,' | sha256sum | cut -d' ' -f1)
echo "alone: sha256 $expected"

submit() { # NAME MASTER PAUSE
    "$venv/bin/spark-submit" --master "$2" --conf spark.ui.enabled=false \
        --conf spark.executor.memory=600m --conf spark.log.level=ERROR scripts/fleet/spark.py "$rollout" \
        --policy "$policy" --range "$range" --kigen "$kigen" --block "$block" --pause "$3" \
        --out "$work/$1" 2>"$work/$1.log" | tee "$work/$1.out" || { tail -20 "$work/$1.log" >&2; exit 1; }
}

expect() { # NAME
    if ! grep -q "sha256 $expected\$" "$work/$1.out"; then
        echo "$1: other rows than those of the command" >&2
        exit 1
    fi
    echo "$1: the same rows, each facility once"
}

submit one "local[2]" 0
expect one

# A cluster: a master and two workers, each a process of its own, on loopback.
launch() { # CLASS ARGS...
    "$spark/bin/spark-class" "$@" >>"$work/cluster.log" 2>&1 &
    pids+=($!)
}
port=${FLEET_PORT:-7707}
launch org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "$port" --webui-port 0
for _ in $(seq 60); do
    grep -q "Starting Spark master" "$work/cluster.log" && break
    sleep 1
done
master=spark://127.0.0.1:$port
for worker in 1 2; do
    launch org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --cores 1 --memory 900m --webui-port 0 \
        --work-dir "$work/worker-$worker" "$master"
done
victim=${pids[1]}

children() { # PID; slim images have no pgrep
    if command -v pgrep >/dev/null; then
        pgrep -P "$1" || true
    else
        cat /proc/"$1"/task/*/children 2>/dev/null || true
    fi
}

submit killed "$master" 1.5 &
job=$!
# Once some blocks are done and the first worker has an executor, both die at once.
executors=
for _ in $(seq 1200); do
    executors=$(children "$victim")
    # The folder is not there from the beginning.
    done=$( (find "$work/killed" -name '*.parquet' 2>/dev/null || true) | wc -l)
    if [ -n "$executors" ] && [ "$done" -ge 2 ]; then
        break
    fi
    sleep 0.5
done
if [ -z "$executors" ]; then
    echo "the worker that was to be killed never had an executor" >&2
    exit 1
fi
# shellcheck disable=SC2086 # one word for each process
kill -9 "$victim" $executors
echo "killed worker $victim and its executor" $executors
wait "$job"
expect killed
