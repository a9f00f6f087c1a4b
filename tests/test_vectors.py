"""The shipped vectors: they hold on the model, cover what their manifest says, and are what the command writes."""

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest
from hypothesis import settings

from membership_sim.cli import status
from membership_sim.entry_fields import KINDS
from membership_sim.files.expect_shapes import MAIN_FIELD
from membership_sim.lifecycle import ACTIONS, TABLE
from membership_sim.rules import RULES
from membership_sim.scenario import STATES
from membership_sim.vectors import files
from membership_sim.vectors.document import CRITERIA, FLAGS, RESULTS
from membership_sim.vectors.reading import holds, read_vectors
from membership_sim.vectors.schema import vectors_schema
from membership_sim.vectors.story import outcome, scenario_of

FOLDER = Path(__file__).parent.parent / "vectors"
MANIFEST = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
VECTORS = list(read_vectors(FOLDER))
QUICK = settings.get_current_profile_name() == "quick"
SOME = VECTORS[:: 40 if QUICK else 1]
ACCEPTABLE = [vector for vector in VECTORS if vector["result"] == "acceptable"][:: 12 if QUICK else 1]

# Rules that no entry can cite: on which day an instant counts, and what comes first on a day.
NOT_CITED = ["TIME-1", "TIME-2", "TIME-3"]
MOST_BYTES = 6_000_000


def test_the_runner_knows_the_kinds_of_entries_and_what_each_must_tell():
    """It is plain JavaScript that stands alone, so it has them typed once more."""
    text = (FOLDER / "run.mjs").read_text(encoding="utf-8")
    kinds = re.search(r"const KINDS = \[(.*?)\]", text)
    fields = re.search(r"const MAIN = \{(.*?)\}", text, re.DOTALL)
    assert kinds is not None
    assert fields is not None
    assert set(re.findall(r'"(\w+)"', kinds[1])) == set(KINDS)
    assert dict(re.findall(r'(\w+): "(\w+)"', fields[1])) == {**MAIN_FIELD, "state": "state"}


@pytest.mark.slow
@pytest.mark.parametrize("name", MANIFEST["files"])
def test_the_vectors_of_a_file_hold(name):
    vectors = json.loads((FOLDER / name).read_text(encoding="utf-8"))["vectors"]
    assert [vector["id"] for vector in vectors if not holds(scenario_of(vector), vector["expected"])] == []


@pytest.mark.slow
def test_an_alternative_comes_of_its_value():
    for vector in ACCEPTABLE:
        for other in vector["alternatives"]:
            found = outcome(scenario_of({**vector, "with": {**vector.get("with", {}), **other["with"]}}))
            expected = vector["expected"]
            if "unknown" not in other:
                entries = expected["entries"][: other["same"]] + other["entries"]
                assert found == {"entries": entries, "final_state": other["final_state"]}, vector["id"]
            assert found != expected, vector["id"]


@pytest.mark.slow
def test_the_vectors_are_of_their_schema():
    check = jsonschema.Draft202012Validator(vectors_schema())
    wrong = check.iter_errors({"schema": files.SCHEMA, "vectors": SOME})
    assert [(list(error.absolute_path)[:3], error.message) for error in wrong] == []


BROKEN = [
    {"id": "rows"}, {"id": "unknown/row"}, {"result": "right"}, {"flags": ["other"]}, {"until": "2025-02-30x"},
    {"expected": {}}, {"expected": {"entries": []}}, {"expected": {"unknown": "PRICE-3", "entries": []}},
    {"alternatives": []}, {"more": 1},
]  # fmt: skip


@pytest.mark.slow
def test_the_schema_notices_what_is_wrong():
    check = jsonschema.Draft202012Validator(vectors_schema())
    accepted = [
        change for change in BROKEN if check.is_valid({"schema": files.SCHEMA, "vectors": [VECTORS[0] | change]})
    ]
    assert accepted == []


def test_every_vector_says_what_it_is():
    assert len({vector["id"] for vector in VECTORS}) == len(VECTORS) == MANIFEST["vectors"]
    assert {vector["id"].partition("/")[0] for vector in VECTORS} == set(CRITERIA)
    assert {vector["result"] for vector in VECTORS} == set(RESULTS)
    assert {flag for vector in VECTORS for flag in vector["flags"]} == set(FLAGS)


