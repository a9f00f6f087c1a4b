"""The arrows between the rooms of the house, read from the imports; the core is light and stands alone."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "membership_sim"
NAME = "membership_sim"

# The leaves of the core and what they may know of it; the rest of it may know all of it.
LEAVES = {
    "counts": [],
    "money": [],
    "plain": ["typed"],
    "rules": [],
    "rulebook.model": ["money"],
    "refunds": ["money"],
    "rulebook.parameters": ["refunds"],
    "rulebook.holidays": ["rulebook.model"],
    "calendar": ["edge", "rulebook.model", "scenario", "typed"],
    "typed": [],
    "scenario": ["counts", "money", "typed"],
    "edge": ["money", "scenario", "typed"],
    "member": ["scenario", "typed"],
    "reads": ["rulebook.model", "scenario"],
    "due": ["member", "reads", "rulebook.model", "scenario"],
    "lifecycle": ["due", "refunds", "scenario"],
    "entries": ["calendar", "money", "scenario"],
    "entry_fields": ["entries", "scenario"],
    "payments": ["scenario"],
    "guards": ["calendar", "member", "reads", "refunds", "rulebook.model", "scenario"],
}
# Which rooms a room may import at module level; each may import itself, and `core` is what stands above.
ROOMS = {
    "core": [],
    "files": ["core"],
    "show": ["core"],
    "show.pictures": ["core", "show"],  # reached from `show.plot` alone, inside a function
    "oracle": ["core"],
    "oracle.laws": ["core", "oracle"],
    "oracle.records": ["core", "oracle"],
    "checking": ["core", "files", "oracle.records"],
    "testing": ["checking", "core", "files", "oracle", "oracle.laws", "oracle.records", "show"],
    "vectors": ["core", "files", "show"],
    "cli": ["core", "files", "oracle.records", "show", "testing", "vectors"],
    "__main__": [],
    "__init__": ["core", "files"],  # of which it takes the error
}
# What each room may import beside the standard library; all else is imported in the function that needs it.
LIBRARIES = {
    "core": {"transitions"},
    "files": {"yaml"},
    "show": set(),
    "show.pictures": {"matplotlib"},
    "oracle": set(),
    "oracle.laws": set(),
    "oracle.records": set(),
    "checking": set(),
    "testing": {"hypothesis", "pytest"},
    "vectors": set(),
    "cli": {"click"},
    "__main__": {"membership_sim_command"},  # which stands beside the package
    "__init__": set(),
}
HEAVY = {
    "pydantic", "pydantic_core", "click", "rich", "yaml", "matplotlib", "polars", "pandas", "numpy", "hypothesis",
    "pytest", "IPython",
}  # fmt: skip


def module_name(path):
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def room(module):
    """Return the innermost room that a module of the package stands in; what has no room of its own is of the core."""
    parts = module.split(".")
    rooms = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((name for name in rooms if name in ROOMS), "core")


CORE = [module for module in MODULES if room(module) == "core"]


def at_module_level(tree):
    """Yield the nodes that run when the module is imported, without those for type checkers."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from (each for child in node.orelse for each in (child, *at_module_level(child)))
            continue
        yield node
        yield from at_module_level(node)


