"""Transformers with random weights, small enough for a test, as folders and as zips."""

import base64
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

WORDS = [
    "the", "my", "new", "sony", "canon", "nikon", "leica", "vento", "ce", "g3", "z",
    "m11", "pro", "4", "7", "has", "great", "lacks", "is", "bad", "at", "zoom",
    "battery", "life", "eye", "auto", "flash", ".", "-", "1", "5", "d", "it",
    "rocks",
]  # fmt: skip
PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS, "##focus", "##s", "##ing", "##5"]
CUT = [
    "<s>", "<pad>", "</s>", "<unk>", "▁", *(f"▁{one}" for one in WORDS), "focus", "s", "ing",
    *"-.1345790abcdefghiklmnorstuvxyz",
]  # fmt: skip
"""The pieces of a Unigram; the shorter, the less probable."""
CHARACTERS = {
    "ﬁ": "fi", "Ａ": "a", "e\u0301": "é", "\u200b": " ", "½": "1/2", "™": "tm", "\x01": "",
}  # fmt: skip
SIGNS = {
    "albert": ["<pad>", "<unk>", "[CLS]", "[SEP]"],
    "mpnet": ["<s>", "<pad>", "</s>", "[UNK]"],
    "deberta-v2": ["[PAD]", "[CLS]", "[SEP]", "[UNK]"],
    "modernbert": ["[UNK]", "[CLS]", "[SEP]", "[PAD]"],
}
UNIGRAMS = ("xlm-roberta", "camembert", "albert", "deberta-v2")
SAYS: dict[str, dict[str, Any]] = {
    "deberta-v2": {
        "relative_attention": True, "position_buckets": 6, "pos_att_type": ["p2c", "c2p"],
        "share_att_key": True, "norm_rel_ebd": "layer_norm", "position_biased_input": False,
        "max_relative_positions": -1, "type_vocab_size": 0, "layer_norm_eps": 1e-7,
    },
    "mpnet": {"relative_attention_num_buckets": 32, "layer_norm_eps": 1e-5},
    "modernbert": {
        "num_hidden_layers": 4, "local_attention": 4, "pad_token_id": 3, "bos_token_id": 1,
        "eos_token_id": 2, "cls_token_id": 1, "sep_token_id": 2,
    },
}  # fmt: skip
"""What only the `config.json` of a kind says."""
NARROWER = ("electra", "albert")
WIDTH, INNER, POSITIONS, NARROW = 16, 24, 24, 8


def folder(place: Path, kind: str = "bert", *, seed: int = 3, **said: Any) -> Path:
    """A folder that holds a transformer of a kind; `said` replaces what config.json says."""
    place.mkdir(parents=True)
    distilled = kind == "distilbert"
    names = ("dim", "n_layers", "n_heads", "hidden_dim") if distilled else (
        "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
    )  # fmt: skip
    config = dict(zip(names, (WIDTH, 2, 4, INNER), strict=True)) | {
        "model_type": kind, "vocab_size": len(vocabulary(kind)),
        "max_position_embeddings": POSITIONS,
    }  # fmt: skip
    config |= SAYS.get(kind, {})
    if kind in NARROWER:
        config["embedding_size"] = NARROW
    (place / "config.json").write_text(json.dumps(config | said))
    (place / "tokenizer.json").write_text(json.dumps(tokenizer(kind)))
    save_file(weights(kind, seed), place / "model.safetensors")
    return place


def vocabulary(kind: str) -> list[str]:
    if kind == "modernbert":
        return [*SIGNS[kind], *letters(), *("".join(pair) for pair in pairs())]
    known = CUT if kind in UNIGRAMS else PIECES
    return [*SIGNS.get(kind, known[:4]), *known[4:]]


def tokenizer(kind: str = "bert") -> dict[str, Any]:
    if kind in UNIGRAMS:
        return unigram(kind)
    if kind == "modernbert":
        return {
            "model": {"type": "BPE", "merges": [list(pair) for pair in pairs()], "vocab": {
                one: at for at, one in enumerate(vocabulary(kind))
            }},
            "normalizer": {"type": "NFC"},
            "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "use_regex": True},
        }  # fmt: skip
    return {
        "model": {
            "type": "WordPiece",
            "vocab": {one: at for at, one in enumerate(vocabulary(kind))},
        },
        "normalizer": {"type": "BertNormalizer", "lowercase": True},
    }


def letters() -> list[str]:
    """What stands for the bytes of English text."""
    return ["Ġ", *map(chr, range(33, 127))]


def pairs() -> list[tuple[str, str]]:
    """What is joined, in this order: the beginnings of all words, a letter at a time."""
    found: dict[tuple[str, str], int] = {}
    for word in WORDS:
        spelled = "Ġ" + word
        found |= {(spelled[:end], spelled[end]): 0 for end in range(1, len(spelled))}
    return list(found)


