"""Stratified drawing keeps the share of every label, to the sentence in size."""

from collections import Counter
from random import Random as Chance

from hypothesis import given, settings
from hypothesis import strategies as st

from featuresets.splits.rows import Rows
from featuresets.splits.stratified import Stratified

SHARES = (0.7, 0.1, 0.2)


def drawn(sentences: int, seed: int, *, repeats: int = 0) -> Rows:
    """Sentences with a frequent, a rare and a very rare label, as texts have them."""
    chance, rows = Chance(seed), Rows()
    for i in range(sentences):
        labels = {"often": chance.randrange(4)} if chance.random() < 0.8 else {}
        if chance.random() < 0.05:
            labels["rare"] = 1
        if i % 100 == 50:
            labels["very rare"] = 1
        words = i % repeats if repeats and i < 5 * repeats else i
        rows.add(i, "", str(words).encode(), {k: v for k, v in labels.items() if v})
    return rows


def label_counts(rows: Rows, parts: bytearray) -> list[Counter[str]]:
    found = [Counter[str]() for _ in SHARES]
    for part, labels in zip(parts, rows.labels, strict=True):
        found[part].update(dict(labels))
    return found


@settings(max_examples=25)
@given(sentences=st.integers(1000, 2500), seed=st.integers(0, 99))
def test_each_label_keeps_its_share_in_each_part(sentences: int, seed: int) -> None:
    rows = drawn(sentences, seed)
    split = Stratified(seed=seed)
    parts = split.assign(rows)
    assert [parts.count(part) for part in range(3)] == split.sizes(sentences)
    found = label_counts(rows, parts)
    for label in ("often", "rare", "very rare"):
        total = sum(counts[label] for counts in found)
        for counts, share in zip(found, SHARES, strict=True):
            assert abs(counts[label] - share * total) <= max(3, 0.02 * total)


def test_repeats_are_kept_together_and_shares_still_hold() -> None:
    rows = drawn(2000, 1, repeats=50)
    split = Stratified()
    parts = split.assign(rows)
    assert [parts.count(part) for part in range(3)] == [1400, 200, 400]
    for first in range(50):
        assert len({parts[first + 50 * copy] for copy in range(5)}) == 1
    found = label_counts(rows, parts)
    for label in ("often", "rare", "very rare"):
        shares = [counts[label] / sum(c[label] for c in found) for counts in found]
        assert all(abs(share - wanted) < 0.02 for share, wanted in zip(shares, SHARES, strict=True))


def test_a_label_of_three_sentences_reaches_all_three_parts() -> None:
    for seed in range(30):
        rows = Rows()
        for i in range(30):
            rows.add(i, "", str(i).encode(), {"few": 1} if i < 3 else {"many": 2})
        parts = Stratified(train=0.4, dev=0.3, test=0.3, seed=seed).assign(rows)
        assert sorted(parts[:3]) == [0, 1, 2]


def test_the_same_seed_draws_the_same_parts() -> None:
    rows = drawn(600, 3)
    assert Stratified(seed=8).assign(rows) == Stratified(seed=8).assign(rows)
    assert Stratified(seed=8).assign(rows) != Stratified(seed=9).assign(rows)


def test_texts_without_any_label_are_divided_all_the_same() -> None:
    rows = Rows()
    for i in range(100):
        rows.add(i, "", str(i).encode(), {})
    parts = Stratified().assign(rows)
    assert [parts.count(part) for part in range(3)] == [70, 10, 20]
