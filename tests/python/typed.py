"""Not run: mypy reads how the package is used, and complains about what would not work."""

import datetime
import json
import pathlib
from typing import TYPE_CHECKING, List

from mizan_align import Aligner, Alignment, Bead, Error, Glossary, Memory, Unit, align, encode, segment

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def use(path: pathlib.Path, records: List[bytes]) -> "NDArray[np.float32]":
    glossary = Glossary.load(path, str(path), source_lang="ar")
    aligner = Aligner(glossary=glossary, encoder=None, newlines="paragraph", threads=2)
    alignment: Alignment = align("نعم.", ["Yes."], glossary=Glossary([("نعم", "yes")]))
    first: Bead = alignment.beads[0]
    numbers: List[int] = [*first.source, *first.target]
    data: bytes = alignment.to_bytes("tmx", date=datetime.date(2026, 1, 31))
    data += alignment.to_bytes("tmx", date="2026-01-31", name="a", min_confidence=0.5)
    session = aligner.session(segment("نعم."), "Yes.")
    changed: Alignment = session.accept(first)
    changed = session.reject((range(0, 1), range(0, 1)))
    units: List[Unit] = changed.units(0.5) + list(Memory.read(path, source_lang="ar"))
    texts: List[str] = [unit.source for unit in units] + [hit.text for hit in glossary.find("نعم")]
    answers: List[str] = aligner.answers(records, line=numbers[0])
    json.loads(aligner.answer(answers[0].encode()))
    try:
        return encode(texts, threads=2)
    except Error as error:
        raise SystemExit(error.code) from error


def misuse(aligner: Aligner, alignment: Alignment) -> None:
    # Each line is wrong; mypy says so if one no longer is.
    align(1, "Yes.")  # type: ignore[arg-type]
    Aligner("ar")  # type: ignore[call-arg]
    Aligner(newlines="never")  # type: ignore[arg-type]
    alignment.to_bytes("tmx")  # type: ignore[call-arg]
    alignment.beads = []  # type: ignore[misc]
    aligner.answer({})  # type: ignore[arg-type]
