"""Spark, with the Python package on the workers: `spark-submit spark_arrow.py IN OUT` aligns the rows of Parquet files.

IN has the columns `id` and `record` (the JSON line), OUT gets `id` and `answer`. Rows whose ids are in OUT are left out, so what
was killed is begun again by the same command. Spark keeps the answers of a job only when it ends: there are several.

Workers take `python3` from the PATH unless PYSPARK_PYTHON names another.
"""

import pathlib
import sys
from typing import Iterator

import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

JOBS = 8


def align(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    import mizan_align  # in the worker

    aligner = mizan_align.Aligner(threads=1)
    for batch in batches:
        answers = aligner.answers(batch["record"].to_pylist())
        yield pa.RecordBatch.from_pydict({"id": batch["id"], "answer": answers})


def main(source: str, out: str) -> None:
    spark = SparkSession.builder.appName("mizan").getOrCreate()
    # Records are large, and each batch is aligned before the next is read.
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", 64)
    pairs = spark.read.parquet(source)
    for job in range(JOBS):
        todo = pairs.where(F.pmod(F.xxhash64("id"), F.lit(JOBS)) == job)
        if any(pathlib.Path(out).glob("*.parquet")):
            done = spark.read.parquet(out).select("id")
            todo = todo.join(done, "id", "left_anti")
        if todo.isEmpty():
            continue
        answers = todo.mapInArrow(align, "id string, answer string")
        answers.write.mode("append").parquet(out)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
