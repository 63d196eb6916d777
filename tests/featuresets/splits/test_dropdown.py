"""The form that the four splits make together."""

from featuresets.splits import PRESETS, SPLIT, schema


def test_the_schema_shows_the_four_splits_in_order_with_help_for_each_field() -> None:
    drawn = schema()
    names = [choice["$ref"].removeprefix("#/$defs/") for choice in drawn["oneOf"]]
    assert names == ["Random", "Stratified", "ByDocument", "Picked"]
    for name in names:
        definition = drawn["$defs"][name]
        assert definition["required"][0] == "kind"
        fields = [field for key, field in definition["properties"].items() if key != "kind"]
        assert all(field.get("description") for field in fields)


def test_the_default_keeps_equal_sentences_together() -> None:
    split = SPLIT.validate_json('{"kind": "random"}', strict=True)
    assert split.model_dump(mode="json") == {
        "kind": "random",
        "include": "done",
        "train": 0.7,
        "dev": 0.1,
        "test": 0.2,
        "seed": 13,
        "group": "duplicates",
    }


def test_a_saved_split_reads_back_as_itself() -> None:
    for _, _, split in PRESETS:
        assert SPLIT.validate_json(split.model_dump_json(), strict=True) == split


def test_f3_the_presets_are_the_usual_divisions() -> None:
    assert {name: (s.train, s.dev, s.test) for name, _, s in PRESETS} == {
        "70_10_20": (0.7, 0.1, 0.2),
        "80_20": (0.8, 0.0, 0.2),
        "90_10": (0.9, 0.0, 0.1),
    }
