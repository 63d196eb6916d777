"""Entity scores equal seqeval's, in both of its modes, on random tags."""

import random

import numpy as np
import pytest
from seqeval.metrics import classification_report, f1_score, precision_score, recall_score
from seqeval.scheme import BILOU, IOB1, IOB2, IOBES, IOE2

from kernel import bio, scores
from kernel.text import Span

LABELS = ("GEO", "PER", "TIM")
MARKS = {"IOB2": "BI", "IOBES": "BIES"}


def sentences_of(tags, chance, count=12):
    return [[chance.choice(tags) for _ in range(chance.randint(1, 9))] for _ in range(count)]


def tags_of(scheme):
    return ["O", *(f"{mark}-{label}" for label in LABELS for mark in MARKS[scheme])]


def flat(rows, tags):
    ids = np.array([tags.index(tag) for row in rows for tag in row])
    starts = np.cumsum([0, *map(len, rows)])[:-1]
    return ids, starts


@pytest.mark.parametrize("scheme", ["IOB2", "IOBES"])
@pytest.mark.parametrize("strict", [False, True])
def test_random_tags_score_as_in_seqeval(scheme, strict):
    chance, tags = random.Random(7), tags_of(scheme)
    tagset = scores.TagSet.of(tags, scheme)
    modes = {"mode": "strict", "scheme": {"IOB2": IOB2, "IOBES": IOBES}[scheme]} if strict else {}
    for _ in range(150):
        gold = sentences_of(tags, chance)
        said = [
            [tag if chance.random() < 0.7 else chance.choice(tags) for tag in row] for row in gold
        ]
        readings = (
            scores.entities(*flat(rows, tags), tagset, strict=strict) for rows in (gold, said)
        )
        found = scores.score(*readings, tagset.labels)
        expected = [
            measure(gold, said, average="micro", zero_division=0, **modes)
            for measure in (precision_score, recall_score, f1_score)
        ]
        assert found.micro[:3] == pytest.approx(expected, abs=1e-12)
        table = classification_report(gold, said, output_dict=True, zero_division=0, **modes)
        for label, one in found.labels.items():
            if label in table:
                assert one.f1 == pytest.approx(table[label]["f1-score"], abs=1e-12)
                assert one.support == table[label]["support"]


def test_arrays_and_spans_give_the_same_figures():
    chance, tags = random.Random(3), tags_of("IOB2")
    tagset = scores.TagSet.of(tags)
    gold, said = sentences_of(tags, chance, 40), None
    said = [[chance.choice((tag, "O", "B-PER")) for tag in row] for row in gold]
    readings = (scores.entities(*flat(rows, tags), tagset) for rows in (gold, said))
    arrays = scores.score(*readings, tagset.labels)
    spans = scores.score_spans(map(bio.spans_of, gold), map(bio.spans_of, said), LABELS)
    assert arrays == spans


def test_an_entity_never_crosses_from_one_sentence_into_the_next():
    tags = tags_of("IOB2")
    ids, starts = flat([["B-PER"], ["I-PER"]], tags)
    found = scores.entities(ids, starts, scores.TagSet.of(tags))
    assert found.start.tolist() == [0, 1]
    assert found.end.tolist() == [1, 2]


def test_without_a_scheme_each_token_is_an_entity_and_f1_is_the_accuracy():
    tagset = scores.TagSet.of(["NN", "VB"], "")
    gold, said = np.array([0, 1, 0, 0]), np.array([0, 1, 1, 0])
    pair = (scores.entities(ids, [0, 2], tagset) for ids in (gold, said))
    assert scores.score(*pair, tagset.labels).micro.f1 == 0.75


def test_nothing_marked_and_nothing_found_scores_zero_without_dividing():
    tagset = scores.TagSet.of(["O", "B-X", "I-X"])
    none = scores.entities(np.zeros(3, int), [0], tagset)
    assert scores.score(none, none, tagset.labels).micro == (0.0, 0.0, 0.0, 0, 0, 0)
    assert scores.score_spans([], []).macro.f1 == 0.0


def test_macro_counts_each_label_alike():
    gold = [[Span(0, 1, "A"), Span(1, 2, "A"), Span(2, 3, "B")]]
    said = [[Span(0, 1, "A"), Span(1, 2, "A")]]
    found = scores.score_spans(gold, said)
    assert found.macro.f1 == 0.5
    assert found.micro.recall == pytest.approx(2 / 3)


STRICT = {"IOB2": IOB2, "IOE2": IOE2, "IOBES": IOBES, "BILOU": BILOU}
SPELLED = {"IOB1": "BI", "IOB2": "BI", "IOE2": "IE", "IOBES": "BIES", "BILOU": "BILU"}


@pytest.mark.parametrize(
    ("scheme", "strict"),
    [("IOB1", False), ("IOB2", False), ("IOE2", False), ("IOBES", False),
     ("IOB2", True), ("IOE2", True), ("IOBES", True), ("BILOU", True)],
)  # fmt: skip
def test_v1_a_thousand_random_tag_sequences_score_as_in_seqeval(scheme, strict):
    chance = random.Random(11)
    tags = ["O", *(f"{mark}-{label}" for label in LABELS for mark in SPELLED[scheme])]
    tagset = scores.TagSet.of(tags, scheme)
    modes = {"mode": "strict", "scheme": STRICT[scheme]} if strict else {}
    gold = sentences_of(tags, chance, 1000)
    said = [[tag if chance.random() < 0.7 else chance.choice(tags) for tag in row] for row in gold]
    readings = (scores.entities(*flat(rows, tags), tagset, strict=strict) for rows in (gold, said))
    found = scores.score(*readings, tagset.labels)
    table = classification_report(gold, said, output_dict=True, zero_division=0, **modes)
    ours = {**found.labels, "micro avg": found.micro, "macro avg": found.macro}
    ours["weighted avg"] = found.weighted
    assert set(table) == set(ours)
    for name, one in ours.items():
        expected = [table[name][key] for key in ("precision", "recall", "f1-score", "support")]
        assert one[:4] == pytest.approx(expected, abs=1e-12)


def test_v1_well_formed_iob1_scores_as_in_seqevals_strict_mode():
    chance, tags = random.Random(12), tags_of("IOB2")
    read = [bio.spans_of(row) for row in sentences_of(tags, chance, 500)]
    kept = [[span for span in spans if chance.random() < 0.8] for spans in read]
    gold, said = ([bio.tags_of(9, row, "IOB1") for row in rows] for rows in (read, kept))
    tagset = scores.TagSet.of(tags, "IOB1")
    readings = (scores.entities(*flat(rows, tags), tagset) for rows in (gold, said))
    found = scores.score(*readings, tagset.labels).micro
    table = classification_report(
        gold, said, output_dict=True, zero_division=0, mode="strict", scheme=IOB1
    )["micro avg"]
    assert found[:4] == pytest.approx(list(table.values()), abs=1e-12)


def test_counts_per_sentence_add_up_to_the_scores():
    chance, tags = random.Random(5), tags_of("IOB2")
    gold = [bio.spans_of(row) for row in sentences_of(tags, chance, 50)]
    said = [bio.spans_of(row) for row in sentences_of(tags, chance, 50)]
    table = scores.counts(gold, said, LABELS)
    whole = scores.score_spans(gold, said, LABELS)
    assert table.shape == (50, 3, 3)
    for at, label in enumerate(LABELS):
        one = whole.labels[label]
        assert table[:, at].sum(0).tolist() == [one.right, one.predicted, one.support]
