"""The schema of the feed and the program's reader give the same verdict; the schema of the index
describes what the publisher writes.

By hand-made feeds (tests/data/feed/valid and invalid: each of the latter breaks one rule), and by
single mutations of a valid one. "Valid" is: the reader takes the feed and leaves nothing out.

Run by Debian's /usr/bin/python3 from the top of the source tree; $BUILD says where the programs are.
"""

import copy
import json
import os
import random
import subprocess
from pathlib import Path

import jsonschema
import pytest
from publishing import Office, make_key

SAMPLES = Path("tests/data/feed")
VERDICT = Path(os.environ.get("BUILD", "build")) / "tests" / "tool_feed_verdict"
SCHEMA = json.loads(Path("assets/schema/feed-1.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def load(path):
    # strict=False: a raw control character costs its row, not the feed (both say: not valid).
    return json.loads(Path(path).read_bytes().decode("utf-8"), strict=False)


def read_by_program(paths):
    """What the program's reader says of each file: {path: "clean" | "left-out …" | "refused …"}"""
    paths = [str(p) for p in paths]
    done = subprocess.run([VERDICT, *paths], capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert len(lines) == len(paths)
    return {p: line.removeprefix(p + ": ") for p, line in zip(paths, lines)}


def samples(folder):
    return sorted((SAMPLES / folder).glob("*.json"))


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_member_is_described():
    def walk(node, where):
        for name, member in node.get("properties", {}).items():
            if "description" not in member and "$ref" not in member:
                pytest.fail(f"{where}/{name} has no description")
        for name, part in node.get("$defs", {}).items():
            walk(part, f"{where}/$defs/{name}")

    assert "description" in SCHEMA
    for name in SCHEMA["properties"]:
        assert "description" in SCHEMA["properties"][name], name
    walk(SCHEMA, "#")


@pytest.mark.parametrize("path", samples("valid"), ids=lambda p: p.stem)
def test_valid_by_the_schema(path):
    VALIDATOR.validate(load(path))


@pytest.mark.parametrize("path", samples("invalid"), ids=lambda p: p.stem)
def test_invalid_by_the_schema(path):
    assert not VALIDATOR.is_valid(load(path))


def test_the_reader_agrees_on_the_samples():
    for path, verdict in read_by_program(samples("valid")).items():
        assert verdict == "clean", path
    for path, verdict in read_by_program(samples("invalid")).items():
        assert verdict.startswith(("left-out ", "refused ")), path


# ---- mutations

VALUES = [
    None, True, False, 0, 1, -1, 0.5, 9007199254740992, "", " ", "x", "mpp", "pickup", "kk", "*",
    "siapambil/2", "2026-11-20", "2026-13-20", "2026-11-23T09:40:00+07:00", "08:00", "25:00", "mon",
    "mon-fri", "dinas", "32.73", "http://a.go.id/", "https://a b", "x" * 512, "x" * 513,
    "a\tb", "a\u0085b", "a\u00a0b", "•", [], {}, [1], ["x"], {"x": 1}, [{}], [[]],
]  # fmt: skip


def places_of(node, path=()):
    """The path of every value within a tree."""
    children = (
        node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    )
    for key, child in children:
        yield (*path, key)
        yield from places_of(child, (*path, key))


def parent_of(tree, path):
    for key in path[:-1]:
        tree = tree[key]
    return tree


def mutate(feed, chance):
    """A copy with one change, and what it was; None where the schema cannot know the verdict."""
    feed = copy.deepcopy(feed)
    path = chance.choice(list(places_of(feed)))
    parent = parent_of(feed, path)
    kind = chance.choice(["drop", "replace", "replace", "replace", "insert", "rename"])
    if kind == "drop":
        del parent[path[-1]]
    elif kind == "replace":
        parent[path[-1]] = copy.deepcopy(chance.choice(VALUES))
    elif kind == "insert" and isinstance(parent, list):
        parent.insert(path[-1], copy.deepcopy(chance.choice(VALUES)))
    elif isinstance(parent, dict):
        parent[chance.choice(["x", path[-1] + "x", path[-1].upper(), "*"])] = parent.pop(path[-1])
    return feed, f"{kind} {'/'.join(map(str, path))}"


def beyond_the_schema(feed):
    """Whether a rule is broken that no schema can state (see its $comment)."""

    def strings(node, key):
        found = [x.get(key) for x in node if isinstance(x, dict)] if isinstance(node, list) else []
        return [x for x in found if isinstance(x, str)]

    if not isinstance(feed, dict):
        return False
    documents, places = feed.get("documents"), feed.get("locations")
    ids, place_ids = strings(documents, "id"), strings(places, "id")
    if len(set(ids)) < len(ids) or len(set(place_ids)) < len(place_ids):
        return True
    if set(strings(documents, "at")) - {""} - set(place_ids):
        return True
    for place in places if isinstance(places, list) else []:
        hours = place.get("hours") if isinstance(place, dict) else None
        for entry in hours if isinstance(hours, list) else []:
            if isinstance(entry, dict):
                start, end = entry.get("open"), entry.get("close")
                if isinstance(start, str) and isinstance(end, str) and start >= end:
                    return True
    for notice in feed.get("notices") if isinstance(feed.get("notices"), list) else []:
        if isinstance(notice, dict):
            start, end = notice.get("from"), notice.get("until")
            if isinstance(start, str) and isinstance(end, str) and start > end:
                return True
    return False


def test_the_reader_agrees_on_mutations(tmp_path):
    chance = random.Random(20261123)
    feed = load(SAMPLES / "valid" / "every-member.json")
    what, expected = {}, {}
    while len(what) < 800:
        mutant, change = mutate(feed, chance)
        if beyond_the_schema(mutant):
            continue
        path = tmp_path / f"{len(what)}.json"
        path.write_text(json.dumps(mutant, ensure_ascii=chance.random() < 0.5), encoding="utf-8")
        what[str(path)] = change
        expected[str(path)] = VALIDATOR.is_valid(mutant)
    verdicts = read_by_program(what)
    wrong = [
        f"{what[p]}: the schema says {'valid' if expected[p] else 'invalid'}, the reader {verdicts[p]}"
        for p in what
        if expected[p] != (verdicts[p] == "clean")
    ]
    assert not wrong, "\n".join(wrong)
    # The test is worth something only while it sees both verdicts.
    assert 100 < sum(expected.values()) < len(expected) - 100


# ---- the index

INDEX_SCHEMA = json.loads(Path("assets/schema/index-1.schema.json").read_text(encoding="utf-8"))
INDEX_VALIDATOR = jsonschema.Draft202012Validator(INDEX_SCHEMA)


def test_the_schema_of_the_index_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(INDEX_SCHEMA)


@pytest.mark.parametrize("signed", [False, True])
def test_what_the_publisher_writes_is_an_index(tmp_path, signed):
    office = Office(tmp_path)
    if signed:
        office.write_settings(more=f"\n[publish]\nkey_file = {make_key(tmp_path)[0]}\n")
    office.published()
    index = office.index()
    INDEX_VALIDATOR.validate(index)
    assert ("signed_by" in index) == signed
    for feed in index["feeds"]:
        path = office.region / feed["path"]
        told = json.loads(path.read_text(encoding="utf-8"))
        assert (feed["bytes"], feed["documents"]) == (path.stat().st_size, len(told["documents"]))
        assert feed["bytes_gzip"] == path.with_name("feed.json.gz").stat().st_size
        assert [feed[m] for m in ("serial", "issued", "expires")] == [told[m] for m in ("serial", "issued", "expires")]
        assert feed.get("name") == {p["id"]: p["name"] for p in told["locations"]}.get(feed.get("place"))
        # Nothing is written that the schema does not describe.
        assert set(feed) <= set(INDEX_SCHEMA["$defs"]["feed"]["properties"])
    assert set(index) <= set(INDEX_SCHEMA["properties"])


def test_the_schema_of_the_index_refuses_what_is_none(tmp_path):
    office = Office(tmp_path)
    office.published()
    good = office.index()

    def changed(change):
        index = copy.deepcopy(good)
        change(index)
        return index

    for change in (
        lambda i: i.pop("index"),
        lambda i: i.pop("region"),
        lambda i: i.update(index="siapambil/2"),
        lambda i: i.update(region="3273"),
        lambda i: i.update(serial=-1),
        lambda i: i.update(signed_by="RWQ"),
        lambda i: i.update(feeds=[]),
        lambda i: i["feeds"].reverse(),  # the whole office comes first
        lambda i: i["feeds"].append(i["feeds"][0]),
        lambda i: i["feeds"][1].pop("path"),
        lambda i: i["feeds"][1].update(path="../feed.json"),
        lambda i: i["feeds"][1].update(place=".hidden"),
        lambda i: i["feeds"][1].update(issued="2026-11-23"),
    ):
        assert not INDEX_VALIDATOR.is_valid(changed(change))
    INDEX_VALIDATOR.validate(changed(lambda i: i.update(later="more")))
