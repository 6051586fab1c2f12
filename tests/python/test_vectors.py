"""Sentence vectors."""

import subprocess
import sys

import pytest
from conftest import program
from mizan_align import encode

np = pytest.importorskip("numpy")

SENTENCES = ["قرأ الولد كتابا.", "The boy read a book.", "It rained.", ""]


def test_vectors_are_borrowed():
    vectors = encode(SENTENCES)
    assert vectors.shape == (4, 512) and vectors.dtype == np.float32
    assert not vectors.flags.owndata and vectors.flags.c_contiguous
    vectors[0, 0] = 1.0
    assert vectors[0, 0] == 1.0
    row = encode(SENTENCES)[1]
    assert abs(float(row @ row) - 1) < 1e-5


def test_vectors_are_those_of_the_program(tmp_path):
    text, out = tmp_path / "text", tmp_path / "vectors.npy"
    text.write_text("\n".join(SENTENCES[:3]) + "\n", encoding="utf-8")
    assert program("encode", text, "-o", out).returncode == 0
    for threads in (1, 3):
        assert (np.load(out) == encode(SENTENCES[:3], threads=threads)).all()


def test_none_and_wrong_sentences():
    assert encode([]).shape == (0, 512)
    assert encode(sentence for sentence in SENTENCES).shape == (4, 512)
    for wrong in ("one text", [1], 7):
        with pytest.raises(TypeError):
            encode(wrong)


def test_without_numpy_the_error_says_what_to_install():
    script = (
        "import sys; sys.modules['numpy'] = None\n"
        "import mizan_align\n"
        "try:\n"
        "    mizan_align.encode(['Yes.'])\n"
        "except mizan_align.Error as error:\n"
        "    print(error.code, 'pip install' in str(error))\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ended.stdout == "no-numpy True\n"
