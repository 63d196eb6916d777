"""Templates say the same of a token to the trainer and to the endpoint."""

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from training.tagger import runtime
from training.tagger.bundles import bundle, tensors
from training.tagger.words import features
from training.tagger.words.features import BadFeatures, Features, Template


def test_a_template_reads_its_neighbours_and_the_border_of_the_sentence() -> None:
    templates = [Template.read(name) for name in ("suffix2[1]", "word[-1]|shape[0]")]
    assert features.attributes(["An", "EOS-5D"], templates) == [
        ["suffix2[1]=5D", "word[-1]|shape[0]=|Xx"],
        ["suffix2[1]=", "word[-1]|shape[0]=An|XXX-0X"],
    ]


def test_runs_of_one_kind_are_short_in_the_short_shape() -> None:
    (row,) = features.attributes(["CE-7RM300é相机"], [Template.read("short_shape[0]")])
    assert row == ["short_shape[0]=X-0X0xc"]


@pytest.mark.parametrize(
    "name", ["", "word", "word[9]", "word[0", "sound[0]", "word[0]|", "word[0]x", "word[-1]|x[0]"]
)
def test_what_is_no_template_is_refused(name: str) -> None:
    with pytest.raises(BadFeatures, match="template"):
        Template.read(name)


def test_features_survive_the_way_to_a_file_and_back() -> None:
    known = Features(tuple(map(Template.read, features.DEFAULT)), ("lower[0]=a|=", "word[0]=é"))
    assert features.loads(features.dumps(known)) == known


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b'{"templates":[]}',
        b'{"templates":["word[0]"],"attributes":[1]}',
        b'{"templates":["word[0]","word[0]"],"attributes":[]}',
        b'{"templates":["x"],"attributes":[]}',
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused(raw: bytes) -> None:
    with pytest.raises(BadFeatures):
        features.loads(raw)


def test_the_endpoint_sums_exactly_the_weights_of_the_attributes(
    tiny: ModuleType, tmp_path: Path
) -> None:
    tiny.linear(tmp_path / "b")
    files = bundle.read(tmp_path / "b").files
    known = features.loads(files["features.json"])
    weights = tensors.loads(files["tables.safetensors"])["weights"]
    at = {attribute: row for row, attribute in enumerate(known.attributes)}
    tagger = runtime.load(tmp_path / "b")
    sentences = [*tiny.SENTENCES, ["unseen", "Sony", "5D"], ["It"]]
    together = tagger.emissions(sentences)
    for number, words in enumerate(sentences):
        rows = features.attributes(words, known.templates)
        summed = [sum(weights[at[name]] for name in row if name in at) for row in rows]
        np.testing.assert_allclose(together[number, : len(words)], summed, atol=1e-5)
