"""A SentencePiece model cuts as the tokenizer.json that is made of it, whatever its ids are."""

import json
import struct

import pytest

from training.tagger.transformer import folder
from training.tagger.transformer.shape import BadTransformer

WORDS = [
    "sony",
    "sonys",
    "ce-7rm3",
    "ﬁx",
    "Ａt",
    "the\u200bzoom",
    "½",
    "世界7",
    "Sony",
    "``",
    "\x01",
]
STRIP = {"type": "Strip", "strip_left": True, "strip_right": True}
BLANKS = {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}


def whole(value):
    return bytes([value]) if value < 128 else bytes([value & 127 | 128]) + whole(value >> 7)


def field(number, value):
    """A field of a message: a whole number, a score or bytes."""
    if isinstance(value, int):
        return whole(number << 3) + whole(value)
    if isinstance(value, float):
        return whole(number << 3 | 5) + struct.pack("<f", value)
    return whole(number << 3 | 2) + whole(len(value)) + value


def model(pieces, charsmap, *, algorithm=1):
    """A model of pieces: text, score, kind (1 usual, 2 unknown, 3 control)."""
    unknown = next((at for at, one in enumerate(pieces) if one[2] == 2), 0)
    rows = [
        field(1, text.encode()) + field(2, score) + field(3, kind) for text, score, kind in pieces
    ]
    trained = field(1, b"texts") + field(3, algorithm) + field(10, 0.99) + field(40, unknown)
    made = field(1, b"nmt_nfkc") + field(2, charsmap)
    return b"".join(field(1, row) for row in rows) + field(2, trained) + field(3, made)


def pieces_of(encoders, kind):
    """The file's own order, in which a table of XLM-RoBERTa is not."""
    listed = [(one, score, 1) for one, score in encoders.unigram(kind)["model"]["vocab"]]
    signs = [(one, 0.0, 2 if "unk" in one.lower() else 3) for one, *_ in listed[:4]]
    if kind == "xlm-roberta":
        signs = [("<unk>", 0.0, 2), ("<s>", 0.0, 3), ("</s>", 0.0, 3)]
    return signs + listed[4:]


@pytest.fixture
def read(tmp_path, encoders):
    """The pieces of a folder that has this model and no tokenizer.json."""

    def read(kind, raw, name="spm.model", **said):
        place = encoders.folder(tmp_path / f"{kind}{len(list(tmp_path.iterdir()))}", kind)
        (place / "tokenizer.json").unlink()
        (place / name).write_bytes(raw)
        (place / "tokenizer_config.json").write_text(json.dumps(said))
        return folder.opened(place).pieces

    return read


@pytest.mark.parametrize(
    ("kind", "name", "said", "before"),
    [
        ("xlm-roberta", "sentencepiece.bpe.model", {}, []),
        ("deberta-v2", "spm.model", {"do_lower_case": False}, []),
        ("deberta-v2", "spm.model", {"do_lower_case": True}, [{"type": "Lowercase"}]),
        ("albert", "spiece.model", {},
         [{"type": "Replace", "pattern": {"String": "``"}, "content": '"'}, {"type": "NFKD"},
          {"type": "StripAccents"}, {"type": "Lowercase"}]),
    ],
)  # fmt: skip
def test_e3_it_cuts_as_the_tokenizer_that_it_is_saved_as(
    tmp_path, encoders, read, kind, name, said, before
):
    saved = encoders.unigram(kind)
    precompiled = saved["normalizer"]["normalizers"][0]
    saved["normalizer"]["normalizers"] = [*before, precompiled, STRIP, BLANKS]
    place = encoders.folder(tmp_path / "saved", kind)
    (place / "tokenizer.json").write_text(json.dumps(saved))
    expected = folder.opened(place).pieces
    raw = model(pieces_of(encoders, kind), encoders.charsmap(encoders.CHARACTERS))
    found = read(kind, raw, name, **said)
    assert [found.of(word) for word in WORDS] == [expected.of(word) for word in WORDS]
    signs = [(one.begin, one.end, one.padding) for one in (found, expected)]
    assert signs[0] == signs[1]


def test_a_damaged_model_is_refused_wherever_it_is_cut_off(encoders, read):
    raw = model(pieces_of(encoders, "deberta-v2"), b"")
    for end in range(1, 60):
        with pytest.raises(BadTransformer):
            read("deberta-v2", raw[:end])
    with pytest.raises(BadTransformer, match="damaged"):
        read("deberta-v2", raw + b"\xff" * 20)


def test_another_algorithm_is_named(encoders, read):
    with pytest.raises(BadTransformer, match="not a Unigram"):
        read("deberta-v2", model(pieces_of(encoders, "deberta-v2"), b"", algorithm=2))


def test_what_could_be_there_is_named(tmp_path, encoders):
    place = encoders.folder(tmp_path / "none")
    (place / "tokenizer.json").unlink()
    with pytest.raises(BadTransformer, match=r"none of tokenizer\.json, spm\.model, .* vocab\.txt"):
        _ = folder.opened(place).pieces
