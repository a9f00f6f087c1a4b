"""How long Hypothesis searches: `quick` unless HYPOTHESIS_PROFILE or `--hypothesis-profile` names another profile.

The profiles are our own, because under CI Hypothesis would take one that tries the same examples for ever and keeps no
failure.
"""

import os
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

PROFILES = {"quick": 50, "ci": 300, "thorough": 5000}

for name, examples in PROFILES.items():
    settings.register_profile(
        name,
        max_examples=examples,
        derandomize=False,
        deadline=None,
        print_blob=True,
        database=DirectoryBasedExampleDatabase(Path(__file__).parent.parent / ".hypothesis" / "examples"),
        suppress_health_check=[HealthCheck.too_slow] if name == "thorough" else [],
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

collect_ignore = ["browser"]  # which `make browser` runs, with a browser
