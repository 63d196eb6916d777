"""The histogram of sentence lengths, and what the usual maximum lengths would cut off."""

from featuresets.balance.lengths import Lengths
from featuresets.balance.light import Light
from kernel.text import Span


def sentence(length: int, *spans: Span) -> Light:
    return Light(1, "", ["w"] * length, list(spans))


def test_d6_source_cs_longest_sentence_and_what_its_cut_at_50_loses() -> None:
    lengths = Lengths()
    for length in range(1, 60):
        lengths.add(sentence(length, Span(0, 1, "A")))
    lengths.add(sentence(140, Span(0, 1, "A"), Span(49, 51, "A"), Span(100, 102, "A")))
    shown = lengths.shown()
    assert shown["max"] == 140
    assert shown["cuts"][0] == {"at": 50, "sentences": 10, "tokens": 45 + 90, "entities": 2}
    assert shown["cuts"][1] == {"at": 104, "sentences": 1, "tokens": 36, "entities": 0}
    assert sum(count for _, _, count in shown["histogram"]) == 60
    last = shown["histogram"][-1]
    assert last[0] <= 140 <= last[1]
    assert last[2] == 1


def test_d6_no_sentence_has_no_bars() -> None:
    assert Lengths().shown()["histogram"] == []
