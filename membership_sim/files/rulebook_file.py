"""Rule books from files: the shipped ones by name, yours by path, and single values replaced."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from membership_sim.files.errors import InputError, Problem
from membership_sim.files.nodes import BAD, Mapping, node_of
from membership_sim.files.reader import parse, read_source, source_name
from membership_sim.files.records import Field, Fields, Record
from membership_sim.files.rulebook_checks import (
    check_evidence,
    check_order,
    check_payment,
    check_plans,
    check_price_order,
    regular_of,
)
from membership_sim.files.rulebook_shapes import REQUIRED, book_shape, dated_value, override_shape
from membership_sim.files.shapes import Report
from membership_sim.files.words import quoted, suggestion
from membership_sim.money import CURRENCIES
from membership_sim.rulebook.book import BookValue, RuleBook
from membership_sim.rulebook.compile import compile_terms, own_values, price_values, step_values
from membership_sim.rulebook.parameters import PARAMETERS, Parameter