def unigram(kind: str = "xlm-roberta") -> dict[str, Any]:
    """A `tokenizer.json` as SentencePiece's models get them."""
    pieces = vocabulary(kind)
    signs = pieces[:4]
    unknown = next(at for at, one in enumerate(signs) if "unk" in one.lower())
    before = [{"type": "WhitespaceSplit"},
              {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"}]  # fmt: skip
    known = [[one, 0.0 if at < 4 else -12.0 / len(one)] for at, one in enumerate(pieces)]
    steps = [{"type": "Precompiled", "precompiled_charsmap": coded(charsmap(CHARACTERS))},
             {"type": "Lowercase"}]  # fmt: skip
    return {
        "added_tokens": [
            {"id": at, "content": one, "special": True} for at, one in enumerate(signs)
        ],
        "model": {"type": "Unigram", "unk_id": unknown, "vocab": known, "byte_fallback": False},
        "normalizer": {"type": "Sequence", "normalizers": steps},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": before},
    }


def coded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def charsmap(pairs: dict[str, str]) -> bytes:
    """A double array as Darts lays it out, with 256 units for the letters below each node."""
    text, places = b"", {}
    for key, value in pairs.items():
        places[key.encode()] = len(text)
        text += value.encode() + b"\0"
    heads = {key[:end] for key in places for end in range(len(key) + 1)}
    blocks = {head: 256 * (at + 1) for at, head in enumerate(sorted(heads))}
    units = [0] * (256 * (len(blocks) + 1))
    for head, block in blocks.items():
        at = blocks[head[:-1]] ^ head[-1] if head else 0
        units[at] = (at ^ block) << 10 | (head in places) << 8 | (head[-1] if head else 0)
        if head in places:
            units[block] = 1 << 31 | places[head]
    return struct.pack(f"<{len(units) + 1}I", 4 * len(units), *units) + text


def weights(kind: str, seed: int) -> dict[str, Any]:
    """Random tables under the names of the kind."""
    narrow = NARROW if kind in NARROWER else WIDTH
    head = "embeddings."
    shapes: dict[str, tuple[int, ...]] = {
        head + "word_embeddings.weight": (len(vocabulary(kind)), narrow),
        head + "position_embeddings.weight": (POSITIONS, narrow),
        head + "LayerNorm.weight": (narrow,),
        head + "LayerNorm.bias": (narrow,),
    }
    if kind not in ("distilbert", "mpnet", "deberta-v2"):
        shapes[head + "token_type_embeddings.weight"] = (2, narrow)
    if kind == "mpnet":
        shapes["encoder.relative_attention_bias.weight"] = (32, 4)
    if kind == "deberta-v2":
        del shapes[head + "position_embeddings.weight"]
        shapes["encoder.rel_embeddings.weight"] = (12, WIDTH)
        shapes |= {f"encoder.LayerNorm.{one}": (WIDTH,) for one in ("weight", "bias")}
    if kind in NARROWER:
        wide = "embeddings_project" if kind == "electra" else "encoder.embedding_hidden_mapping_in"
        shapes |= {f"{wide}.weight": (WIDTH, narrow), f"{wide}.bias": (WIDTH,)}
    if kind == "modernbert":
        return drawn(modern_shapes(), seed)
    sizes = [(WIDTH, WIDTH)] * 4 + [(WIDTH,), (INNER, WIDTH), (WIDTH, INNER), (WIDTH,)]
    top, *parts = PARTS.get(kind, PARTS["bert"])
    for layer in range(1 if kind == "albert" else 2):
        for name, size in zip(parts, sizes, strict=True):
            shapes[f"{top}.{layer}.{name}.weight"] = size
            shapes[f"{top}.{layer}.{name}.bias"] = (size[0],)
    return drawn(shapes, seed)


def drawn(shapes: dict[str, tuple[int, ...]], seed: int) -> dict[str, Any]:
    chance = np.random.default_rng(seed)
    return {
        name: chance.normal(1 if "orm.weight" in name else 0, 0.3, size).astype(np.float32)
        for name, size in shapes.items()
    }


def modern_shapes() -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.tok_embeddings.weight": (len(vocabulary("modernbert")), WIDTH),
        "embeddings.norm.weight": (WIDTH,), "final_norm.weight": (WIDTH,),
    }  # fmt: skip
    for layer in range(4):
        shapes |= {
            f"layers.{layer}.attn.Wqkv.weight": (3 * WIDTH, WIDTH),
            f"layers.{layer}.attn.Wo.weight": (WIDTH, WIDTH),
            f"layers.{layer}.mlp_norm.weight": (WIDTH,),
            f"layers.{layer}.mlp.Wi.weight": (2 * INNER, WIDTH),
            f"layers.{layer}.mlp.Wo.weight": (WIDTH, INNER),
        }
        if layer:
            shapes[f"layers.{layer}.attn_norm.weight"] = (WIDTH,)
    return shapes


PARTS = {
    "bert": (
        "encoder.layer", *(f"attention.self.{one}" for one in ("query", "key", "value")),
        "attention.output.dense", "attention.output.LayerNorm", "intermediate.dense",
        "output.dense", "output.LayerNorm",
    ),
    "distilbert": (
        "transformer.layer", *(f"attention.{one}_lin" for one in "qkv"),
        "attention.out_lin", "sa_layer_norm", "ffn.lin1", "ffn.lin2", "output_layer_norm",
    ),
    "albert": (
        "encoder.albert_layer_groups.0.albert_layers",
        *(f"attention.{one}" for one in ("query", "key", "value")),
        "attention.dense", "attention.LayerNorm", "ffn", "ffn_output", "full_layer_layer_norm",
    ),
    "mpnet": (
        "encoder.layer", *(f"attention.attn.{one}" for one in "qkvo"), "attention.LayerNorm",
        "intermediate.dense", "output.dense", "output.LayerNorm",
    ),
    "deberta-v2": (
        "encoder.layer", *(f"attention.self.{one}_proj" for one in ("query", "key", "value")),
        "attention.output.dense", "attention.output.LayerNorm", "intermediate.dense",
        "output.dense", "output.LayerNorm",
    ),
}  # fmt: skip
"""Where the layers of a kind lie, and the names of their tables."""


def zipped(place: Path, to: Path, top: str = "") -> Path:
    with zipfile.ZipFile(to, "w") as packed:
        for file in place.iterdir():
            packed.write(file, top + file.name)
    return to
