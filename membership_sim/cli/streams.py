"""Standard output and files: always UTF-8 and line feeds, never half a file, and a closed pipe is no error.

What cannot be written for another reason, such as a full device, is an error of its own kind (click.FileError). What
nobody can be told, because standard error is closed or full, changes no exit status.
"""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Iterable
from errno import EBADF
from typing import Final

import click

from membership_sim.show.paint import Screen

_COLUMNS: Final = 80  # of what is no terminal
_FEWEST_COLUMNS: Final = 60  # a table needs them; a narrower terminal breaks the lines itself


def prepare_streams() -> None:
    """Make standard output and standard error write UTF-8 with line feeds, whatever the locale says."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller: a result that goes nowhere is an error, a message is not
            mode = "r" if name == "stdout" else "w"
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - lives as long as the process
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def leave_pipe() -> None:
    """Let what is still buffered for a closed pipe go nowhere, so that the end of the process stays quiet.

    The same for a device that is full.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(nowhere, stream.fileno())


def screen(output: str | None, no_color: bool, columns: int | None) -> Screen:
    """Return what the result is shown on: a terminal has a width and colour, anything else 80 columns and none."""
    if output not in (None, "-") or not sys.stdout.isatty():
        return Screen(columns or _COLUMNS)
    try:
        found = os.get_terminal_size(sys.stdout.fileno()).columns
    except OSError:
        found = 0
    plain = no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return Screen(columns or max(found or _COLUMNS, _FEWEST_COLUMNS), not plain)


def tell(lines: Iterable[object]) -> None:
    """Write a line each to standard error, if that can be written."""
    try:
        for line in lines:
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
    except OSError:
        leave_pipe()


def write_result(text: str, output: str | None = None) -> None:
    """Write the result to standard output, or to the file `output`: wholly or not at all.

    Raises click.FileError for a path that cannot be written, or that of a file which was read.
    """
    if output in (None, "-"):
        _write_standard_output(text)
    else:
        assert output is not None
        write_file(text.encode(), output)


def write_file(data: bytes, output: str) -> None:
    """Write a file wholly or not at all.

    Raises click.FileError for a path that cannot be written, or that of a file which was read.
    """
    from membership_sim.files.noted import was_read

    try:
        if os.path.isdir(output):
            raise click.FileError(output, "is a folder, the path of a file is allowed")
        if was_read(output):
            raise click.FileError(output, "is the file that was read, another one is allowed")
        if os.path.exists(output) and not stat.S_ISREG(os.stat(output).st_mode):
            with open(output, "wb") as device:
                device.write(data)
        else:
            _replace(os.path.realpath(output), data)
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        raise click.FileError(output, f"cannot be written: {getattr(error, 'strerror', None) or error}") from None


def _write_standard_output(text: str) -> None:
    """Write and flush, so that the result is seen before what is told on standard error."""
    try:
        if not sys.stdout.writable():
            raise OSError(EBADF, "it is closed")
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        leave_pipe()
        raise click.FileError("standard output", f"cannot be written: {error.strerror}") from None


def _replace(path: str, data: bytes) -> None:
    """Write a file beside the path and put it in its place; an existing file keeps its mode."""
    import tempfile

    number, beside = tempfile.mkstemp(prefix=f".{os.path.basename(path)}.", dir=os.path.dirname(path))
    try:
        with open(number, "wb") as file:
            file.write(data)
        os.chmod(beside, _mode(path))
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def _mode(path: str) -> int:
    """Return the mode of the existing file, or the one that a new file gets."""
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
