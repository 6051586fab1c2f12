"""Alignments are those of the program."""

import datetime
import re

import pytest
from conftest import SOURCE, TARGET, program
from mizan_align import Aligner, Bead, Error, Glossary, align, segment


@pytest.mark.parametrize("format", ["beads", "tmx", "csv", "jsonl"])
def test_files_have_the_bytes_of_the_program(tmp_path, texts, format):
    out = tmp_path / f"memory.{format}"
    program("align", SOURCE, TARGET, "-o", out, "--date", "2026-01-31")
    aligner = Aligner(reasons=format == "jsonl")
    date = datetime.date(2026, 1, 31)
    made = aligner.align(*texts).to_bytes(format, date=date, name=SOURCE.name)
    assert made == out.read_bytes()


def test_segments_have_the_bytes_of_the_program(tmp_path):
    source, target = (SOURCE.with_name(name) for name in ("gold.ar", "gold.en"))
    out = tmp_path / "memory.tmx"
    program("align", source, target, "--segmented", "-o", out, "--date", "2026-01-31")
    lines = (path.read_text(encoding="utf-8").splitlines() for path in (source, target))
    alignment = align(*lines, threads=2)
    assert alignment.to_bytes("tmx", date="2026-01-31", name="gold.ar") == out.read_bytes()


def test_sentences_are_those_of_the_program(texts):
    printed = program("segment", TARGET, "--lang", "en").stdout.decode().splitlines()
    assert segment(texts[1], "en") == printed


def test_beads_hold_every_segment_once(texts):
    alignment = align(*texts)
    assert len(alignment.source) > 20
    for side, segments in enumerate((alignment.source, alignment.target)):
        held = [at for bead in alignment.beads for at in bead[side]]
        assert sorted(held) == list(range(len(segments)))
    sure = [bead for bead in alignment.beads if bead.source and bead.target and bead.confidence >= 0.9]
    units = alignment.units(min_confidence=0.9)
    assert [unit.confidence for unit in units] == [bead.confidence for bead in sure]
    assert units[0].source == " ".join(alignment.source[at] for at in sure[0].source)
    assert isinstance(sure[0], Bead) and (alignment.source_lang, alignment.target_lang) == ("ar", "en")


def test_reasons_are_given_on_demand(texts):
    assert align(["نعم."], ["Yes."]).reasons == [[]]
    reasons = align(*texts, reasons=True).reasons
    strongest = [abs(bead[0].log_odds) for bead in reasons if bead]
    assert len(strongest) > 10 and max(strongest) > 1


def test_texts_come_as_any_iterable():
    one = align((text for text in ["نعم.", "لا."]), ("Yes.", "No."))
    assert one.beads == align(["نعم.", "لا."], ["Yes.", "No."]).beads
    assert align("", "").beads == [] and align([], ["Yes."]).target == ["Yes."]


def test_settings_change_what_they_say():
    pair = (["قال الوزير إنه سيفتح 3 مدارس."], ["The minister said that he would open 3 schools."])
    by_length = Aligner(encoder=None, reasons=True).align(*pair)
    assert "meaning" not in [reason.evidence for reason in by_length.reasons[0]]
    assert len(segment("One\ntwo", "en", newlines="paragraph")) == 2
    turned = Aligner(source_lang="en", target_lang="ar").align(pair[1], pair[0])
    assert turned.source_lang == "en" and turned.beads[0].confidence > 0.9
    guided = Aligner(glossary=Glossary([("وزير", "minister")]), reasons=True).align(*pair)
    assert "terms" in [reason.evidence for reason in guided.reasons[0]]


def code(call, *args, **settings):
    with pytest.raises(Error) as raised:
        call(*args, **settings)
    assert isinstance(raised.value, ValueError) and str(raised.value)
    return raised.value.code


def test_errors_have_codes(tmp_path):
    assert code(align, "Yes, he said.", "قال نعم.") == "wrong-script"
    assert code(align, "نعم.", "نعم.") == "bad-text"
    assert code(align, "نعم \ud800", "Yes.") == "bad-text"
    assert code(segment, "Yes.", "Englisch") == "bad-lang"
    assert code(segment, "Yes.", "en", newlines="never") == "bad-setting"
    assert code(Aligner, threads=0) == "bad-setting"
    assert code(Aligner, min_confidence=2.0) == "bad-setting"
    assert code(align("نعم.", "Yes.").to_bytes, "doc", date="2026-01-31") == "unknown-format"
    assert code(align("نعم.", "Yes.").to_bytes, "tmx", date="31.1.2026") == "bad-setting"
    broken = tmp_path / "weights"
    broken.write_bytes(b"none")
    assert code(Aligner, encoder=broken) == "encoder-file"
    with pytest.raises(FileNotFoundError):
        Aligner(encoder=tmp_path / "missing")
    for wrong in (1, [1], None, b"text"):
        with pytest.raises(TypeError):
            align(wrong, "Yes.")


def test_control_characters_go_as_from_files():
    assert align("نعم\x00.", "Yes\x1b.").source == ["نعم."]


def test_a_notebook_shows_beads_right_to_left():
    table = align(["<b>نعم</b>", "لا"], ["Yes & no"])._repr_html_()
    assert table.startswith('<table dir="rtl">')
    assert re.search(r'<td lang="ar" dir="rtl"[^>]*>&lt;b&gt;نعم&lt;/b&gt;', table)
    assert re.search(r'<td lang="en" dir="ltr"[^>]*>Yes &amp; no', table)
    assert "<b>" not in table
    turned = Aligner(source_lang="en", target_lang="ar").align(["Yes"], ["نعم"])
    assert turned._repr_html_().startswith('<table dir="ltr">')
    long = align(["نعم"] * 300, [])
    assert long._repr_html_().count("<tr") == 201 and "100 more" in long._repr_html_()
