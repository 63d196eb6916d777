"""Random drawing: exact, disjoint, repeatable, and groups stay whole."""

from hypothesis import given, settings
from hypothesis import strategies as st

from featuresets.splits.random import Random
from featuresets.splits.rows import DEV, TEST, TRAIN, Rows


def numbered(sentences: int) -> Rows:
    rows = Rows()
    for i in range(sentences):
        rows.add(i // 5, "a.txt", str(i).encode(), {})
    return rows


def sizes(parts: bytearray) -> list[int]:
    return [parts.count(part) for part in (TRAIN, DEV, TEST)]


@settings(max_examples=50)
@given(sentences=st.integers(10, 3000), seed=st.integers(0, 99))
def test_f2_sizes_are_exact_and_every_sentence_is_in_one_part(sentences: int, seed: int) -> None:
    split = Random(seed=seed, group=None)
    parts = split.assign(numbered(sentences))
    assert len(parts) == sentences
    assert sizes(parts) == split.sizes(sentences)


def test_f2_seventy_ten_twenty_of_gmb() -> None:
    assert Random().sizes(47_959) == [33_571, 4_796, 9_592]


def test_the_same_seed_draws_the_same_parts_and_another_seed_does_not() -> None:
    rows = numbered(500)
    assert Random(seed=4).assign(rows) == Random(seed=4).assign(rows)
    assert Random(seed=4).assign(rows) != Random(seed=5).assign(rows)


def test_a_known_seed_gives_known_parts() -> None:
    parts = Random(train=0.5, dev=0.2, test=0.3, seed=13, group=None).assign(numbered(10))
    assert list(parts) == [2, 0, 0, 2, 0, 2, 0, 1, 0, 1]


@settings(max_examples=50)
@given(st.lists(st.integers(0, 30), max_size=300), st.integers(0, 9))
def test_equal_sentences_never_straddle(repeated: list[int], seed: int) -> None:
    words = [*repeated, *range(100, 130)]
    rows = Rows()
    for i, word in enumerate(words):
        rows.add(i, "", str(word).encode(), {})
    parts = Random(seed=seed).assign(rows)
    part_of: dict[int, int] = {}
    for word, part in zip(words, parts, strict=True):
        assert part_of.setdefault(word, part) == part


def test_the_sentences_of_a_document_stay_together() -> None:
    rows = numbered(500)
    parts = Random(group="document").assign(rows)
    assert sizes(parts) == [350, 50, 100]
    for start in range(0, 500, 5):
        assert len(set(parts[start : start + 5])) == 1


def test_a_part_of_share_zero_stays_empty() -> None:
    assert sizes(Random(train=0.8, dev=0.0, test=0.2).assign(numbered(50))) == [40, 0, 10]


def test_every_sentence_can_land_in_every_part() -> None:
    seen: dict[int, set[int]] = {i: set() for i in range(20)}
    for seed in range(200):
        parts = Random(train=0.4, dev=0.3, test=0.3, seed=seed).assign(numbered(20))
        for i, part in enumerate(parts):
            seen[i].add(part)
    assert all(parts == {TRAIN, DEV, TEST} for parts in seen.values())
