"""What all tests of the Python package share."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
from typing import Any

import pytest

ROOT = pathlib.Path(__file__).parents[2]
SOURCE = ROOT / "pairs/faq/source.ar.txt"
TARGET = ROOT / "pairs/faq/target.en.txt"


def program(*args: object, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """Runs `mizan`, as it is in the package."""
    command = [sys.executable, "-m", "mizan_align", *map(str, args)]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=120, check=False)


@pytest.fixture(scope="session")
def texts() -> tuple[str, str]:
    return SOURCE.read_text(encoding="utf-8"), TARGET.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def records(texts: tuple[str, str]) -> list[bytes]:
    """Good records and bad ones."""

    def record(**members: Any) -> bytes:
        return json.dumps(members, ensure_ascii=False).encode()

    source, target = texts
    return [
        record(id="whole", source=source, target=target),
        record(id=2, source_segments=["نعم.", "لا."], target_segments=["Yes.", "No."], meta={"a": [None]}),
        record(id=3, source="قالت الحكومة.", target="It said.", glossary=[["حكومة", "government"]]),
        record(id="swapped", source="Yes, he said.", target="قال نعم."),
        record(id="same", source="نعم.", target="نعم."),
        record(id="typo", source="نعم.", traget="Yes."),
        b'{"id": 7, "source": "\\ud800", "target": "Yes."}',
        b"no JSON",
        b'{"id": 8, "source": "\xff", "target": "Yes."}',
    ]
