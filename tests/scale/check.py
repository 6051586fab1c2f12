"""Runs the recipes of this folder, kills each on the way, runs it again, and compares the answers with those of one run of
`mizan align --records`: `check.py FOLDER [RECIPE...]`. What an engine needs is made in FOLDER. Recipes whose engine is not installed
are told and left out.

Where an engine divides the records as it likes, numbers of lines are not compared, nor is the order.
"""

from __future__ import annotations

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from typing import Callable, Iterator, NamedTuple

HERE = pathlib.Path(__file__).parent
PAIRS = HERE.parents[1] / "pairs"
BEADS, SHARDS, COPIES = 12, 8, 1
PATIENCE = 600


def beads(folder: pathlib.Path) -> list[tuple[list[str], list[str]]]:
    sides = [(folder / name).read_text(encoding="utf-8").split("\n") for name in ("gold.ar", "gold.en")]
    found = []
    for line in (folder / "gold.beads").read_text(encoding="utf-8").splitlines():
        numbers = re.findall(r"\[([\d, ]*)\]", line)
        runs = [[int(number) for number in run.split(",") if number.strip()] for run in numbers[:2]]
        found.append(tuple([side[at] for at in run] for side, run in zip(sides, runs)))
    return found


def records() -> Iterator[tuple[str, str]]:
    """Chapters of all pairs, and some records that cannot be aligned."""
    for copy in range(COPIES):
        for folder in sorted(path.parent for path in PAIRS.glob("*/gold.beads")):
            all_beads = beads(folder)
            for start in range(0, len(all_beads), BEADS):
                name = f"{folder.name}-{copy}-{start}"
                sides = zip(*all_beads[start : start + BEADS])
                source, target = (["".join(run) for bead in side for run in bead] for side in sides)
                members = {"id": name, "source_segments": source, "target_segments": target}
                yield name, json.dumps(members, ensure_ascii=False)
        yield f"bad-{copy}", json.dumps({"id": f"bad-{copy}", "source": "نعم."})
        yield f"swapped-{copy}", json.dumps(
            {"id": f"swapped-{copy}", "source": "Yes, he said.", "target": "قال نعم."}
        )


def prepare(place: pathlib.Path) -> dict[str, bytes]:
    """Files of records and one of all answers; gives the expected answers of each file."""
    shutil.rmtree(place, ignore_errors=True)
    (place / "in").mkdir(parents=True)
    every = list(records())
    size = -(-len(every) // SHARDS)
    expected = {}
    for shard in range(SHARDS):
        lines = [line + "\n" for _, line in every[shard * size : (shard + 1) * size]]
        path = place / "in" / f"{shard:05}.jsonl"
        path.write_text("".join(lines), encoding="utf-8")
        run = ["mizan", "align", "--records", path]
        expected[path.name] = subprocess.run(run, check=True, capture_output=True).stdout
    print(f"{len(every)} records in {SHARDS} files")
    if find_spec("pyarrow"):
        import pyarrow as pa
        import pyarrow.parquet as pq

        (place / "parquet").mkdir()
        for shard in range(SHARDS):
            rows = every[shard * size : (shard + 1) * size]
            table = pa.table({"id": [row[0] for row in rows], "record": [row[1] for row in rows]})
            pq.write_table(table, place / "parquet" / f"{shard:05}.parquet")
    return expected


def files(out: pathlib.Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.glob("*.jsonl"))}


def without_lines(answers: list[str]) -> list[str]:
    return sorted(re.sub(r'"line":\d+,', "", answer) for answer in answers)


def text_files(out: pathlib.Path) -> list[str]:
    parts = sorted(out.glob("*/part-*"))
    return [line for part in parts for line in part.read_text(encoding="utf-8").splitlines()]


def parquet_files(out: pathlib.Path) -> list[str]:
    import pyarrow.parquet as pq

    parts = sorted(out.glob("*.parquet"))
    return [answer for part in parts for answer in pq.read_table(part)["answer"].to_pylist()]


class Recipe(NamedTuple):
    name: str
    is_there: Callable[[], bool]
    command: Callable[[pathlib.Path], list[object]]
    # What shows that part of the work is done.
    begun: str
    answers: Callable[[pathlib.Path], dict[str, bytes] | list[str]]


def has(command: str) -> bool:
    return shutil.which(command) is not None


def has_spark() -> bool:
    return has("java") and find_spec("pyspark") is not None


def slurm(place: pathlib.Path) -> list[object]:
    # The array as a loop: what Slurm adds is which machine a task runs on.
    tasks = f'for SLURM_ARRAY_TASK_ID in $(seq 0 {SHARDS - 1}); do export SLURM_ARRAY_TASK_ID; "$0" "$1" "$2"; done'
    return ["bash", "-euc", tasks, HERE / "slurm.sh", place / "in", place / "slurm"]


