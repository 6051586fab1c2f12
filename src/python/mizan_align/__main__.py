"""The program `mizan`."""

import sys
from typing import NoReturn

from ._native import run_program


def main() -> NoReturn:
    """Runs `mizan` with the arguments of this process."""
    sys.exit(run_program(["mizan", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
