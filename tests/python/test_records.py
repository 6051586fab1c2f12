"""Records are answered as by the program."""

import json

import pytest
from conftest import program
from mizan_align import Aligner


@pytest.mark.parametrize(
    "settings, options",
    [
        ({}, []),
        ({"texts": True, "reasons": True}, ["--with", "texts,why"]),
        ({"min_confidence": 0.99, "encoder": None}, ["--min-confidence", "0.99", "--encoder", "none"]),
        ({"split_inside": True, "newlines": "paragraph"}, ["--split-inside", "--newlines", "paragraph"]),
        ({"max_segments": 3}, ["--max-segments", "3"]),
    ],
)
def test_answers_have_the_bytes_of_the_program(records, settings, options):
    lines = b"".join(record + b"\n" for record in records)
    run = program("align", "--records", *options, stdin=lines)
    expected = run.stdout.decode().splitlines()
    assert run.returncode == 0 and len(expected) == len(records)
    aligner = Aligner(**settings)
    assert aligner.answers(records) == expected
    assert Aligner(**settings, threads=3).answers(records) == expected
    assert [aligner.answer(record, at) for at, record in enumerate(records, 1)] == expected
    assert {json.loads(line)["run"] for line in expected} == {aligner.run}


def test_bad_records_are_answered(records):
    answers = map(json.loads, Aligner().answers(records, line=101))
    errors = {answer["line"]: answer["error"]["code"] for answer in answers if "error" in answer}
    assert errors == {
        104: "wrong-script",
        105: "bad-text",
        106: "bad-record",
        107: "bad-json",
        108: "bad-json",
        109: "bad-text",
    }


def test_text_and_bytes_are_records(records):
    aligner = Aligner()
    assert aligner.answer(records[1].decode()) == aligner.answer(records[1])
    assert aligner.answer(bytearray(records[1])) == aligner.answer(records[1])
    assert json.loads(aligner.answer('{"source": "\ud800"}'))["error"]["code"] == "bad-text"
    assert aligner.answers(iter([])) == []
    assert json.loads(aligner.answer(b""))["error"]["code"] == "bad-json"
    for wrong in (1, None, {"source": "نعم."}):
        with pytest.raises(TypeError):
            aligner.answer(wrong)
