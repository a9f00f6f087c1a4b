"""The installed command `membership-sim`: an interruption is quiet, also while the package is still being imported.

It stands outside the package, since whatever stands in it is imported after all of `membership_sim/__init__.py`; and
it imports nothing before it is ready.
"""


def main() -> None:
    """Run the command, and end with its exit status."""
    try:
        from membership_sim.cli import main as command

        command()
    except KeyboardInterrupt:
        raise SystemExit(130) from None  # 128 + SIGINT, as shells tell it
