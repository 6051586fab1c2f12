import datetime
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal, Union, final

from typing_extensions import TypeAlias

from ._types import Bead, Hit, Reason, Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_Text: TypeAlias = Union[str, Iterable[str]]
_Path: TypeAlias = Union[str, os.PathLike[str]]
_Newlines: TypeAlias = Literal["auto", "paragraph", "blank-line"]
_Bead: TypeAlias = Union[Bead, tuple[range, range]]

__all__ = [
    "Aligner",
    "Alignment",
    "Error",
    "Glossary",
    "Memory",
    "Session",
    "Units",
    "__version__",
    "align",
    "encode",
    "run_program",
    "segment",
]

__version__: str

class Error(ValueError):
    code: str

@final
class Aligner:
    def __new__(
        cls,
        *,
        source_lang: str = "ar",
        target_lang: str = "en",
        glossary: Glossary | None = None,
        encoder: _Path | None = "ar-en",
        weights: _Path | None = None,
        newlines: _Newlines = "auto",
        reasons: bool = False,
        texts: bool = False,
        split_inside: bool = False,
        min_confidence: float = 0.0,
        max_segments: int = 20_000,
        threads: int = 1,
    ) -> Aligner: ...
    @property
    def run(self) -> str: ...
    def align(self, source: _Text, target: _Text) -> Alignment: ...
    def session(self, source: _Text, target: _Text) -> Session: ...
    def answer(self, record: str | bytes, line: int = 1) -> str: ...
    def answers(self, records: Iterable[str | bytes], line: int = 1) -> list[str]: ...
    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, object]]: ...

@final
class Alignment:
    @property
    def beads(self) -> list[Bead]: ...
    @property
    def source(self) -> list[str]: ...
    @property
    def target(self) -> list[str]: ...
    @property
    def source_lang(self) -> str: ...
    @property
    def target_lang(self) -> str: ...
    @property
    def reasons(self) -> list[list[Reason]]: ...
    @property
    def _directions(self) -> list[str]: ...
    def units(self, min_confidence: float = 0.0) -> list[Unit]: ...
    def to_bytes(
        self,
        format: str,
        *,
        date: str | datetime.date,
        name: str = "",
        min_confidence: float = 0.0,
    ) -> bytes: ...
    def _repr_html_(self) -> str: ...

@final
class Session:
    @property
    def alignment(self) -> Alignment: ...
    def accept(self, bead: _Bead) -> Alignment: ...
    def reject(self, bead: _Bead) -> Alignment: ...
    def pin(self, source: int, target: int) -> Alignment: ...
    def undo(self) -> bool: ...

@final
class Memory:
    @staticmethod
    def read(
        path: _Path, *, source_lang: str | None = None, target_lang: str | None = None
    ) -> Units: ...

@final
class Units(Iterator[Unit]):
    def __iter__(self) -> Units: ...
    def __next__(self) -> Unit: ...

@final
class Glossary:
    def __new__(
        cls,
        pairs: Sequence[tuple[str, str]] = ...,
        *,
        source_lang: str = "ar",
        target_lang: str = "en",
    ) -> Glossary: ...
    @staticmethod
    def load(*paths: _Path, source_lang: str = "ar", target_lang: str = "en") -> Glossary: ...
    def find(self, text: str, lang: str = "ar") -> list[Hit]: ...
    def __len__(self) -> int: ...
    @staticmethod
    def _of_csv(csv: bytes, source_lang: str, target_lang: str) -> Glossary: ...

def align(
    source: _Text,
    target: _Text,
    *,
    glossary: Glossary | None = None,
    encoder: _Path | None = "ar-en",
    reasons: bool = False,
    threads: int = 1,
) -> Alignment: ...
def segment(text: str, lang: str = "ar", *, newlines: _Newlines = "auto") -> list[str]: ...
def encode(sentences: Iterable[str], *, threads: int = 1) -> NDArray[np.float32]: ...
def run_program(args: Sequence[str]) -> int: ...
