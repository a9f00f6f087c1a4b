"""Whether the verdict over the mutants can fail: survivors, stale names of equivalent ones, and nothing at all."""

import pytest

from tools.mutants_killed import EQUIVALENT, new_line, problems

SAME = {f"same_{number}": line for number, line in enumerate(EQUIVALENT)}
FIRST = next(iter(EQUIVALENT))

VERDICTS = [
    # killed, endless, made, unnoticed, what is wrong
    (9, 1, 10 + len(SAME), SAME, []),
    (9, 0, 10 + len(SAME), SAME | {"m": "a + 1"}, ["not noticed: m: a + 1"]),
    (9, 1, 10 + len(SAME), dict(list(SAME.items())[1:]), [f"no survivor any more: {FIRST}", "mutants were made, but"]),
    (9, 0, 10 + len(SAME), SAME, [f"{10 + len(SAME)} mutants were made, but 9 + {len(SAME)} are accounted for"]),
    (0, 0, 0, {}, [*(f"no survivor any more: {line}" for line in EQUIVALENT), "no mutant was made"]),
]


@pytest.mark.parametrize(("killed", "endless", "made", "unnoticed", "wrong"), VERDICTS)
def test_the_verdict(killed, endless, made, unnoticed, wrong):
    found = problems({"killed": killed, "timeout": endless, "total": made}, unnoticed)
    assert len(found) == len(wrong)
    assert all(part in line for part, line in zip(wrong, found, strict=True))


def test_the_line_that_a_mutant_puts_in():
    difference = "# m: survived\n--- a.py\n+++ a.py\n@@ -1,2 +1,2 @@\n def f():\n-    return 1\n+    return 2\n"
    assert new_line(difference) == "return 2"
