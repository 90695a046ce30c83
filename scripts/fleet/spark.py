#!/usr/bin/env python3
"""Plays a fleet with Apache Spark: a block of facilities a call of `kigen fleet --range`, Parquet out.

    spark-submit scripts/fleet/spark.py ROLLOUT.toml --out DIR [--policy NAME]... [--range M..N]
        [--kigen PATH] [--block 4096] [--partitions N]

Works on any master. Every executor needs the same `kigen`: on the PATH, at --kigen, or sent along with
`--files kigen` and `--kigen ./kigen`; the first thing each task does is compare versions. Requirements are
in requirements.txt beside this file.

A facility follows from the roll-out's seed and its number alone, so a block that is played twice, because
its worker died, gives the same rows. What is written is checked: every facility once under each policy. The
SHA-256 of all rows in order is printed; it does not depend on workers, partitions or blocks of a multiple
of 4096.

How a block ends: exit code 0 or 1 (a broken rule, which is data) gives rows; 2 and 3 are errors of the
roll-out or the machine and end the job after Spark's retries; so does a signal.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time

NUMBERS = [
    "facility", "pcs", "hours", "world", "minutes_at_facility", "minutes_at_pcs", "outages", "longest_days",
    "notices_seen", "notices_missed", "letters", "letters_undelivered", "yen",
]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("rollout", help="the roll-out (TOML)")
    parser.add_argument("--out", required=True, help="the folder of the Parquet files")
    parser.add_argument("--policy", action="append", default=[], help="only this policy")
    parser.add_argument("--range", help="only facilities from M to before N: M..N")
    parser.add_argument("--kigen", default="kigen", help="the command, on every executor")
    parser.add_argument("--block", type=int, default=4096, help="facilities a call")
    parser.add_argument("--partitions", type=int, default=0, help="as many as there are blocks, if not given")
    parser.add_argument("--pause", type=float, default=0.0, help="seconds to wait in each block, to try what is killed")
    return parser.parse_args()


def version_of(kigen):
    return subprocess.run([kigen, "--version"], check=True, capture_output=True, text=True).stdout.strip()


def count(kigen, rollout):
    """How many facilities the roll-out has: the message that there is no such one says it."""
    run = subprocess.run(
        [kigen, "--lang", "en", "fleet", rollout, "--show", str(2**32 - 1)], capture_output=True, text=True
    )
    if run.returncode != 2 or " to " not in run.stderr:
        sys.exit(run.stderr)
    return int(run.stderr.split(" to ")[1].split()[0]) + 1


def player(text, policies, kigen, version, block, first, end, pause):
    """What a task does with its blocks. Nothing of Spark is in it, so that workers need only pyarrow."""

    def play(batches):
        import pyarrow as arrow
        from pyarrow import csv

        if version_of(kigen) != version:
            raise RuntimeError(f"this worker has {version_of(kigen)}, and the driver {version}")
        with tempfile.TemporaryDirectory() as folder:
            rollout = os.path.join(folder, "rollout.toml")
            with open(rollout, "w", encoding="utf-8") as file:
                file.write(text)
            for batch in batches:
                for number in batch.column("id").to_pylist():
                    time.sleep(pause)
                    start = max(number * block, first)
                    stop = min((number + 1) * block, end)
                    out = os.path.join(folder, f"block-{number}")
                    command = [kigen, "fleet", rollout, "--range", f"{start}..{stop}", "--out", out, "--jobs", "1"]
                    for policy in policies:
                        command += ["--policy", policy]
                    run = subprocess.run(command, capture_output=True, text=True)
                    if run.returncode not in (0, 1):
                        raise RuntimeError(f"{' '.join(command)}: {run.returncode}: {run.stderr}")
                    types = {name: arrow.int64() for name in NUMBERS}
                    types["start"] = arrow.string()
                    types["violation"] = arrow.string()
                    options = csv.ConvertOptions(column_types=types)
                    names = sorted(name for name in os.listdir(out) if name.startswith("facilities-"))
                    for name in names:
                        table = csv.read_csv(os.path.join(out, name), convert_options=options)
                        yield from table.to_batches()

    return play


def main():
    from pyspark.sql import SparkSession

    args = arguments()
    with open(args.rollout, encoding="utf-8") as file:
        text = file.read()
    version, all_facilities = version_of(args.kigen), count(args.kigen, args.rollout)
    first, end = 0, all_facilities
    if args.range:
        first, end = (int(number) for number in args.range.split(".."))
    blocks = range(first // args.block, -(-end // args.block))
    spark = SparkSession.builder.appName("kigen fleet").getOrCreate()
    schema = (
        "facility long, kind string, policy string, start string, pcs long, hours long, people string, "
        "world long, minutes_at_facility long, minutes_at_pcs long, outages long, longest_days long, "
        "notices_seen long, notices_missed long, letters long, letters_undelivered long, yen long, "
        "violation string"
    )
    partitions = args.partitions or len(blocks)
    play = player(text, args.policy, args.kigen, version, args.block, first, end, args.pause)
    numbers = spark.range(blocks.start, blocks.stop, 1, partitions)
    numbers.mapInArrow(play, schema).write.mode("overwrite").parquet(args.out)

    rows = spark.read.parquet(args.out)
    keys, distinct = rows.count(), rows.select("facility", "policy").distinct().count()
    if keys != distinct:
        sys.exit(f"{keys} rows for {distinct} facilities under their policies")
    digest = hashlib.sha256()
    for row in rows.orderBy("facility", "policy").toLocalIterator():
        digest.update((",".join("" if cell is None else str(cell) for cell in row) + "\n").encode())
    print(f"{keys} rows of {end - first} facilities: sha256 {digest.hexdigest()}")
    spark.stop()


if __name__ == "__main__":
    main()
