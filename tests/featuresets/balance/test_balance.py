"""Every figure of the summary against a plain count over lists."""

import json
from collections import Counter
from itertools import chain
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from featuresets.balance import Balance
from featuresets.balance.light import Light
from featuresets.balance.problems import Fix
from featuresets.splits.rows import DEV, PARTS, TEST, TRAIN
from kernel import sentences
from kernel.sentences import Sentence
from kernel.text import Span, Token

VOCABULARY = ["a", "b", "c", "d", "Sony"]
FIX = Fix("duplicates", "Keep equal sentences in one part")


def light(words: str, *spans: tuple[int, int, str], document: int = 1) -> Light:
    return Light(document, words, words.split(" "), [Span(*span) for span in spans])


def weighed(*drawn: tuple[int, Light], **more: Any) -> dict[str, Any]:
    balance = Balance()
    for part, sentence in drawn:
        balance.add(part, sentence)
    summary = balance.summary(**more)
    assert json.loads(json.dumps(summary)) == summary, "it is stored as JSON"
    return summary


@st.composite
def corpora(draw: st.DrawFn) -> list[tuple[int, Light]]:
    """Short sentences of a few words, so that repeats, contradictions and gaps do occur."""
    found = []
    for document in range(draw(st.integers(0, 25))):
        words = draw(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=5))
        starts = range(0, len(words), 2)
        labels = [draw(st.sampled_from(["", "X", "Y"])) for _ in starts]
        spans = [
            Span(start, min(start + 2, len(words)), label)
            for start, label in zip(starts, labels, strict=True)
            if label
        ]
        part = draw(st.sampled_from([TRAIN, TRAIN, DEV, TEST]))
        found.append((part, Light(document // 2, " ".join(words), words, spans)))
    return found


@settings(max_examples=150)
@given(corpora())
def test_the_parts_are_counted_rightly(drawn: list[tuple[int, Light]]) -> None:
    for part, shown in enumerate(weighed(*drawn)["parts"]):
        mine = [sentence for p, sentence in drawn if p == part]
        labels = Counter(span.label for sentence in mine for span in sentence.spans)
        assert shown["name"] == PARTS[part]
        assert shown["documents"] == len({sentence.document for sentence in mine})
        assert shown["sentences"] == len(mine)
        assert shown["tokens"] == sum(len(sentence.words) for sentence in mine)
        assert shown["entities"] == labels.total()
        assert shown["empty_sentences"] == sum(not sentence.spans for sentence in mine)
        for line in shown["labels"]:
            assert line["count"] == labels[line["name"]]
            assert line["share"] == (labels[line["name"]] / labels.total() if labels else 0)
        assert set(labels) <= {line["name"] for line in shown["labels"]}


@settings(max_examples=150)
@given(corpora())
def test_the_repeats_are_counted_rightly(drawn: list[tuple[int, Light]]) -> None:
    same: dict[tuple[str, ...], list[tuple[int, tuple[Span, ...]]]] = {}
    for part, sentence in drawn:
        same.setdefault(tuple(sentence.words), []).append((part, tuple(sentence.spans)))
    repeated = {words: found for words, found in same.items() if len(found) > 1}
    summary = weighed(*drawn)
    assert summary["duplicates"] == {
        "extra_copies": len(drawn) - len(same),
        "sentences": len(repeated),
        "conflicting": sum(len({spans for _, spans in found}) > 1 for found in repeated.values()),
        "across_parts": sum(len({part for part, _ in found}) > 1 for found in repeated.values()),
    }
    for example in summary["examples"]:
        found = repeated[tuple(example["text"].split(" "))]
        assert example["count"] == len(found)
        assert example["parts"] == [PARTS[p] for p in sorted({part for part, _ in found})]
        assert example["conflict"] == (len({spans for _, spans in found}) > 1)
    assert len(summary["examples"]) == min(20, len(repeated))


@settings(max_examples=150)
@given(corpora())
def test_unseen_words_and_entities_are_counted_rightly(drawn: list[tuple[int, Light]]) -> None:
    def words(part: int) -> list[str]:
        return list(chain(*(sentence.words for p, sentence in drawn if p == part)))

    def entities(part: int) -> list[tuple[str, ...]]:
        return [
            tuple(sentence.words[span.start : span.end])
            for p, sentence in drawn
            if p == part
            for span in sentence.spans
        ]

    unseen = weighed(*drawn)["unseen"]
    for name, of in (("words", words), ("entities", entities)):
        for part in (DEV, TEST):
            found, known = of(part), set(of(TRAIN))  # type: ignore[operator]
            new = [item for item in found if item not in known]
            assert unseen[name][PARTS[part]] == (len(new) / len(found) if found else None)


def test_lengths_and_cuts_are_counted_rightly() -> None:
    def of(length: int, *spans: tuple[int, int, str]) -> Light:
        return light(" ".join(["w"] * length), *spans)

    lengths = weighed(
        (TRAIN, of(50, (48, 50, "X"))),
        (TRAIN, of(51, (0, 1, "X"), (49, 51, "X"))),
        (TEST, of(110, (49, 50, "X"), (50, 52, "X"), (103, 105, "X"), (109, 110, "X"))),
        *[(TRAIN, of(3))] * 57,
    )["lengths"]
    assert lengths["max"] == 110
    assert lengths["mean"] == (50 + 51 + 110 + 57 * 3) / 60
    assert lengths["p95"] == 3
    assert lengths["cuts"] == [
        {"at": 50, "sentences": 2, "tokens": 61, "entities": 4},
        {"at": 104, "sentences": 1, "tokens": 6, "entities": 2},
    ]
    bars = lengths["histogram"]
    assert bars[0] == [1, 5, 57]
    assert [bar for bar in bars[1:] if bar[2]] == [[46, 50, 1], [51, 55, 1], [106, 110, 1]]
    assert [low for low, _, _ in bars] == list(range(1, 110, 5)), "no gap between the bars"


def test_the_cut_that_training_makes_by_itself_is_shown_where_it_loses_something() -> None:
    short = weighed((TRAIN, light(" ".join(["w"] * 512))))["lengths"]
    long = weighed((TRAIN, light(" ".join(["w"] * 600), (511, 513, "X"))))["lengths"]
    assert [cut["at"] for cut in short["cuts"]] == [50, 104]
    assert long["cuts"][2] == {"at": 512, "sentences": 1, "tokens": 88, "entities": 1}


@given(st.lists(st.integers(1, 2000), min_size=1, max_size=50))
def test_the_histogram_holds_every_sentence_and_p95_nineteen_of_twenty(found: list[int]) -> None:
    summary = weighed(*((TRAIN, light(" ".join(["w"] * length))) for length in found))
    lengths = summary["lengths"]
    for low, high, count in lengths["histogram"]:
        assert count == sum(low <= length <= high for length in found)
    assert sum(count for _, _, count in lengths["histogram"]) == len(found)
    within = sum(length <= lengths["p95"] for length in found)
    below = sum(length < lengths["p95"] for length in found)
    assert within >= 0.95 * len(found) > below


def test_nothing_at_all_can_be_weighed() -> None:
    summary = weighed()
    assert summary["lengths"]["max"] == 0
    assert summary["lengths"]["histogram"] == []
    assert [part["sentences"] for part in summary["parts"]] == [0, 0, 0]


def test_the_labels_stand_in_the_projects_order_then_by_name() -> None:
    drawn = [(TRAIN, light("a b c", (0, 1, "Z"), (1, 2, "A"), (2, 3, "M")))]
    (train, _, _) = weighed(*drawn, labels=["M", "unused"])["parts"]
    assert [line["name"] for line in train["labels"]] == ["M", "unused", "A", "Z"]


def test_f4_fifty_planted_copies_and_a_label_only_in_test_are_both_found() -> None:
    own = [(TRAIN, light(f"sentence number {i}", (0, 1, "X"), document=i)) for i in range(200)]
    copies = [(TEST, light(f"sentence number {i}", (0, 1, "X"), document=i)) for i in range(50)]
    alone = [(TEST, light("only here", (0, 1, "LONELY")))]
    summary = weighed(*own, *copies, *alone, fix=FIX)
    assert summary["duplicates"]["across_parts"] == 50
    by_kind = {problem["kind"]: problem for problem in summary["problems"]}
    assert by_kind["missing_label"]["severity"] == "error"
    assert by_kind["missing_label"]["detail"] == {"part": "train", "labels": ["LONELY"]}
    assert by_kind["duplicates"]["severity"] == "warning"
    assert by_kind["duplicates"]["fix"] == FIX._asdict()
    assert summary["problems"][0]["kind"] == "missing_label", "the worst comes first"


def test_a_sentence_read_from_its_line_weighs_the_same() -> None:
    sentence = Sentence(
        7,
        0,
        "a.txt",
        "Sony\u2028CE rocks 🎉",
        [Token(0, 4), Token(5, 7), Token(8, 13), Token(14, 15)],
        [Span(0, 2, "PNAME")],
        {"pos": ["A", "B", "C", "D"]},
    )
    line = sentences.write(sentence).encode()
    assert Light.read(line) == Light.of(sentence)
    assert Light.of(sentence).words == ["Sony", "CE", "rocks", "🎉"]
