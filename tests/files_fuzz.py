# ruff: noqa: E501 - a row of a table is a line
"""Hostile scenario and rule-book files, from a seed: `python -m tests.files_fuzz 10000`.

Two kinds of mutants of good files. *Rough* ones are truncated, shuffled, of wrong types, with huge numbers and odd
Unicode: nothing but `InputError` may come of them, and none may take long. *Token* ones have a single scalar or key
replaced by junk; when that makes the file invalid, the first line that is reported should be the mutated one.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from membership_sim.files.errors import InputError
from membership_sim.files.rulebook_file import read_rulebook
from membership_sim.files.scenario_file import load_scenarios

LONGEST_SECONDS = 2.0
LEAST_SHARE = 0.95  # of the invalid token mutants, those whose first problem is in the mutated line

BOOKS = Path(__file__).parent.parent / "membership_sim" / "rulebook"

SCENARIOS = (
    """\
title: Paused, then forgotten
rulebook: amazon.co.jp
with: {pause.limit_days: 365, payment.retry_days: [1, 2]}
plan: monthly
wallet:
  - {card: visa, expires: 2026-04}
  - {gift_balance: gift, amount: 1000, blocked: invalid, until: 2025-05-05}
  - {account: bank}
until: 2026-06-30
payments: [{date: 2025-04-02, decline: expired}, {try: 3, take: visa}]
events:
  - {date: 2025-01-31, do: join, trial: no}
  - {at: "2025-02-10T21:40", do: use, benefit: video, value: 100}
  - {date: 2025-03-05, do: pause, refused: yes}
  - date: 2025-03-05
    do: add_method
    card: mc
    expires: 2027-01
  - {date: 2025-03-06, do: block_method, name: mc, reason: invalid, until: 2025-04-01}
  - {date: 2025-03-06, do: set_graduation, month: 2027-03}
  - {date: 2025-03-07, do: change_plan, to: annual}
  - {date: 2025-03-08, do: set_reminder, to: yes}
expect:
  complete: [charge, refund]
  entries:
    - {date: 2025-03-02, charge: 600, rule: TRIAL-2}
    - {date: 2025-03-02, refund: 600, charge: 3, expected: {from: 2025-03-05}}
    - {date: 2026-04-02, state: cancelled, rule: PAUSE-3}
    - {date: 2026-04-02, benefits: no}
    - {date: 2026-04-02, kind: decline, attempt: 2, reasons: [{method: visa, reason: expired}]}
  totals: {charged: 600, refunded: 0}
  final_state: cancelled
""",
    """\
rulebook: amazon.com
sales_tax: "8.875%"
plan: annual
given:
  date: 2025-03-10
  state: past_due
  plan: annual
  owed: {first_due: 2025-03-05, kind: renewal}
  family: [Ann, Bob]
  reminder: yes
  graduation: 2026-03
events:
  - {date: 2025-03-12, do: pay}
  - {date: 2025-03-13, do: use, benefit: delivery, by: Ann}
  - {date: 2025-03-14, do: cancel, when: now}
---
title: the second
given: {date: 2025-03-10, state: paid, period_end: 2025-03-31, waiting: cancel, used: yes, wallet: [{card: visa}, {gift_balance: gift, amount: 0}]}
events:
  - {date: 2025-03-11, do: keep}
  - {date: 2025-03-11, do: top_up, name: gift, amount: 500}
