"""How much faster two Python threads align than one: `python tests/bench/python_threads.py`, where the wheel is installed.

Prints times on this machine, which should have nothing else to do: of one thread, of two, of `answers` on two, and of a loop in
Python by itself and beside one thread that aligns.
"""

import concurrent.futures
import json
import pathlib
import threading
import time

start = time.perf_counter()
import mizan_align  # noqa: E402

print(f"import: {1000 * (time.perf_counter() - start):.1f} ms")

PAIRS = pathlib.Path(__file__).parents[2] / "pairs"


def record(folder: pathlib.Path) -> str:
    source, target = (next(folder.glob(f"{side}.*.txt")) for side in ("source", "target"))
    texts = (path.read_text(encoding="utf-8") for path in (source, target))
    return json.dumps(dict(zip(("source", "target"), texts)))


def clock(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def loop(end: threading.Event) -> float:
    steps = 0
    start = time.perf_counter()
    while not end.is_set():
        steps += 1
    return steps / (time.perf_counter() - start)


def main() -> None:
    folders = [folder for folder in sorted(PAIRS.iterdir()) if list(folder.glob("source.*.txt"))]
    records = [record(folder) for folder in folders] * 2
    aligner, two = mizan_align.Aligner(), mizan_align.Aligner(threads=2)
    print(f"first alignment: {1000 * clock(lambda: aligner.align('نعم.', 'Yes.')):.1f} ms")
    one = clock(lambda: [aligner.answer(record) for record in records])
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        both = clock(lambda: list(pool.map(aligner.answer, records)))
        answers = clock(lambda: two.answers(records))
        print(f"{len(records)} records: one thread {one:.2f} s; two {both:.2f} s, {one / both:.2f} times as fast")
        print(f"answers on two threads: {answers:.2f} s, {one / answers:.2f} times as fast")
        ends = [threading.Event(), threading.Event()]
        threading.Timer(1.0, ends[0].set).start()
        alone = loop(ends[0])
        aligning = pool.submit(lambda: [aligner.answer(record) for record in records[:8]])
        aligning.add_done_callback(lambda _: ends[1].set())
        beside = loop(ends[1])
    print(f"a loop in Python keeps {100 * beside / alone:.0f} % of its speed beside one that aligns")


if __name__ == "__main__":
    main()
