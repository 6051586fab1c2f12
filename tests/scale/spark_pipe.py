"""Spark, with the program and no further Python package on the workers: `spark-submit spark_pipe.py IN OUT` aligns every file of
records in a folder.

Spark keeps the answers of a job only when it ends, so there is a job for so many files. What was killed is begun again by the
same command, and leaves out the files that are done.
"""

import os
import pathlib
import sys

from pyspark.sql import SparkSession

FILES_A_JOB = 100


def main(source: str, out: str) -> None:
    spark = SparkSession.builder.appName("mizan").getOrCreate()
    files = sorted(pathlib.Path(source).glob("*.jsonl"))
    for first in range(0, len(files), FILES_A_JOB):
        job = files[first : first + FILES_A_JOB]
        place = pathlib.Path(out, job[0].stem)
        if (place / "_SUCCESS").exists():
            continue
        records = spark.sparkContext.textFile(",".join(map(str, job)))
        # Exit code 0 whatever the records hold: a bad one is answered by an error. Without `env` there is no PATH to find mizan by.
        command = "mizan align --records --threads 1"
        answers = records.pipe(command, env=dict(os.environ), checkCode=True)
        # A killed job leaves a folder without _SUCCESS, which is replaced.
        frame = answers.map(lambda line: (line,)).toDF("answer string")
        frame.write.mode("overwrite").text(str(place))
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
