"""Threads, forks, pickles and signals."""

import concurrent.futures
import json
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
import time

import pytest
from mizan_align import Aligner, Error, Glossary, encode

PAIR = (["وصل القطار.", "نزل الركاب."], ["The train arrived.", "All got off."])
RECORD = '{"source": "نعم.", "target": "Yes."}'


def test_aligners_are_pickled_as_their_settings():
    aligner = Aligner(
        source_lang="ar-EG",
        glossary=Glossary([("قطار", "train")]),
        reasons=True,
        texts=True,
        min_confidence=0.25,
        max_segments=7,
        threads=2,
    )
    copy = pickle.loads(pickle.dumps(aligner))
    assert copy.run == aligner.run != Aligner().run
    assert copy.__getnewargs_ex__()[1]["threads"] == 2
    assert copy.align(*PAIR).reasons == aligner.align(*PAIR).reasons


def test_errors_are_pickled_with_their_codes():
    with pytest.raises(Error) as raised:
        Aligner(threads=0)
    copy = pickle.loads(pickle.dumps(raised.value))
    assert (type(copy), copy.code, str(copy)) == (Error, "bad-setting", str(raised.value))


def test_threads_do_not_wait_for_each_other(records):
    aligner = Aligner()
    expected = aligner.answers(records)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for answers in pool.map(lambda _: aligner.answers(records), range(8)):
            assert answers == expected


def test_other_threads_run_while_texts_are_aligned(texts):
    steps = 0
    is_over = threading.Event()

    def count():
        nonlocal steps
        while not is_over.is_set():
            steps += 1
            time.sleep(0.001)

    counter = threading.Thread(target=count)
    counter.start()
    before = steps
    Aligner().align(texts[0] * 3, texts[1] * 3)
    during = steps - before
    is_over.set()
    counter.join()
    assert during > 10


def work(aligner):
    return [bead.confidence for bead in aligner.align(*PAIR).beads], encode(["نعم"], threads=2).shape


@pytest.mark.parametrize("method", ["spawn", "fork", "forkserver"])
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_processes_align(method):
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} here")
    pytest.importorskip("numpy")
    aligner = Aligner(threads=2)
    # The pools of this process must not be waited for in those it forks.
    expected = work(aligner)
    context = multiprocessing.get_context(method)
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as pool:
        assert pool.submit(work, aligner).result(timeout=120) == expected


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_what_was_used_before_a_fork_works_in_the_child():
    aligner = Aligner(threads=2)
    session = aligner.session(*PAIR)
    expected = aligner.answers([RECORD] * 4)
    child = os.fork()
    if child == 0:
        is_same = aligner.answers([RECORD] * 4) == expected
        is_same &= len(session.accept((range(0, 2), range(0, 2))).beads) == 1
        os._exit(0 if is_same else 1)
    for _ in range(600):
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            assert status == 0
            break
        time.sleep(0.1)
    else:
        os.kill(child, signal.SIGKILL)
        pytest.fail("the child hangs")


def heed_ctrl_c():
    """What a shell starts in the background ignores it, and so does what that starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_ends_answers_between_records():
    script = (
        "import mizan_align, sys\n"
        "print('ready', flush=True)\n"
        "try:\n"
        f"    mizan_align.Aligner().answers([{RECORD!r}] * 1_000_000)\n"
        "except KeyboardInterrupt:\n"
        "    sys.exit(7)\n"
    )
    command = [sys.executable, "-c", script]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, preexec_fn=heed_ctrl_c)
    assert running.stdout.readline() == b"ready\n"
    time.sleep(0.5)
    running.send_signal(signal.SIGINT)
    assert running.wait(timeout=60) == 7
    running.stdout.close()


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_ends_the_program_as_a_shell_expects(tmp_path):
    records = tmp_path / "records.jsonl"
    record = json.dumps({"source": "نعم. " * 400, "target": "Yes. " * 400})
    records.write_text((record + "\n") * 20_000, encoding="utf-8")
    out = tmp_path / "answers.jsonl"
    command = [sys.executable, "-m", "mizan_align", "align", "--records", records, "-o", out]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL, preexec_fn=heed_ctrl_c)
    part = tmp_path / "answers.jsonl.part"
    for _ in range(600):
        if part.exists():
            break
        time.sleep(0.1)
    running.send_signal(signal.SIGINT)
    # A shell shows 130 for it.
    assert running.wait(timeout=60) == -signal.SIGINT
    assert not out.exists()
