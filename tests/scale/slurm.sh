#!/usr/bin/env bash
#SBATCH --cpus-per-task=4
#SBATCH --mem=4G
#SBATCH --time=04:00:00
#SBATCH --requeue
# Slurm: `sbatch --array=0-399 slurm.sh IN OUT` aligns IN/00000.jsonl and so on, a file for each task. What was killed or timed out is
# queued again by the same command, and goes on where it stopped.
set -euo pipefail
mkdir -p "$2"
file=$(printf '%05d.jsonl' "$SLURM_ARRAY_TASK_ID")
mizan align --records "$1/$file" -o "$2/$file" --threads "${SLURM_CPUS_PER_TASK:-1}" --memory 3G
