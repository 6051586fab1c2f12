"""Ray Data: `python ray_data.py IN OUT CHECKPOINT [ACTORS]` aligns the rows of Parquet files.

IN has the columns `id` and `record` (the JSON line), OUT gets `id` and `answer`. CHECKPOINT is a folder that all nodes see: what was
killed is begun again by the same command, and leaves out the rows that were written. Reading and the checkpoint need processors
beyond those of the actors, two or more; with too few, Ray waits for ever.
"""

import sys
from typing import Dict

import numpy as np
import ray
from ray.data import ActorPoolStrategy, DataContext
from ray.data.checkpoint import CheckpointConfig


class Align:
    def __init__(self) -> None:
        import mizan_align

        self.aligner = mizan_align.Aligner(threads=1)

    def __call__(self, batch: Dict[str, np.ndarray]) -> Dict[str, object]:
        return {"id": batch["id"], "answer": self.aligner.answers(list(batch["record"]))}


def main(source: str, out: str, checkpoint: str, actors: str = "2") -> None:
    DataContext.get_current().checkpoint_config = CheckpointConfig(
        # Kept, so that a run which has nothing to do does nothing.
        id_column="id",
        checkpoint_path=checkpoint,
        delete_checkpoint_on_success=False,
    )
    answers = ray.data.read_parquet(source).map_batches(
        Align, batch_size=16, num_cpus=1, compute=ActorPoolStrategy(size=int(actors))
    )
    answers.write_parquet(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
