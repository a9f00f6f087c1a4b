"""Writes every file that is made from another one, or checks that they are current (`--check`).

A generator is a function without arguments that returns {path from the repository's root: text}.
To add one, add its line to `GENERATORS`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

import make_holidays
import page_parts
import pictures
import rule_reference
import schemas

Generator = Callable[[], Mapping[str, str]]

ROOT: Final = Path(__file__).resolve().parent.parent

GENERATORS: Final[tuple[Generator, ...]] = (
    make_holidays.files,
    schemas.schemas,
    rule_reference.files,
    page_parts.files,
    pictures.files,
)  # fmt: skip


def outdated(files: Mapping[str, str], root: Path = ROOT) -> list[str]:
    """Return the paths, sorted, whose file under `root` is missing or has other bytes than its text."""
    return [path for path in sorted(files) if not _holds(root / path, files[path])]


def write(files: Mapping[str, str], root: Path = ROOT) -> None:
    """Write each text to its path under `root`, in UTF-8 with LF line ends on every system."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())


def collect(generators: Iterable[Generator]) -> dict[str, str]:
    """Return what all generators make; ValueError if two of them make the same path."""
    files: dict[str, str] = {}
    for generator in generators:
        made = generator()
        if twice := files.keys() & made.keys():
            raise ValueError(f"{sorted(twice)}: made by two generators")
        files |= made
    return files


def main(arguments: list[str], generators: Iterable[Generator] = GENERATORS) -> int:
    """Write or check what `generators` make; return the exit status: 0 fine, 1 not current, 2 usage."""
    if arguments not in ([], ["--check"]):
        print(f"{' '.join(arguments)}: unknown arguments, allowed is --check", file=sys.stderr)
        return 2
    files = collect(generators)
    changed = outdated(files)
    if arguments:
        for path in changed:
            print(f"{path}: not what its generator makes, run `make generate`", file=sys.stderr)
        return 1 if changed else 0
    write({path: files[path] for path in changed})
    for path in changed:
        print(f"wrote {path}")
    return 0


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