""",
)

JUNK = (
    "qqqq", "-7", "1.5", "2024-02-30", "[]", "{}", "[zz, {q: 1}]", "99999999999999999999", "null", "true",
    '"\\u3042\\t"',     "2999-01-01", "2025-13", "\u200fabc", "0x10", "12:30", '""', "*x", "!!int 3", "007", "'#'", "1e9", "Yes", "-",
)  # fmt: skip
PIECES = (
    "\x00", "\ufeff", "\u2028", "\U0001f600", "\u202e", "\t", ": ", "- ", "{", "}", "[", "]", "&a ", "*a",
    "!!python/none ", "<<: ",     "? ", "| \n", "> \n", "'", '"', "---\n", "...\n", "%YAML 9\n", "#", "9" * 400, "-1", "1.0", "\r", "\r\n", "[" * 60,
    "0" * 30,     "date: 2025-01-01\n", "null", "2025-02-29", "e\u0301" * 30, "\ud7ff", "true: ", ",", "\\",
)  # fmt: skip


class Case(NamedTuple):
    """A mutant: what loads it, its text, and for a token mutant the line (from 1) that was changed."""

    load: Callable[[bytes], object]
    data: bytes
    line: int | None


def load_scenario_text(data: bytes) -> object:
    return load_scenarios("fuzz.yaml", text=data)


def load_book_text(data: bytes) -> object:
    return read_rulebook(data, "fuzz.yaml", shipped=True)


def good_files() -> list[tuple[Callable[[bytes], object], str]]:
    books = [path.read_text(encoding="utf-8") for path in sorted(BOOKS.glob("*.yaml"))]
    return [(load_scenario_text, text) for text in SCENARIOS] + [(load_book_text, text) for text in books]


def tokens(text: str) -> list[tuple[int, int, int]]:
    """Return start, end and line (from 1) of every scalar, keys included."""
    events = yaml.parse(text, yaml.CSafeLoader)
    scalars = [event for event in events if isinstance(event, yaml.ScalarEvent)]
    return [(event.start_mark.index, event.end_mark.index, event.start_mark.line + 1) for event in scalars]


def token_mutant(random_: random.Random) -> Case:
    load, text = random_.choice(good_files_once())
    start, end, line = random_.choice(tokens_once(text))
    return Case(load, (text[:start] + random_.choice(JUNK) + text[end:]).encode(), line)


def rough_mutant(random_: random.Random) -> Case:
    load, text = random_.choice(good_files_once())
    data = bytearray(text.encode())
    for _ in range(random_.randint(1, 6)):
        where = random_.randrange(len(data) + 1)
        match random_.randrange(7):
            case 0:
                del data[where:]
            case 1:
                data[where:where] = random_.choice(PIECES).encode("utf-8", "surrogatepass")
            case 2:
                data[where : where + 1] = bytes([random_.randrange(256)])
            case 3:
                del data[where : where + random_.randint(1, 40)]
            case 4:
                other = random_.randrange(len(data) + 1)
                data[where:where] = data[other : other + random_.randint(1, 200)]
            case 5:
                lines = data.splitlines(keepends=True)
                random_.shuffle(lines)
                data = bytearray(b"".join(lines))
            case _:
                start, end, _ = random_.choice(tokens_once(text))
                data[start:end] = random_.choice(JUNK).encode()
    return Case(load, bytes(data), None)


_good: list[tuple[Callable[[bytes], object], str]] = []
_tokens: dict[str, list[tuple[int, int, int]]] = {}


def good_files_once() -> list[tuple[Callable[[bytes], object], str]]:
    _good.extend(good_files() if not _good else ())
    return _good


def tokens_once(text: str) -> list[tuple[int, int, int]]:
    if text not in _tokens:
        _tokens[text] = tokens(text)
    return _tokens[text]


class Figures(NamedTuple):
    """What a run found."""

    cases: int
    refused: int
    escaped: tuple[tuple[str, bytes], ...]  # any other exception, with its file
    slowest_seconds: float
    token_invalid: int
    token_right_line: int
    elsewhere: tuple[tuple[bytes, int, str], ...]  # token mutants first reported in another line

    @property
    def share(self) -> float:
        return self.token_right_line / max(1, self.token_invalid)


def cases(count: int, seed: int) -> Iterator[Case]:
    random_ = random.Random(seed)
    for number in range(count):
        yield token_mutant(random_) if number % 2 else rough_mutant(random_)


def run(count: int, seed: int = 20261121) -> Figures:
    found: Counter[str] = Counter()
    escaped, elsewhere, slowest = [], [], 0.0
    for case in cases(count, seed):
        begin = time.perf_counter()
        try:
            case.load(case.data)
        except InputError as error:
            found["refused"] += 1
            str(error)
            first = error.problems[0].place
            if case.line is not None:
                right = first is not None and first.line == case.line
                found["right" if right else "wrong"] += 1
                if not right:
                    elsewhere.append((case.data, case.line, str(error.problems[0])))
        except Exception as error:
            escaped.append((repr(error), case.data))
        slowest = max(slowest, time.perf_counter() - begin)
    invalid = found["right"] + found["wrong"]
    return Figures(count, found["refused"], tuple(escaped), slowest, invalid, found["right"], tuple(elsewhere))


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")


def main(arguments: list[str]) -> int:
    figures = run(int(arguments[0]) if arguments else 10_000, int(arguments[1]) if len(arguments) > 1 else 20261121)
    tell(f"files {figures.cases}, refused {figures.refused}, other exceptions {len(figures.escaped)}")
    tell(f"slowest {figures.slowest_seconds:.3f} s")
    tell(f"token mutants invalid {figures.token_invalid}, first line right {figures.share:.2%}")
    for message, data in figures.escaped[:5]:
        tell(f"{message} {data[:2000]!r}")
    for data, line, message in figures.elsewhere[:: max(1, len(figures.elsewhere) // 10)]:
        tell(f"line {line} {data.splitlines()[line - 1]!r} reported as {message}")
    good = not figures.escaped and figures.slowest_seconds < LONGEST_SECONDS and figures.share >= LEAST_SHARE
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
