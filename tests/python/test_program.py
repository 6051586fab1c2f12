"""The program in the package."""

import os
import pathlib
import shutil
import subprocess
import sys

import mizan_align
import pytest
from conftest import ROOT, SOURCE, TARGET, program


def test_versions_are_one():
    manifest = (ROOT / "Cargo.toml").read_text(encoding="utf-8")
    version = manifest.split('version = "', 1)[1].split('"', 1)[0]
    assert mizan_align.__version__ == version
    assert program("--version").stdout.decode() == f"mizan {version}\n"


def test_exit_codes_and_names_are_those_of_the_program():
    assert program("align").returncode == 2
    missing = program("align", "missing.txt", TARGET)
    assert missing.returncode == 3 and missing.stderr.startswith(b"mizan: missing.txt: ")
    assert b"Usage: mizan " in program("--help").stdout
    assert program("segment", "-", "--lang", "en", stdin=b"Yes. No.").stdout == b"Yes.\nNo.\n"


@pytest.mark.parametrize("name", ["mizan", "mizan-align"])
def test_commands_are_installed(name):
    # A module that was not installed, as in `.ci/python quick`, has no commands.
    command = shutil.which(name, path=str(pathlib.Path(sys.executable).parent))
    if command is None or not is_installed():
        pytest.skip("not installed")
    printed = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert printed.stdout == f"mizan {mizan_align.__version__}\n"


def is_installed():
    import importlib.metadata

    try:
        return importlib.metadata.version("mizan-align") == mizan_align.__version__
    except importlib.metadata.PackageNotFoundError:
        return False


def test_the_binary_writes_the_same(tmp_path):
    binary = os.environ.get("MIZAN")
    if not binary:
        pytest.skip("MIZAN names no binary")
    arguments = ["align", SOURCE, TARGET, "--date", "2026-01-31", "-o"]
    subprocess.run([binary, *arguments, tmp_path / "a.tmx"], check=True, capture_output=True)
    assert program(*arguments, tmp_path / "b.tmx").returncode == 0
    assert (tmp_path / "a.tmx").read_bytes() == (tmp_path / "b.tmx").read_bytes()


def test_licences_and_the_notice_of_the_weights_are_the_originals():
    package = ROOT / "src/python/licenses"
    for copy, original in [
        ("LICENSE-MIT", "LICENSE-MIT"),
        ("LICENSE-APACHE", "LICENSE-APACHE"),
        ("NOTICE", "src/encoder/ar-en/NOTICE"),
    ]:
        assert (package / copy).read_bytes() == (ROOT / original).read_bytes()
    if is_installed():
        import importlib.metadata

        files = importlib.metadata.files("mizan-align") or []
        names = {file.name for file in files if "licenses" in file.parts}
        assert names >= {"LICENSE-MIT", "LICENSE-APACHE", "NOTICE"}
