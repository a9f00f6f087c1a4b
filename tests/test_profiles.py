"""How long Hypothesis searches is ours to say, also where a build server asks it."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
from hypothesis import settings
from tests.conftest import PROFILES
for profile in map(settings.get_profile, PROFILES):
    print(profile.derandomize, type(profile.database).__name__)
"""


def test_every_profile_keeps_failures_and_never_repeats_itself():
    root, environment = Path(__file__).parent.parent, {**os.environ, "CI": "true"}
    told = subprocess.check_output([sys.executable, "-c", PROGRAM], cwd=root, env=environment, text=True)
    assert told.splitlines() == ["False DirectoryBasedExampleDatabase"] * 3
