"""The files of the suite: vectors by criterion, a line each, and a manifest of what they cover."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, Final

from membership_sim.lifecycle import ACTIONS
from membership_sim.rulebook.book import RuleBook
from membership_sim.rules import RULES
from membership_sim.vectors.cover import Feature, Noting, pairs
from membership_sim.vectors.document import CRITERIA, FLAGS, RESULTS, document
from membership_sim.vectors.story import Story, outcome, scenario_of
from membership_sim.vectors.suite import stories

VERSION: Final = 1  # of the form; a suite of another one is not understood by the same runner
MANIFEST: Final = "manifest.json"
SCHEMA: Final = f"membership-sim/vectors/{VERSION}"
MANIFEST_SCHEMA: Final = f"membership-sim/vectors-manifest/{VERSION}"


def suite_files() -> dict[str, str]:
    """Return the name and the text of every file, the manifest last."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for named, story in stories():
        found[file_name(named, story)].append(document(named, story))
    texts = {name: file_text(vectors) for name, vectors in sorted(found.items())}
    vectors = [vector for name in sorted(found) for vector in found[name]]
    told = manifest(vectors, {name: len(found[name]) for name in texts}, texts)
    return texts | {MANIFEST: json.dumps(told, indent=1, ensure_ascii=False) + "\n"}


def file_name(named: Feature, story: Story) -> str:
    """Return the file in which a vector stands; pairs are many, so they are parted by the state they start from."""
    return f"{named.criterion}-{story.start.state}.json" if named.criterion == "pairs" else f"{named.criterion}.json"


def file_text(vectors: Iterable[Mapping[str, Any]]) -> str:
    """Return a file: a vector a line, so that a change of one is a change of one line."""
    lines = ",\n".join(json.dumps(vector, separators=(",", ":")) for vector in vectors)
    return f'{{"schema":"{SCHEMA}","vectors":[\n{lines}\n]}}\n'


def manifest(
    vectors: Iterable[Mapping[str, Any]], counts: Mapping[str, int], texts: Mapping[str, str]
) -> dict[str, Any]:
    """Return what the suite is, and how many of its vectors cover each thing."""
    vectors = list(vectors)
    covered = coverage(vectors)
    return {
        "schema": MANIFEST_SCHEMA,
        "vectors": len(vectors),
        "results": {name: {"vectors": _count(vectors, "result", name), "means": RESULTS[name]} for name in RESULTS},
        "flags": {name: {"vectors": _count(vectors, "flags", name), "means": FLAGS[name]} for name in FLAGS},
        "criteria": {name: {"vectors": _count(vectors, "id", name), "covers": CRITERIA[name]} for name in CRITERIA},
        "rulebooks": {name: RuleBook.load(name).sha256 for name in sorted({vector["rulebook"] for vector in vectors})},
        "files": {
            name: {"vectors": counts[name], "sha256": sha256(texts[name].encode()).hexdigest()} for name in texts
        },
        "covered": covered,
    }


def _count(vectors: Iterable[Mapping[str, Any]], field: str, name: str) -> int:
    """Return how many vectors have a result, a flag, or an id of a criterion."""
    if field == "id":
        return sum(vector["id"].partition("/")[0] == name for vector in vectors)
    return sum(name == vector[field] or (field == "flags" and name in vector[field]) for vector in vectors)


def coverage(vectors: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return how many vectors take each row in each state, try each action in each state, cite each rule; and pairs."""
    rows: Counter[str] = Counter()
    actions: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    successive: set[str] = set()
    noting = Noting()
    for vector in vectors:
        noting.fired.clear()
        outcome(scenario_of(vector), noting)
        rows.update({f"{each.state}/{each.row.id}" for each in noting.fired})
        actions.update({f"{each.state}/{each.row.trigger}" for each in noting.fired if each.row.trigger in ACTIONS})
        expected = vector["expected"]
        cited = {rule for entry in expected.get("entries", ()) for rule in entry["rules"]}
        rules.update(cited | ({expected["unknown"]} if "unknown" in expected else set()))
        successive.update(pair.name for pair in pairs("", noting.fired))
    return {
        "actions": dict(sorted(actions.items())),
        "rows": dict(sorted(rows.items())),
        "pairs": len(successive),
        "rules": {rule: rules[rule] for rule in RULES if rules[rule]},
        "not_cited": [rule for rule in RULES if not rules[rule]],
    }
