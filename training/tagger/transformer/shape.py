"""What `config.json` says of a transformer: its kind and its sizes, in our words."""

from collections.abc import Mapping
from typing import Any, NamedTuple

KINDS = (
    "bert", "distilbert", "roberta", "electra", "xlm-roberta", "camembert", "albert", "mpnet",
    "deberta-v2", "modernbert",
)  # fmt: skip
_BEHIND_PADDING = ("roberta", "xlm-roberta", "camembert", "mpnet")
"""Kinds whose positions begin behind the id of padding."""
_NARROW = ("electra", "albert")
ACTIVATIONS = ("gelu", "gelu_new", "relu")
MOST_WEIGHTS = 450_000_000
"""Beyond, a graph does not fit into the 2 GB that its format allows."""
MOST_LAYERS, MOST_PIECES = 96, 1 << 16
LONGEST_WINDOW = 1024
"""Pieces that a ModernBERT reads at once here; it could read eight times as many, and the memory
grows with their square."""


class BadTransformer(ValueError):
    """A folder that is no transformer we can use; the message says why, and what can be used."""


class Shape(NamedTuple):
    """Sizes of an encoder. `narrow` is the width of its table of pieces (ELECTRA's and ALBERT's
    differ)."""

    kind: str
    width: int
    layers: int
    heads: int
    inner: int
    narrow: int
    vocabulary: int
    positions: int
    """Pieces that it can read at once, begin and end included."""
    first_position: int
    """Rows of the table of positions before the first that is used."""
    epsilon: float
    activation: str
    shared: bool = False
    """All layers are one (ALBERT, Lan et al. 2020)."""
    relative: str = ""
    """What attention is told of distances: nothing, or as `layers.attention` has it."""
    spans: int = 0
    """Spans of distances that are told apart; disentangled: in each direction; rotary: how far most
    layers read."""
    farthest: int = 0
    """Disentangled: the distance at which spans end."""
    turns: tuple[float, float] = (0.0, 0.0)
    """Rotary: bases of the angles, in layers that read all and in those that read near pieces."""
    wide: tuple[bool, ...] = ()
    """Rotary: which layers read all."""

    @property
    def table(self) -> int:
        """Numbers in the table of pieces."""
        return self.vocabulary * self.narrow

    @property
    def reading(self) -> int:
        """Multiplications per piece: the layers without attention's own."""
        return self.layers * self.layer

    @property
    def layer(self) -> int:
        """Weights of a layer."""
        return 4 * self.width**2 + (3 if self.wide else 2) * self.width * self.inner

    @property
    def parameters(self) -> int:
        """All weights, but for biases and norms."""
        layers = self.layer if self.shared else self.reading
        return self.table + self.positions * self.narrow + layers


def of(said: Mapping[str, Any]) -> Shape:
    """Read a `config.json`; raises BadTransformer."""
    kind = said.get("model_type")
    if kind not in KINDS:
        raise BadTransformer(
            f"The model type {str(kind)[:40]} cannot be read here; {', '.join(KINDS)} can."
        )
    names = _NAMES.get(kind, _NAMES["bert"])
    width, layers, heads, inner = (_whole(said, name) for name in names[:4])
    first = _whole(said, "pad_token_id", 1) + 1 if kind in _BEHIND_PADDING else 0
    found = Shape(
        kind, width, layers, heads, inner,
        narrow=_whole(said, "embedding_size", width) if kind in _NARROW else width,
        vocabulary=_whole(said, "vocab_size"),
        positions=_whole(said, "max_position_embeddings") - first,
        first_position=first,
        epsilon=_share(said, names[5], 1e-5 if kind == "modernbert" else 1e-12),
        activation=str(said.get(names[4], "gelu_new" if kind == "albert" else "gelu")),
        shared=kind == "albert",
        **_distances(kind, said, layers),
    )  # fmt: skip
    _check(found, said)
    return found._replace(positions=min(found.positions, LONGEST_WINDOW)) if found.wide else found


_NAMES = {
    "bert": (
        "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
        "hidden_act", "layer_norm_eps",
    ),
    "distilbert": ("dim", "n_layers", "n_heads", "hidden_dim", "activation", "layer_norm_eps"),
    "modernbert": (
        "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size",
        "hidden_activation", "norm_eps",
    ),
}  # fmt: skip