# The runner, which needs Node; a program of two lines answers it.

ANSWERING = """require("readline").createInterface(process.stdin).on("line", (line) => {
  const { id } = JSON.parse(line);
  process.stdout.write(%s.map((told) => JSON.stringify(told) + "\\n").join(""));
})"""


def run(folder, said='[{ id, skip: "no" }]', **options):
    """Run the vectors of a folder by a program that says the same to each, in a line an item."""
    command = ["node", str(FOLDER / "run.mjs"), "--vectors", str(folder), "--", "node", "-e", ANSWERING % said]
    return subprocess.run(command, stderr=subprocess.PIPE, text=True, timeout=60, check=False, **options)


@pytest.fixture
def two(tmp_path):
    """Return a folder with a suite of two vectors."""
    text = json.dumps({"schema": files.SCHEMA, "vectors": VECTORS[:2]})
    (tmp_path / "rows.json").write_text(text, encoding="utf-8")
    told = {**MANIFEST, "files": {"rows.json": {"sha256": hashlib.sha256(text.encode()).hexdigest()}}}
    (tmp_path / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    return tmp_path


needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="no Node")

# What a program says to each vector, and the fault that is told of it.
BESIDE = "one of entries, unknown, skip, error is allowed"
SAID = [
    ('[{ id, skip: "no" }]', None),
    ('[{ id, skip: "no", entries: null, unknown: "", error: null }]', None),
    ('[{ id, skip: "no", entries: [] }]', f"entries beside skip, {BESIDE}"),
    ('[{ id, skip: "no", error: "why" }]', f"skip beside error, {BESIDE}"),
    ('[{ id, skip: "no" }, { entries: [] }]', 'more than one line: {"entries":[]}'),
    ('[{ id, skip: "no" }, 7]', "more than one line: 7"),
]


@needs_node
@pytest.mark.slow
@pytest.mark.parametrize(("said", "fault"), SAID)
def test_an_answer_is_a_line_and_has_one_part(said, fault, two):
    found = run(two, said, stdout=subprocess.PIPE)
    failed = 2 if fault else 0
    assert found.stdout.splitlines()[-1] == (
        f"2 vectors: 0 hold, 0 hold by an alternative, {2 - failed} skipped, {failed} failed"
    )
    assert found.stdout.count(f"        {fault}\n") == failed
    assert (found.returncode, found.stderr) == (1, "")  # nothing was compared


BROKEN_SUITES = [
    ("manifest.json", "{", "manifest.json: no JSON: "),
    ("manifest.json", "null", "manifest.json: the suite is undefined, allowed: membership-sim/vectors-manifest/1"),
    ("manifest.json", json.dumps({"schema": files.MANIFEST_SCHEMA}), "manifest.json: 'files' is missing"),
    ("rows.json", "{", "rows.json: not what the manifest tells"),
]


@needs_node
@pytest.mark.slow
@pytest.mark.parametrize(("name", "text", "message"), BROKEN_SUITES)
def test_a_suite_that_cannot_be_read_is_told_by_its_file(name, text, message, two):
    (two / name).write_text(text, encoding="utf-8")
    found = run(two, stdout=subprocess.PIPE)
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr.startswith(f"{two / message}")
    assert found.stderr.count("\n") == 1


@needs_node
@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
def test_a_full_device_is_told_in_a_line(two):
    with Path("/dev/full").open("w") as full:
        found = run(two, stdout=full)
    assert (found.returncode, found.stderr) == (2, "standard output cannot be written: ENOSPC\n")


RIGHT_RESULTS = {
    "valid": lambda vector: not refuses(vector) and "alternatives" not in vector,
    "invalid": lambda vector: refuses(vector) and "alternatives" not in vector,
    "acceptable": lambda vector: len(vector["alternatives"]) > 0,
}


def refuses(vector):
    return bool({"refusal", "unknown"} & set(vector["flags"]))


