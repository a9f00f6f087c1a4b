"""JSON Schemas (draft 2020-12) made from the shapes that the loader reads with, for editors and other tools.

What a schema cannot say (dates in order, plans of the book, PAY-7) only the loader refuses; everything that a schema
refuses, the loader refuses too. A record that depends on a word becomes `if`/`then`, so that an editor completes and
underlines only what belongs to that word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import singledispatchmethod
from typing import Any, Final

from membership_sim.entries import ENTRY_FIELDS, KINDS
from membership_sim.files.expect_shapes import MAIN_FIELD, ExpectedEntry, entry_record, shorthand_for
from membership_sim.files.given_shapes import FACTS, REQUIRED, given_shape
from membership_sim.files.records import ByField, Either, Field, ListOf, OneOrMany, Raw, Record, Variants
from membership_sim.files.rulebook_shapes import (
    PLAN_ID,
    MapOf,
    Refinement,
    book_shape,
    dated_value,
    override_shape,
)
from membership_sim.files.rulebook_shapes import REQUIRED as BOOK_REQUIRED
from membership_sim.files.rulebook_terms import PER_PLAN
from membership_sim.files.scenario_shapes import Refusal, scenario_shape
from membership_sim.files.shapes import (
    FIRST_YEAR,
    INSTANT,
    LAST_YEAR,
    LONGEST_TEXT,
    Choice,
    Day,
    Instant,
    Month,
    OrNull,
    Pattern,
    Shape,
    Text,
    Whole,
    YesNo,
)
from membership_sim.rulebook.parameters import PARAMETERS, Parameter

Schema = dict[str, Any]
