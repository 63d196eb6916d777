"""A folder or a zip of a transformer is opened, or refused with what is wrong."""

import json
import zipfile

import pytest

from training.tagger.transformer import folder, shape, sources
from training.tagger.transformer.shape import BadTransformer

CONFIG = {
    "model_type": "bert", "hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2,
    "intermediate_size": 16, "vocab_size": 9, "max_position_embeddings": 32,
}  # fmt: skip


def test_e3_a_zip_is_read_like_the_folder_it_was_made_from(tmp_path, encoders):
    place = encoders.folder(tmp_path / "t")
    plain = folder.opened(place)
    for top in ("", "my model/"):
        packed = folder.opened(encoders.zipped(place, tmp_path / "t.zip", top))
        assert packed.shape == plain.shape
        assert packed.pieces == plain.pieces
        assert packed.weights() == plain.weights()
        assert packed.tables() == plain.tables() > 10


def test_an_older_folder_with_a_plain_vocabulary_is_read(tmp_path, encoders):
    place = encoders.folder(tmp_path / "t")
    whole = folder.opened(place).pieces
    (place / "tokenizer.json").unlink()
    (place / "vocab.txt").write_text("\n".join(encoders.PIECES) + "\n", "utf-8")
    assert folder.opened(place).pieces == whole
    (place / "tokenizer_config.json").write_text('{"do_lower_case": false}')
    assert folder.opened(place).pieces.of("Sony") == (1,)


def test_sizes_of_each_kind_are_read_from_its_own_names():
    assert shape.of(CONFIG).heads == 2
    roberta = shape.of(CONFIG | {"model_type": "roberta", "max_position_embeddings": 34})
    assert (roberta.positions, roberta.first_position) == (32, 2)
    electra = shape.of(CONFIG | {"model_type": "electra", "embedding_size": 4})
    assert (electra.narrow, electra.width) == (4, 8)
    distilled = {"model_type": "distilbert", "dim": 8, "n_layers": 1, "n_heads": 2,
                 "hidden_dim": 16, "vocab_size": 9, "max_position_embeddings": 32}  # fmt: skip
    assert shape.of(distilled).layers == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model_type": "t5"}, "model type t5 cannot be read"),
        ({"hidden_size": "8"}, "needs hidden_size as a whole number"),
        ({"num_attention_heads": 3}, "3 heads do not divide"),
        ({"hidden_act": "silu"}, "activation silu"),
        ({"position_embedding_type": "relative_key"}, "absolute positions"),
        ({"hidden_size": 0}, "size of 0"),
        ({"max_position_embeddings": 4}, "8 are needed"),
        ({"vocab_size": 10**8}, "million weights"),
        ({"num_hidden_layers": 10**9, "model_type": "albert"}, "layers are more than"),
        ({"max_position_embeddings": 10**6}, "more than 65,536 pieces"),
        ({"model_type": "mpnet", "relative_attention_num_buckets": 8}, "num_buckets cannot"),
        ({"model_type": "modernbert", "mlp_bias": True}, "as it was published"),
        ({"model_type": "modernbert", "layer_types": ["odd"] * 2}, "as it was published"),
        (
            {
                "model_type": "modernbert",
                "rope_parameters": {"full_attention": {"rope_type": "yarn"}},
            },
            "as it was published",
        ),
        ({"model_type": "deberta-v2"}, "form of v3 .* relative_attention"),
        ({"model_type": "albert", "num_hidden_groups": 2}, "layers are all one"),
    ],
)
def test_a_transformer_that_cannot_be_computed_is_refused_with_the_reason(change, message):
    with pytest.raises(BadTransformer, match=message):
        shape.of(CONFIG | change)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"model": {"type": "Unigram", "vocab": [["a", 0.1]]}}, "lacks .*CLS"),
        (
            {"model": {"type": "WordLevel", "vocab": {"[CLS]": 0, "[SEP]": 1, "[PAD]": 2}}},
            "not one of WordPiece",
        ),
        ({"model": {"type": "WordPiece", "vocab": {"[UNK]": 1}}}, "lacks .*CLS"),
        ({"model": {"type": "WordPiece", "vocab": {"[UNK]": 10**6}}}, "does not have"),
        ([], "not a JSON object"),
    ],
)
def test_a_tokenizer_that_we_cannot_follow_is_refused(tmp_path, encoders, said, message):
    place = encoders.folder(tmp_path / "t")
    (place / "tokenizer.json").write_text(json.dumps(said))
    with pytest.raises(BadTransformer, match=message):
        folder.opened(place).pieces  # noqa: B018


@pytest.mark.parametrize(
    "wrong", [{"added_tokens": [1]}, {"normalizer": [1]}, {"added_tokens": [{"id": 1}]}]
)
def test_a_tokenizer_whose_parts_are_of_other_kinds_is_refused(tmp_path, encoders, wrong):
    place = encoders.folder(tmp_path / "t")
    (place / "tokenizer.json").write_text(json.dumps(encoders.tokenizer() | wrong))
    with pytest.raises(BadTransformer, match="not one of WordPiece"):
        folder.opened(place).pieces  # noqa: B018


@pytest.mark.parametrize("epsilon", ["small", None, [], 2, -1])
def test_an_epsilon_that_is_no_number_is_named(epsilon):
    with pytest.raises(BadTransformer, match="layer_norm_eps"):
        shape.of(CONFIG | {"layer_norm_eps": epsilon})


def test_what_is_missing_is_named_and_pickles_are_never_opened(tmp_path, encoders):
    place = encoders.folder(tmp_path / "t")
    (place / "model.safetensors").rename(place / "pytorch_model.bin")
    with pytest.raises(BadTransformer, match="can run code"):
        folder.opened(place).weights()
    (place / "config.json").unlink()
    with pytest.raises(BadTransformer, match=r"no config\.json"):
        folder.opened(place)


def test_a_zip_that_unpacks_to_too_much_is_not_unpacked(tmp_path, monkeypatch, encoders):
    place = encoders.zipped(encoders.folder(tmp_path / "t"), tmp_path / "t.zip")
    monkeypatch.setattr(folder, "TEXT_LIMIT", 100)
    with pytest.raises(BadTransformer, match="larger than"):
        folder.opened(place)


def test_a_damaged_zip_is_refused(tmp_path, encoders):
    place = encoders.zipped(encoders.folder(tmp_path / "t"), tmp_path / "t.zip")
    raw = place.read_bytes()
    place.write_bytes(raw[: len(raw) // 2])
    with pytest.raises(BadTransformer, match="cannot be unpacked"):
        folder.opened(place)
    with zipfile.ZipFile(place, "w") as packed:
        packed.writestr("readme.txt", "nothing")
    with pytest.raises(BadTransformer, match=r"no config\.json"):
        folder.opened(place)


@pytest.mark.parametrize("name", ["../secret", "/etc", ".hidden", "a/b", ""])
def test_a_servers_folder_is_named_without_a_path(name):
    with pytest.raises(ValueError, match="pattern"):
        sources.ServerTransformer(name=name)


def test_an_upload_that_is_not_chosen_or_gone_is_named(tmp_path):
    for file, words in (("", "No transformer is chosen"), ("0" * 64, "upload it again")):
        with pytest.raises(BadTransformer, match=words):
            sources.UploadedTransformer(file=file).place(tmp_path)