def _distances(kind: str, said: Mapping[str, Any], layers: int) -> dict[str, Any]:
    """What the config says of relative places; raises BadTransformer."""
    if kind == "mpnet":
        spans = _whole(said, "relative_attention_num_buckets", 32)
        if spans != 32:  # the published code knows no other
            raise BadTransformer(f"{spans} relative_attention_num_buckets cannot be read here.")
        return {"relative": "biased", "spans": spans}
    if kind == "modernbert":
        return _rotary(said, min(layers, MOST_LAYERS))
    if kind != "deberta-v2":
        return {}
    kinds = said.get("pos_att_type")
    plain = {
        "relative_attention": (True,), "share_att_key": (True,),
        "position_biased_input": (False,), "norm_rel_ebd": ("layer_norm",),
        "conv_kernel_size": (0, None), "embedding_size": (None, said.get("hidden_size")),
    }  # fmt: skip
    odd = [name for name, values in plain.items() if said.get(name) not in values]
    kinds = kinds.split("|") if isinstance(kinds, str) else kinds
    if odd or not isinstance(kinds, list) or sorted(map(str, kinds)) != ["c2p", "p2c"]:
        raise BadTransformer(
            f"Only DeBERTa in the form of v3 can be read here; see {(*odd, 'pos_att_type')[0]}."
        )
    spans, most = _whole(said, "position_buckets"), _whole(said, "max_position_embeddings")
    farthest = said.get("max_relative_positions", -1)
    farthest = farthest if type(farthest) is int and farthest > 0 else most
    if not 4 <= spans <= 4096 or farthest - 1 <= spans // 2:
        raise BadTransformer(f"{spans} position_buckets cannot be read here.")
    return {"relative": "disentangled", "spans": spans, "farthest": farthest}


def _rotary(said: Mapping[str, Any], layers: int) -> dict[str, Any]:
    """Angles and reach of a ModernBERT, in the older or the newer spelling."""
    near, full = "sliding_attention", "full_attention"
    every = max(1, _whole(said, "global_attn_every_n_layers", 3))
    kinds = said.get("layer_types") or [near if at % every else full for at in range(layers)]
    turns = (
        _angle(said, full, said.get("global_rope_theta", 160_000.0)),
        _angle(said, near, said.get("local_rope_theta", 10_000.0)),
    )
    if (
        any(said.get(name) for name in ("attention_bias", "mlp_bias", "norm_bias"))
        or not isinstance(kinds, list)
        or len(kinds) != layers
        or not all(one in (near, full) for one in kinds)
    ):
        raise BadTransformer(_AS_PUBLISHED)
    return {
        "relative": "rotary", "spans": _whole(said, "local_attention", 128) // 2,
        "turns": turns, "wide": tuple(one == full for one in kinds),
    }  # fmt: skip


_AS_PUBLISHED = "Only a ModernBERT as it was published can be read here."


def _angle(said: Mapping[str, Any], name: str, older: Any) -> float:
    """The base of the angles in layers of this kind."""
    held = said.get("rope_parameters") or {}
    one = (held.get(name) or {}) if isinstance(held, dict) else None
    if not isinstance(one, dict) or one.get("rope_type", "default") != "default":
        raise BadTransformer(_AS_PUBLISHED)
    base = one.get("rope_theta", older)
    if type(base) not in (int, float) or not base >= 1:
        raise BadTransformer(_AS_PUBLISHED)
    return float(base)


def _whole(said: Mapping[str, Any], name: str, default: int | None = None) -> int:
    value = said.get(name, default)
    if type(value) is not int or value < 0:
        raise BadTransformer(f"config.json needs {name} as a whole number.")
    return value


def _share(said: Mapping[str, Any], name: str, default: float) -> float:
    value = said.get(name, default)
    if type(value) not in (int, float) or not 0 <= value < 1:
        raise BadTransformer(f"config.json needs {name} as a number from 0 to 1.")
    return float(value)


def _check(found: Shape, said: Mapping[str, Any]) -> None:
    if min(found.width, found.heads, found.inner, found.narrow, found.layers) < 1:
        raise BadTransformer("config.json gives a size of 0.")
    if found.width % found.heads:
        raise BadTransformer(f"{found.heads} heads do not divide a width of {found.width}.")
    if found.wide and found.width // found.heads % 2:
        raise BadTransformer("Heads of an odd width cannot be turned.")
    if found.layers > MOST_LAYERS:
        raise BadTransformer(f"{found.layers} layers are more than {MOST_LAYERS}.")
    if found.positions < 8:
        raise BadTransformer(f"It reads {found.positions} pieces at once; 8 are needed at least.")
    if found.positions > MOST_PIECES:
        raise BadTransformer(f"It reads more than {MOST_PIECES:,} pieces at once.")
    if found.activation not in ACTIVATIONS:
        raise BadTransformer(
            f"The activation {found.activation[:40]} cannot be computed here; "
            f"{', '.join(ACTIVATIONS)} can."
        )
    if said.get("position_embedding_type", "absolute") != "absolute":
        raise BadTransformer("Only absolute positions can be read here.")
    groups = said.get("num_hidden_groups", 1), said.get("inner_group_num", 1)
    if found.shared and groups != (1, 1):
        raise BadTransformer("Only an ALBERT whose layers are all one can be read here.")
    if found.parameters > MOST_WEIGHTS:
        raise BadTransformer(
            f"About {found.parameters // 10**6} million weights; at most "
            f"{MOST_WEIGHTS // 10**6} million can be served."
        )
