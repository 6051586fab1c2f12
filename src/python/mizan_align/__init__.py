"""Aligns Arabic texts with their English translations.

>>> from mizan_align import align
>>> for unit in align('وصل القطار. نزل الركاب.', 'The train arrived. All got off.').units():
...     print(unit.target)
The train arrived.
All got off.

- `align` aligns two texts, an `Aligner` any number of them, or records of JSON (`answer`, `answers`);
- an `Alignment` has the beads, the units of the memory, and files of them; a `Session` aligns again under what you accept and
  reject;
- `segment` cuts a text into sentences, `encode` gives their vectors;
- `Memory` reads translation memories, `Glossary` finds terms.

What cannot be used raises an `Error` with a `code`. All but small things let other Python threads run meanwhile.
"""

from ._native import (
    Aligner,
    Alignment,
    Error,
    Glossary,
    Memory,
    Session,
    __version__,
    align,
    encode,
    segment,
)
from ._types import Bead, Hit, Reason, Unit

__all__ = [
    "Aligner",
    "Alignment",
    "Bead",
    "Error",
    "Glossary",
    "Hit",
    "Memory",
    "Reason",
    "Session",
    "Unit",
    "__version__",
    "align",
    "encode",
    "segment",
]
