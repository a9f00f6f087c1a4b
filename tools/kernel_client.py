"""A client of a Jupyter kernel that looks for messages every second, even if nothing wakes it.

On a busy machine a waiting asyncio socket of pyzmq has missed that a message came: the kernel's answer was there, and
was found only when the wait, of minutes, was over.
"""

from __future__ import annotations

from queue import Empty
from time import monotonic
from typing import Any, Final

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from traitlets import Type

SECONDS_OF_A_LOOK: Final = 1.0


class Channel(AsyncZMQSocketChannel):
    """A channel whose waits are short ones, one after another."""

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:  # type: ignore[override]
        """Return the next message; raise Empty if none comes within `timeout` seconds (None: wait for ever)."""
        end = float("inf") if timeout is None else monotonic() + timeout
        while True:
            try:
                return await super().get_msg(max(0, min(SECONDS_OF_A_LOOK, end - monotonic())))
            except Empty:
                if monotonic() >= end:
                    raise


class KernelClient(AsyncKernelClient):
    """The client of jupyter_client with such channels for what a cell answers and prints, and for the kernel's end."""

    shell_channel_class = Type(Channel)
    iopub_channel_class = Type(Channel)
    control_channel_class = Type(Channel)