RECIPES = [
    Recipe(
        "parallel",
        lambda: has("parallel"),
        lambda place: [HERE / "parallel.sh", place / "in", place / "parallel"],
        "parallel/*.done",
        files,
    ),
    Recipe("slurm", lambda: True, slurm, "slurm/*.done", files),
    Recipe(
        "snakemake",
        lambda: has("snakemake"),
        lambda place: [
            *("snakemake", "--quiet", "--cores", 2, "--rerun-incomplete", "--nolock"),
            *("--snakefile", HERE / "Snakefile", "--directory", place),
            *("--config", f"source={place / 'in'}", f"out={place / 'snakemake'}"),
        ],
        "snakemake/*.done",
        files,
    ),
    Recipe(
        "spark_pipe",
        has_spark,
        lambda place: [sys.executable, place / "spark_pipe.py", place / "in", place / "spark_pipe"],
        "spark_pipe/*/_SUCCESS",
        text_files,
    ),
    Recipe(
        "spark_arrow",
        has_spark,
        lambda place: [sys.executable, HERE / "spark_arrow.py", place / "parquet", place / "spark_arrow"],
        "spark_arrow/*.parquet",
        parquet_files,
    ),
    Recipe(
        "ray_data",
        lambda: find_spec("ray") is not None,
        lambda place: [
            *(sys.executable, place / "ray_data.py", place / "parquet", place / "ray_data"),
            *(place / "checkpoint", 2),
        ],
        "checkpoint/**/*.parquet",
        parquet_files,
    ),
]

ENVIRONMENT = {
    **os.environ,
    # Spark's workers take it; the host's own name may lead elsewhere.
    "PYSPARK_PYTHON": sys.executable,
    "SPARK_LOCAL_IP": "127.0.0.1",
    "PYSPARK_SUBMIT_ARGS": "--master local[2] --conf spark.ui.enabled=false pyspark-shell",
    "RAY_USAGE_STATS_ENABLED": "0",
}


def run(command: list[object], log: pathlib.Path, until: Callable[[], bool] | None = None) -> int | None:
    """Runs a command to its end, or until something is so: then it is killed, with all it started."""
    with log.open("ab") as out:
        running = subprocess.Popen(
            list(map(str, command)), stdout=out, stderr=out, env=ENVIRONMENT, start_new_session=True
        )
        end = time.monotonic() + PATIENCE
        while running.poll() is None and time.monotonic() < end:
            if until and until():
                break
            time.sleep(0.05)
        if running.poll() is None:
            # Some engines give their processes groups of their own; the session is one.
            kill = ["pkill", "-KILL", "--session", str(running.pid)]
            # What was begun meanwhile too, and until all have ended, so that their files are free. One that nobody waits for
            # is listed for ever.
            for _ in range(20):
                if subprocess.run(kill, check=False).returncode != 0:
                    break
                time.sleep(0.1)
            running.wait()
            return None
        return running.returncode


def check(recipe: Recipe, place: pathlib.Path, expected: dict[str, bytes]) -> str:
    """What went wrong; nothing if all is well."""
    log = place / f"{recipe.name}.log"
    command = recipe.command(place)
    started = time.monotonic()
    first = run(command, log, until=lambda: any(place.glob(recipe.begun)))
    how = "killed on the way" if first is None else "ended before it was killed"
    if run(command, log) != 0:
        return f"failed; {log} has its words"
    answers = recipe.answers(place / recipe.name)
    if isinstance(answers, dict):
        is_same = answers == expected
    else:
        lines = [line for shard in expected.values() for line in shard.decode().splitlines()]
        is_same = without_lines(answers) == without_lines(lines)
    if not is_same:
        return "its answers are others"
    if run(command, log) != 0 or recipe.answers(place / recipe.name) != answers:
        return "another run, which has nothing to do, changes something"
    print(f"{recipe.name}: {how}, resumed, same answers: {time.monotonic() - started:.0f} s")
    return ""


def main(folder: str, *names: str) -> int:
    place = pathlib.Path(folder).resolve()
    expected = prepare(place)
    # As on a small machine and with few files.
    for name, old, new in [
        ("spark_pipe.py", "FILES_A_JOB = 100", "FILES_A_JOB = 2"),
        ("ray_data.py", "read_parquet(source)", "read_parquet(source, override_num_blocks=16)"),
        ("ray_data.py", "import ray\n", "import ray\n\nray.init(num_cpus=4, object_store_memory=2 * 10**8)\n"),
    ]:
        copy = place / name
        text = (copy if copy.exists() else HERE / name).read_text(encoding="utf-8")
        assert old in text
        copy.write_text(text.replace(old, new, 1), encoding="utf-8")
    wrong = []
    for recipe in RECIPES:
        if names and recipe.name not in names:
            continue
        if not recipe.is_there():
            print(f"{recipe.name}: not run, its engine is not installed")
        elif what := check(recipe, place, expected):
            wrong.append(recipe.name)
            print(f"{recipe.name}: {what}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
