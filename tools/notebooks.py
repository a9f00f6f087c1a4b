"""Runs the notebooks again and compares what they say with what is committed, or writes it (`--write`).

The source of a notebook is its own file, edited in Jupyter or by hand; `--write` then brings it into the one form in
which it is committed. Each runs in a Python process of its own, with its own copies of the repository's scenarios and
examples, one at a time. Pictures are drawn again but not compared, since each version of matplotlib draws its own.
"""

from __future__ import annotations

import asyncio
import base64
import faulthandler
import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import notebook_text
from notebook_text import Notebook

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "notebooks"
SIDE_BY_SIDE: Final = 1  # two kernels that start at once have waited for each other for minutes
SECONDS_OF_A_CELL: Final = 300  # for a machine with much else to do
SECONDS_OF_ALL: Final = 120  # after which it tells what it waits for
COLOURS: Final = 128  # of a picture in a file
_FOREIGN: Final = ("IPYTHON", "JUPYTER", "MPL", "POLARS", "PYTHON", "HYPOTHESIS")  # settings of the caller's, not ours


async def executed(notebook: Notebook, seats: asyncio.Semaphore) -> Notebook:
    """Return a notebook with the outputs that it has now; an error in a cell is an output, and ends the run."""
    import nbformat
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from kernel_client import KernelClient
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    node = nbformat.reads(notebook_text.written(notebook), as_version=notebook_text.FORMAT["nbformat"])
    nbformat.validate(node)
    async with seats:
        with TemporaryDirectory() as folder:
            here = _workplace(Path(folder))
            manager = AsyncKernelManager(
                kernel_name="python3",
                client_factory=KernelClient,
                # Without folders to look into it finds this very Python, and no kernel that somebody has installed.
                kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
                connection_file=str(Path(folder) / "kernel.json"),
                transport="ipc" if os.name == "posix" else "tcp",
            )
            client = NotebookClient(
                node,
                km=manager,
                timeout=SECONDS_OF_A_CELL,
                startup_timeout=SECONDS_OF_A_CELL,
                coalesce_streams=True,
                ipython_hist_file=":memory:",
            )
            client.extra_arguments = ["--log-level=CRITICAL"]  # it calls its own end an error
            with suppress(CellExecutionError):
                await client.async_execute(cwd=str(here), env=_environment(Path(folder)), cleanup_kc=True)
    return notebook_text.read(nbformat.writes(node))


def _workplace(folder: Path) -> Path:
    """Copy into a folder what notebooks read; return where they run, so that none finds what another one wrote."""
    for name in ("scenarios", "examples"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "notebooks").mkdir()
    return folder / "notebooks"


def _environment(folder: Path) -> Mapping[str, str]:
    """Return the environment of a kernel: this checkout of the package, and no settings of the user's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    return kept | {
        "IPYTHONDIR": str(folder / "ipython"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # else the kernel's debugger warns of itself
        "PYTHONPATH": str(ROOT),
    }


def smaller(notebook: Notebook) -> Notebook:
    """Return a notebook whose pictures have few colours, in place of millions that nobody can tell apart."""
    from PIL import Image

    for output in (output for cell in notebook["cells"] for output in cell.get("outputs", ())):
        if "image/png" in output.get("data", {}):
            picture, file = Image.open(BytesIO(base64.b64decode(output["data"]["image/png"]))), BytesIO()
            few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            few.save(file, "png", optimize=True)
            output["data"]["image/png"] = base64.b64encode(file.getvalue()).decode()
    return notebook


async def run(paths: Iterable[Path], write: bool) -> list[str]:
    """Run notebooks, write them if they are to be written; return what is wrong, each with its file."""
    asyncio.get_running_loop().call_later(SECONDS_OF_ALL, _tell_waits)
    seats = asyncio.Semaphore(SIDE_BY_SIDE)
    found = await asyncio.gather(*(_run(path, write, seats) for path in paths))
    return [problem for problems in found for problem in problems]


def _tell_waits() -> None:
    for task in asyncio.all_tasks():
        task.print_stack()


async def _run(path: Path, write: bool, seats: asyncio.Semaphore) -> list[str]:
    committed = notebook_text.read(path.read_text(encoding="utf-8"))
    raw = await executed(committed, seats)
    now = notebook_text.normalised(smaller(raw))
    problems = [*notebook_text.problems_of_widgets(raw), *notebook_text.problems(now)]
    if write:
        path.write_bytes(notebook_text.written(now).encode())
    else:
        old = [problem for problem in notebook_text.problems(committed) if problem not in problems]
        problems += [f"committed: {problem}" for problem in old] + notebook_text.differences(committed, now)
    return [f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}: {problem}" for problem in problems]


def main(arguments: list[str]) -> int:
    """Check the notebooks that are named, or all, or write them; return the exit status: 0 fine, 1 not, 2 usage."""
    write = arguments[:1] == ["--write"]
    paths = [Path(name).resolve() for name in arguments[write:]] or sorted(FOLDER.glob("*.ipynb"))
    if wrong := [str(path) for path in paths if path.suffix != ".ipynb" or not path.is_file()]:
        print(f"{', '.join(wrong)}: no notebook, allowed: [--write] [files with the suffix .ipynb]", file=sys.stderr)
        return 2
    faulthandler.dump_traceback_later(SECONDS_OF_ALL)
    problems = asyncio.run(run(paths, write))
    faulthandler.cancel_dump_traceback_later()
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(paths)} notebooks, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