@pytest.mark.parametrize("result", RESULTS)
def test_a_result_is_what_it_means(result):
    own = [vector for vector in VECTORS if vector["result"] == result]
    assert all(map(RIGHT_RESULTS[result], own))
    assert len(own) == MANIFEST["results"][result]["vectors"] > 0


def test_the_manifest_tells_the_bytes_of_its_files():
    texts = {name: (FOLDER / name).read_bytes() for name in MANIFEST["files"]}
    assert {name: hashlib.sha256(text).hexdigest() for name, text in texts.items()} == {
        name: told["sha256"] for name, told in MANIFEST["files"].items()
    }
    assert sum(map(len, texts.values())) < MOST_BYTES




def test_every_row_is_covered_in_every_state():
    assert {f"{state}/{row.id}" for row in TABLE for state in row.sources} == set(
        MANIFEST["covered"]["rows"]
    )


def test_every_action_is_tried_in_every_state():
    assert set(MANIFEST["covered"]["actions"]) == {f"{state}/{action}" for state in STATES for action in ACTIONS}


def test_every_rule_is_cited_but_those_that_none_can():
    covered = MANIFEST["covered"]
    assert covered["not_cited"] == NOT_CITED
    assert {*covered["rules"], *NOT_CITED} == set(RULES)


@pytest.fixture
def small(monkeypatch):
    """Stand for the suite by a small one, so that the command is quick."""
    told = {"schema": files.MANIFEST_SCHEMA, "files": {"rows.json": {}}}
    made = {"rows.json": "[]\n", "manifest.json": json.dumps(told)}
    monkeypatch.setattr(files, "suite_files", lambda: made)
    return made


def there(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_a_new_and_an_empty_folder_are_written(small, tmp_path):
    (tmp_path / "empty").mkdir()
    for name in ("new", "empty"):
        assert status(["vectors", "--out", str(tmp_path / name)]) == 0
        assert there(tmp_path / name) == small
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "new"]


def test_an_older_suite_is_replaced_and_other_files_stay(small, tmp_path):
    old = {"schema": files.MANIFEST_SCHEMA, "files": {"gone.json": {}}}
    (tmp_path / "manifest.json").write_text(json.dumps(old), encoding="utf-8")
    (tmp_path / "gone.json").write_text("[]", encoding="utf-8")
    (tmp_path / "run.mjs").write_text("run", encoding="utf-8")
    assert status(["vectors", "--out", str(tmp_path)]) == 0
    assert there(tmp_path) == {**small, "run.mjs": "run"}


def test_a_folder_with_other_files_needs_force(small, tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert status(["vectors", "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        f"{tmp_path}: has other files in it ('mine.txt'), use --force to write beside them\n"
    )
    assert there(tmp_path) == {"mine.txt": "mine"}
    assert status(["vectors", "--out", str(tmp_path), "--force"]) == 0
    assert there(tmp_path) == {**small, "mine.txt": "mine"}


REFUSED = [
    ("file.txt", "is a file, a folder is allowed"),
    ("nowhere/new", "cannot be written: No such file or directory"),
]


@pytest.mark.parametrize(("name", "why"), REFUSED)
def test_a_folder_that_cannot_be(name, why, small, tmp_path, capsys):
    (tmp_path / "file.txt").write_text("", encoding="utf-8")
    assert status(["vectors", "--out", str(tmp_path / name)]) == 2
    assert capsys.readouterr().err == f"{tmp_path / name}: {why}\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file.txt"]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no folder in which nobody can write")
def test_where_nothing_can_be_written_the_suite_is_not_even_made(monkeypatch, capsys):
    monkeypatch.setattr(files, "suite_files", lambda: pytest.fail("it was made"))
    assert status(["vectors", "--out", "/proc/suite"]) == 2
    assert capsys.readouterr().err.startswith("/proc/suite: cannot be written: ")


def test_a_failure_half_way_leaves_the_old_folder(small, tmp_path, monkeypatch):
    small["nowhere/rows.json"] = ""
    folder = tmp_path / "suite"
    folder.mkdir()
    assert status(["vectors", "--out", str(folder)]) == 2
    assert there(tmp_path / "suite") == {}
    assert [path.name for path in tmp_path.iterdir()] == ["suite"]
