"""The downloaded reports are, letter by letter, what seqeval and scikit-learn print."""

import random
import warnings

import pytest
from seqeval.metrics import classification_report
from sklearn.metrics import classification_report as tag_report

from kernel import bio, score_text, scores
from kernel.scores import Score, Scores

LABELS = ("GEO", "PER", "a-rather-long-label")
MARKS = {"IOB1": "BI", "IOB2": "BI", "IOE2": "IE", "IOBES": "BIES"}


def shown(one: Score) -> dict[str, float]:
    return one._asdict()


def random_readings(scheme: str, seed: int, count: int) -> tuple[list[list[str]], list[list[str]]]:
    chance = random.Random(seed)
    tags = ["O", *(f"{mark}-{label}" for label in LABELS for mark in MARKS[scheme])]
    gold = [[chance.choice(tags) for _ in range(chance.randint(1, 9))] for _ in range(count)]
    said = [[tag if chance.random() < 0.7 else chance.choice(tags) for tag in row] for row in gold]
    return gold, said


@pytest.mark.parametrize("scheme", MARKS)
def test_v1_a_thousand_sequences_print_as_seqeval_prints_them(scheme: str) -> None:
    for seed in range(50):
        gold, said = random_readings(scheme, seed, 20)
        found = scores.score_spans(map(bio.spans_of, gold), map(bio.spans_of, said))
        labels = {name: shown(one) for name, one in found.labels.items()}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its averages, where a label is never answered
            expected = classification_report(gold, said, zero_division=0)
        assert score_text.entity_text(labels, shown(found.micro)) == expected


@pytest.mark.parametrize("outside", [True, False])
def test_v1_tags_print_as_scikit_learn_prints_them(outside: bool) -> None:
    for seed in range(20):
        rows = random_readings("IOB2", seed, 40)
        gold, said = ([tag for row in side for tag in row] for side in rows)
        names = sorted({*gold, *said} - ({"O"} if not outside else set()))
        each = {
            name: Score.of(
                sum(a == b == name for a, b in zip(gold, said, strict=True)),
                said.count(name), gold.count(name),
            )
            for name in names
        }  # fmt: skip
        tags = {name: shown(one) for name, one in each.items()}
        if outside:
            right = sum(a == b for a, b in zip(gold, said, strict=True))
            text = score_text.tag_text(tags, right / len(gold))
            assert text == tag_report(gold, said, zero_division=0)
        else:
            counts = [sum(one[at] for one in each.values()) for at in (5, 4, 3)]
            micro = Scores(Score.of(*counts), each).micro
            text = score_text.inside_text(tags | {"O": shown(micro)}, shown(micro))
            assert text == tag_report(gold, said, labels=names, zero_division=0)


def test_nothing_found_and_nothing_marked_prints_zeros() -> None:
    text = score_text.entity_text({}, shown(Score.of(0, 0, 0)))
    assert text.count("0.00") == 9
