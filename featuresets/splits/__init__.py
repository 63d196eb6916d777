"""The Split dropdown: each file is one way to divide sentences into train, dev and test."""

from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from featuresets.splits.by_document import ByDocument
from featuresets.splits.picked import Picked
from featuresets.splits.random import Random
from featuresets.splits.stratified import Stratified

Split = Annotated[Random | Stratified | ByDocument | Picked, Field(discriminator="kind")]
"""In the order in which they are shown."""

AnySplit = Random | Stratified | ByDocument | Picked
SPLIT: TypeAdapter[AnySplit] = TypeAdapter(Split)

PRESETS: list[tuple[str, str, Random]] = [
    ("70_10_20", "70 % train, 10 % dev, 20 % test", Random()),
    ("80_20", "80 % train, 20 % test", Random(train=0.8, dev=0.0, test=0.2)),
    ("90_10", "90 % train, 10 % test", Random(train=0.9, dev=0.0, test=0.1)),
]
"""Name, title and split of the usual divisions."""


def schema() -> dict[str, Any]:
    """The dropdown as JSON Schema."""
    return SPLIT.json_schema()
