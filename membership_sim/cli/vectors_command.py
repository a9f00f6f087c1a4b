"""`vectors`: the conformance suite as files, for programs in any language."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping

import click

from membership_sim.cli import choices, streams


@click.command("vectors", cls=choices.Command, short_help="The conformance suite, for programs in any language.")
@click.option(
    "--out", "folder", metavar="DIR", required=True, type=choices.FILE, help="The folder that the suite is written to."
)
@click.option("--force", is_flag=True, help="Write into a folder that has other files in it; they stay.")
def command(folder: str, force: bool) -> None:
    """Write the conformance suite to a folder: short stories with what must come of them, and a manifest.

    The folder is written wholly or not at all. It may be new, empty, or hold an older suite, which is replaced. The
    same version writes the same bytes.
    """
    from membership_sim.vectors.files import suite_files

    old = old_files(folder, force)
    try:
        os.rmdir(beside(folder))  # before a minute is spent on what cannot be written
        files = suite_files()
        write_folder(os.path.realpath(folder), files, old)
    except OSError as error:
        raise click.FileError(folder, f"cannot be written: {error.strerror or error}") from None
    streams.write_result(f"{folder}: {len(files)} files\n")


def old_files(folder: str, force: bool) -> frozenset[str]:
    """Return the files of the suite that stands there now; raises click.FileError for a folder that is none of ours."""
    if os.path.exists(folder) and not os.path.isdir(folder):
        raise click.FileError(folder, "is a file, a folder is allowed")
    parent = os.path.dirname(os.path.realpath(folder))
    if not os.path.isdir(parent):
        raise click.FileError(folder, "cannot be written: No such file or directory")
    try:
        there = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    except OSError as error:
        raise click.FileError(folder, f"cannot be read: {error.strerror}") from None
    suite = told_by_manifest(folder)
    if there and not suite and not force:
        raise click.FileError(folder, f"has other files in it ('{there[0]}'), use --force to write beside them")
    return suite


def told_by_manifest(folder: str) -> frozenset[str]:
    """Return the names of the files that a manifest in the folder tells of, its own too; none if it is not ours."""
    from membership_sim.vectors.files import MANIFEST, MANIFEST_SCHEMA

    try:
        with open(os.path.join(folder, MANIFEST), encoding="utf-8") as file:
            manifest = json.load(file)
        if manifest["schema"].rpartition("/")[0] != MANIFEST_SCHEMA.rpartition("/")[0]:
            return frozenset()
        return frozenset({MANIFEST, *manifest["files"]})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return frozenset()


def beside(folder: str) -> str:
    """Return a new folder where a folder stands, or is to stand; raises OSError when nothing can be written there."""
    path = os.path.realpath(folder)
    return tempfile.mkdtemp(prefix=f".{os.path.basename(path)}.", dir=os.path.dirname(path))


def write_folder(folder: str, files: Mapping[str, str], old: frozenset[str]) -> None:
    """Put a folder with the files in the place of the old one; whatever else stood in it stays."""
    work = beside(folder)
    try:
        new, before = os.path.join(work, "new"), os.path.join(work, "before")
        is_there = os.path.isdir(folder)
        if is_there:
            shutil.copytree(folder, new, symlinks=True, ignore=lambda where, _: old if where == folder else ())
        else:
            os.mkdir(new)
        for name, text in files.items():
            with open(os.path.join(new, name), "wb") as file:
                file.write(text.encode())
        if is_there:
            os.rename(folder, before)
        os.rename(new, folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
