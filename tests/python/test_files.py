"""Memories and glossaries."""

import pickle

import pytest
from conftest import ROOT
from mizan_align import Aligner, Error, Glossary, Memory, align


@pytest.mark.parametrize("format", ["tmx", "xlf", "xlsx", "csv", "jsonl"])
def test_memories_are_read_as_they_were_written(tmp_path, texts, format):
    alignment = align(*texts)
    path = tmp_path / f"memory.{format}"
    path.write_bytes(alignment.to_bytes(format, date="2026-01-31"))
    units = list(Memory.read(path))
    expected = alignment.units()
    assert len(units) > 20
    assert [unit[:2] for unit in units] == [unit[:2] for unit in expected]
    if format == "tmx":
        turned = list(Memory.read(str(path), source_lang="en", target_lang="ar"))
        assert [(unit.target, unit.source) for unit in turned] == [unit[:2] for unit in expected]
        assert [unit[:4] for unit in units] == [unit[:4] for unit in expected]
        assert dict(units[0].props)["x-align"] == "1-1"


def test_answers_are_a_memory(tmp_path, records):
    path = tmp_path / "answers.jsonl"
    path.write_text("\n".join(Aligner(texts=True).answers(records[:3])) + "\n", encoding="utf-8")
    units = list(Memory.read(path))
    assert ("نعم.", "Yes.") in [unit[:2] for unit in units]


def test_what_can_be_read_of_a_broken_memory_comes_first(tmp_path):
    path = tmp_path / "memory.tmx"
    path.write_text("no memory", encoding="utf-8")
    with pytest.raises(Error) as raised:
        list(Memory.read(path))
    assert raised.value.code and str(path) in str(raised.value)
    with pytest.raises(FileNotFoundError) as missing:
        Memory.read(tmp_path / "missing.tmx")
    assert missing.value.filename == str(tmp_path / "missing.tmx")
    path.write_bytes(b"")
    with pytest.raises(Error) as raised:
        Memory.read(path)
    assert raised.value.code == "empty"


def test_terms_are_found_by_characters():
    glossary = Glossary.load(ROOT / "glossary/software.csv", ROOT / "glossary/health.csv")
    assert len(glossary) > 100
    glossary = Glossary([("حكومة", "government"), ("رئيس الحكومة", "prime minister")])
    text = "قال رئيس الحكومة 😀 وللحكومة رأي"
    hits = glossary.find(text)
    assert [text[hit.start : hit.end] for hit in hits] == [hit.text for hit in hits]
    assert [(hit.text, hit.nested) for hit in hits] == [
        ("رئيس الحكومة", False),
        ("الحكومة", True),
        ("وللحكومة", False),
    ]
    assert [hit.source for hit in glossary.find("Governments", "en-GB")] == ["حكومة"]
    with pytest.raises(Error) as raised:
        glossary.find("gouvernement", "fr")
    assert raised.value.code == "bad-lang"


def test_rows_that_cannot_be_read_are_warned_of(tmp_path):
    path = tmp_path / "terms.csv"
    path.write_text("source,target,status\nنعم,yes,best\nلا,no,\n", encoding="utf-8")
    with pytest.warns(UserWarning, match="line 2.*best"):
        assert len(Glossary.load(path)) == 1
    path.write_text("nothing\n", encoding="utf-8")
    with pytest.raises(Error, match="terms.csv"):
        Glossary.load(path)


def test_glossaries_are_pickled_with_all_that_counts(tmp_path):
    path = tmp_path / "terms.csv"
    path.write_text(
        "source,target,status,match,case,source_variants,team\n"
        "وزير,minister,preferred,,,وزراء|وزيرة,A\nمنظمة,WHO,forbidden,exact,sensitive,,\n",
        encoding="utf-8",
    )
    for glossary in (Glossary.load(path), Glossary(), Glossary([("oui", "نعم")], source_lang="fr")):
        copy = pickle.loads(pickle.dumps(glossary))
        assert repr(copy) == repr(glossary)
        assert Aligner(glossary=copy, encoder=None).run == Aligner(glossary=glossary, encoder=None).run
