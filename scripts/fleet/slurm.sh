#!/usr/bin/env bash
# A fleet on Slurm: a job array, of which each task plays its share of the facilities.
#
#   sbatch --array=0-14 scripts/fleet/slurm.sh ROLLOUT.toml FOLDER 229717
#
# The last number is how many facilities the roll-out has. A task that is requeued writes the same tables.
#SBATCH --job-name=kigen-fleet
#SBATCH --requeue
set -euo pipefail

rollout=$1
folder=$2
all=$3
tasks=${SLURM_ARRAY_TASK_COUNT:-1}
task=${SLURM_ARRAY_TASK_ID:-0}
# Shares end where blocks do, so that the tables of the parts are those of the whole.
blocks=$(((all + 4095) / 4096))
first=$((blocks * task / tasks * 4096))
end=$((blocks * (task + 1) / tasks * 4096))
if [ "$end" -gt "$all" ]; then end=$all; fi
exec kigen fleet "$rollout" --range "$first..$end" --out "$folder/part-$task" --force \
    --jobs "${SLURM_CPUS_PER_TASK:-1}"