@cache
def imported(path, everywhere=False):
    """Return the full names that a file imports; what is taken `from` a package is a module where there is one."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree) if everywhere else at_module_level(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are absolute"
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            modules = {name for name in inside if name.removeprefix(f"{NAME}.") in MODULES}
            names.update(modules)
            if len(modules) < len(inside):
                names.add(node.module)
    return names


def arrows(path, everywhere=False):
    """Return the modules of the package that a file imports."""
    own = {name for name in imported(path, everywhere) if name.split(".")[0] == NAME}
    return {name.removeprefix(NAME).lstrip(".") or "__init__" for name in own}


def libraries(path, everywhere=False):
    """Return the packages that a file imports beside the standard library and our own."""
    top = {name.split(".")[0] for name in imported(path, everywhere)}
    return top - set(sys.stdlib_module_names) - {NAME}


GRAPH = {module: arrows(path) & set(MODULES) for module, path in MODULES.items()}


def test_the_core_is_there():
    assert set(LEAVES) < set(CORE)
    assert {"machine", "simulate", "api", "options", "check", "rulebook", "rulebook.book"} < set(CORE)


@pytest.mark.parametrize("module", MODULES)
def test_arrows_run_one_way(module):
    own = room(module)
    allowed = {own, *ROOMS[own]}
    wrong = sorted(other for other in GRAPH[module] if room(other) not in allowed)
    assert wrong == [], f"{module} ({own}) imports {wrong} at module level"


@pytest.mark.parametrize("module", LEAVES)
def test_the_leaves_know_little(module):
    assert sorted(GRAPH[module]) == sorted(set(GRAPH[module]) & set(LEAVES[module]))


@pytest.mark.parametrize("module", MODULES)
def test_libraries_stay_in_their_rooms(module):
    found = libraries(MODULES[module])
    assert found <= LIBRARIES[room(module)], f"{module} imports {sorted(found)} at module level"


def test_only_the_calendar_knows_pendulum_and_only_the_machine_transitions():
    texts = {module: path.read_text(encoding="utf-8") for module, path in MODULES.items()}
    users = {
        name: [module for module, text in texts.items() if name in text and name in libraries(MODULES[module], True)]
        for name in ("pendulum", "transitions")
    }
    assert users == {"pendulum": ["calendar"], "transitions": ["machine"]}
    assert "pendulum" not in libraries(MODULES["calendar"])


def test_the_core_never_imports_what_is_heavy():
    found = {module: libraries(MODULES[module], True) & HEAVY for module in CORE}
    assert {module: names for module, names in found.items() if names} == {}


def test_the_core_reaches_the_outer_rooms_only_inside_functions():
    """A view method imports `show` inside itself, a loader `files`; of pictures only the type is named."""
    reached = {room(other) for module in CORE for other in arrows(MODULES[module], True) & set(MODULES)}
    assert reached <= {"core", "files", "show", "show.pictures", "__init__"}


@pytest.mark.parametrize("module", ["plain", "scenario_fields", "rulebook.fields", "input_changes"])
def test_what_a_file_says_is_no_view(module):
    """It is data, which views and files read: it asks no view for it."""
    assert [other for other in arrows(MODULES[module], True) if room(other).startswith("show")] == []


def test_pictures_are_entered_by_one_door():
    """What loads matplotlib is imported where a picture is made, and the rest of `show` never does."""
    users = {module for module in MODULES for other in GRAPH[module] if room(other) == "show.pictures"}
    assert {room(module) for module in users} == {"show.pictures"}
    everywhere = {module for module, path in MODULES.items() if "matplotlib" in libraries(path, True)}
    assert {room(module) for module in everywhere} == {"show.pictures"}


def test_only_the_outer_rooms_know_the_oracle():
    """The core is judged by it and never asks it, not even inside a function."""
    users = {room(m) for m, path in MODULES.items() if any(room(o).startswith("oracle") for o in arrows(path, True))}
    assert users - {"oracle", "oracle.laws", "oracle.records"} <= {"checking", "testing", "cli"}


def test_the_oracle_never_asks_the_core_what_is_right():
    """Its laws count by themselves: no charge, due day, effect, guard or row of the core is within their reach."""
    judges = [module for module in MODULES if room(module).startswith("oracle")]
    reached = {other for module in judges for other in arrows(MODULES[module], True)}
    judged = {"charges", "effects", "guards", "lifecycle", "machine", "record", "payments", "calendar", "options"}
    assert reached & judged == set()


def not_its_own(path):
    """Return what a file imports beside the standard library and the second opinion itself."""
    names = {name for name in imported(path, True) if name.split(".")[0] not in sys.stdlib_module_names}
    return {name for name in names if not f"{name}.".startswith("tests.naive.")}


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "naive").rglob("*.py")), ids=lambda path: path.stem)
def test_the_second_opinion_shares_no_code(path):
    assert not_its_own(path) == set()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("from tests.helpers import day", {"tests.helpers"}),
        ("from tests import helpers", {"tests"}),
        ("import tests.naive_helpers", {"tests.naive_helpers"}),
        ("def later():\n    from membership_sim.charges import owe", {"membership_sim.charges"}),
        ("import pendulum", {"pendulum"}),
        ("import yaml", {"yaml"}),
        ("from datetime import date\nfrom tests.naive.calendar import days_after\nimport tests.naive", set()),
    ],
)
def test_code_that_the_second_opinion_shared_would_be_found(tmp_path, statement, found):
    leak = tmp_path / "leak.py"
    leak.write_text(statement, encoding="utf-8")
    assert not_its_own(leak) == found


def cycle(graph):
    """Return a cycle of a graph, or nothing."""
    done, path = set(), []

    def visit(module):
        if module in path:
            return [*path[path.index(module) :], module]
        if module in done:
            return []
        path.append(module)
        found = next(filter(None, map(visit, sorted(graph[module]))), [])
        path.pop()
        done.add(module)
        return found

    return next(filter(None, map(visit, sorted(graph))), [])


def test_no_module_imports_itself_in_the_end():
    assert cycle(GRAPH) == []


def test_a_cycle_would_be_found():
    assert cycle({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == ["b", "c", "b"]


def loaded_by(statement):
    """Return the top names of the modules that a statement loads in a process of its own."""
    code = f"import sys; {statement}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60
    )
    return set(done.stdout.split())


@pytest.mark.slow
@pytest.mark.parametrize(
    "statement",
    ["import membership_sim", ", ".join(["import membership_sim.simulate", *(f"{NAME}.{module}" for module in CORE)])],
)
def test_importing_the_core_loads_nothing_heavy(statement):
    loaded = loaded_by(statement)
    assert loaded & {*HEAVY, "pendulum"} == set()
    assert "transitions" in loaded


@pytest.mark.slow
def test_a_run_without_zones_and_files_loads_no_pendulum():
    loaded = loaded_by("import membership_sim as ms; ms.Member(ms.RuleBook.load('generic')).join('2025-01-31')")
    assert "pendulum" not in loaded
    assert loaded & {"click", "rich", "pydantic", "matplotlib", "polars", "pandas", "hypothesis"} == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "unloaded"),
    [
        ("testing.stories", {"hypothesis", "pytest"}),  # a seed is all that they need
        ("testing.hook", {"hypothesis", "yaml", "pendulum"}),  # what every user of Hypothesis would wait for
    ],
)
def test_a_room_for_tests_loads_only_what_it_uses(module, unloaded):
    assert loaded_by(f"import {NAME}.{module}") & unloaded == set()
