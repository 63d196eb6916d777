"""What a biLM is made of, and ELMo's published files (options and HDF5 weights) as tables.

Read without torch. Published gates stand in the order input, new, forget, output, with 1 missing
from the forget bias; ours in torch's order, with nothing missing (Peters et al. 2018, bilm-tf).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kernel import strict, zips
from training.tagger.words.utf8 import LETTERS, LONGEST, WIDEST

Tables = dict[str, NDArray[np.float32]]
Count = Annotated[int, Field(ge=1, le=8192)]
MOST_PARAMETERS = 400_000_000
"""A graph cannot hold more than two gigabytes; the original ELMo has 94 million numbers."""
OWN_FILTERS = ((1, 32), (2, 32), (3, 64), (4, 128), (5, 128))
"""Windows over a word's bytes and their patterns, for 256 numbers per direction."""
HDF5 = b"\x89HDF\r\n\x1a\n"
WHAT = "A published ELMo is an options.json and an .hdf5 of weights"


class BadELMo(ValueError):
    """Files that are no biLM; the message says which part is not as it must be."""


class Shape(BaseModel):
    """The sizes of a biLM's layers."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    letter: Count = 16
    """Numbers per letter."""
    filters: tuple[tuple[Annotated[int, Field(ge=1, le=WIDEST)], Count], ...] = Field(min_length=1)
    """(letters that a window spans, how many patterns) of each convolution."""
    activation: Literal["relu", "tanh"] = "relu"
    highways: int = Field(1, ge=0, le=8)
    projection: Count = 256
    """P: numbers per direction; a token gets 2 P."""
    layers: int = Field(2, ge=1, le=8)
    residual: bool = True
    """Whether each layer but the first adds what it read to what it says."""
    cells: int = Field(0, ge=0, le=16_384)
    """LSTM cells behind a projection to P, as in ELMo; 0 = P cells and no projection."""
    cell_clip: float = Field(0, ge=0)
    projection_clip: float = Field(0, ge=0)

    @property
    def patterns(self) -> int:
        return sum(count for _, count in self.filters)

    @property
    def size(self) -> int:
        """Numbers per token and layer: both directions."""
        return 2 * self.projection

    @property
    def word_parameters(self) -> int:
        """Of what reads a word."""
        rows = sum((width * self.letter + 1) * count for width, count in self.filters)
        ways = self.highways * (self.patterns + 1) * 2 * self.patterns
        return LETTERS * self.letter + rows + ways + (self.patterns + 1) * self.projection

    @property
    def sentence_parameters(self) -> int:
        """Of the LSTMs; as many products cost a token."""
        size, cells = self.projection, self.cells
        one = 4 * cells * (2 * size + 1) + cells * size if cells else 8 * size * (size + 1)
        return 2 * self.layers * one


def own_shape(dimension: int) -> Shape:
    """Of a biLM learned here: plain LSTMs as wide as a direction, two on top of each other."""
    side = dimension // 2
    filters = tuple((width, max(2, count * side // 256)) for width, count in OWN_FILTERS)
    return Shape(filters=filters, projection=side)


def read(options: Path, weights: Path) -> tuple[Shape, Tables]:
    """A published model; raises BadELMo."""
    try:
        import h5py
    except ImportError:
        raise BadELMo("ELMo's weights are read with h5py; install tagwright[train].") from None
    shape = shape_of(options.read_bytes())
    if about(shape)["parameters"] > MOST_PARAMETERS:
        raise BadELMo(
            f"The options tell of {about(shape)['parameters']:,} numbers; a model can carry "
            f"{MOST_PARAMETERS:,}."
        )
    try:
        with h5py.File(weights, "r") as found:
            tables = dict(_tables(shape, found))
    except OSError:
        raise BadELMo(f"{WHAT}; the weights are not HDF5, or not whole.") from None
    for name, table in tables.items():
        if not np.isfinite(table).all():
            raise BadELMo(f"The weights “{name}” hold a number that is not finite.")
    return shape, tables


def pair(places: Sequence[Path], folder: Path, limit_bytes: int) -> tuple[Path, Path]:
    """Options and weights out of two files or a zip of both, which may unpack to `limit_bytes`;
    raises BadELMo."""
    found = list(places)
    if len(found) == 1 and zips.is_zip(found[0]):
        found = _unpacked(found[0], folder, limit_bytes)
    weights = [place for place in found if _begins(place, HDF5)]
    if len(found) != 2 or len(weights) != 1:
        raise BadELMo(f"{WHAT}; files sent: {len(found)}, of weights: {len(weights)}.")
    (options,) = (place for place in found if place not in weights)
    return options, weights[0]


def _unpacked(place: Path, folder: Path, limit_bytes: int) -> list[Path]:
    try:
        inside = zips.files(place)
        if len(inside) != 2 or zips.size(inside) > limit_bytes:
            raise BadELMo(
                f"{WHAT}; the zip holds {len(inside)} files, and may unpack to "
                f"{limit_bytes >> 20:,} MB."
            )
        return zips.extract(place, inside, folder)
    except zips.BadZip as fault:
        raise BadELMo(str(fault)) from fault


def _begins(place: Path, head: bytes) -> bool:
    with place.open("rb") as stream:
        return stream.read(len(head)) == head


def shape_of(raw: bytes) -> Shape:
    """The sizes that options.json tells; raises BadELMo."""
    try:
        said: Any = strict.loads(raw)
        letters, lstm = said["char_cnn"], said["lstm"]
        places = letters["max_characters_per_token"], letters["n_characters"]
        shape = Shape(
            letter=letters["embedding"]["dim"],
            filters=letters["filters"],
            activation=letters["activation"],
            highways=letters["n_highway"],
            projection=lstm["projection_dim"],
            layers=lstm["n_layers"],
            residual=lstm["use_skip_connections"],
            cells=lstm["dim"],
            cell_clip=lstm.get("cell_clip") or 0,
            projection_clip=lstm.get("proj_clip") or 0,
        )
    except strict.NotStrict:
        raise BadELMo(f"{WHAT}; the other file here is not JSON.") from None
    except (KeyError, TypeError, AttributeError) as fault:
        raise BadELMo(f"{WHAT}; the options lack or misspell {fault}.") from None
    except ValidationError as fault:
        first = fault.errors()[0]
        raise BadELMo(f"The options' {first['loc'][0]}: {first['msg']}.") from None
    if places not in ((LONGEST, LETTERS), (LONGEST, LETTERS - 1)):
        raise BadELMo(
            f"The model reads {places[0]} of {places[1]} letters; ELMo's {LONGEST} of {LETTERS} "
            "can be used."
        )
    return shape


def _tables(shape: Shape, found: Any) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Our names with what the published ones hold."""
    wide, size = shape.patterns, shape.projection
    letters = _one(found, "char_embed", LETTERS - 1, shape.letter)
    yield "words.table", np.concatenate([np.zeros((1, shape.letter), np.float32), letters])
    for at, (width, count) in enumerate(shape.filters):
        window = _one(found, f"CNN/W_cnn_{at}", 1, width, shape.letter, count)[0]
        yield f"words.windows.{at}.weight", window.transpose(2, 1, 0)
        yield f"words.windows.{at}.bias", _one(found, f"CNN/b_cnn_{at}", count)
    for at in range(shape.highways):
        head, parts = f"CNN_high_{at}/", ("transform", "carry")
        new = [_one(found, f"{head}W_{part}", wide, wide).T for part in parts]
        yield f"words.highways.{at}.weight", np.concatenate(new)
        bias = [_one(found, f"{head}b_{part}", wide) for part in parts]
        yield f"words.highways.{at}.bias", np.concatenate(bias)
    yield "words.projection.weight", _one(found, "CNN_proj/W_proj", wide, size).T
    yield "words.projection.bias", _one(found, "CNN_proj/b_proj", size)
    for number, side in enumerate(("ahead", "behind")):
        for at in range(shape.layers):
            cell = f"RNN_{number}/RNN/MultiRNNCell/Cell{at}/LSTMCell/"
            both = _gates(_one(found, f"{cell}W_0", 2 * size, 4 * shape.cells).T)
            forget = np.repeat(np.array([0, 1, 0, 0], np.float32), shape.cells)
            yield f"{side}.{at}.reads", both[:, :size]
            yield f"{side}.{at}.keeps", both[:, size:]
            yield f"{side}.{at}.bias", _gates(_one(found, f"{cell}B", 4 * shape.cells)) + forget
            yield f"{side}.{at}.projects", _one(found, f"{cell}W_P_0", shape.cells, size).T


def _one(found: Any, name: str, *shape: int) -> NDArray[np.float32]:
    table = found.get(name)
    if getattr(table, "shape", None) != shape or table.dtype.kind != "f":
        raise BadELMo(f"The weights lack “{name}” in the shape {shape} that the options tell.")
    # HDF5 can name any other file of this machine as the place where numbers lie.
    if table.external or table.is_virtual or table.file.filename != found.filename:
        raise BadELMo(f"The weights “{name}” lie in another file; only what is sent is read.")
    return np.asarray(table, np.float32)


def _gates(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """(4 H, ·): input, new, forget, output → input, forget, new, output."""
    i, j, f, o = np.split(rows, 4)
    return np.concatenate([i, f, j, o])


def dumps(shape: Shape, tables: Tables) -> bytes:
    """A biLM as one safetensors file that tells its shape."""
    from safetensors.numpy import save

    whole = {name: np.ascontiguousarray(table, np.float32) for name, table in tables.items()}
    return bytes(save(whole, metadata={"bilm": shape.model_dump_json()}))


def about(shape: Shape) -> dict[str, int]:
    """What is shown of a biLM before it is used."""
    parameters = shape.word_parameters + shape.sentence_parameters
    return {"dimension": shape.size, "layers": shape.layers, "parameters": parameters}


def shape_in(path: Path) -> Shape:
    """The shape that a file tells, without its tables; raises BadELMo."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as stream:
            return Shape.model_validate_json((stream.metadata() or {}).get("bilm", ""))
    except (SafetensorError, ValidationError, OSError):
        raise BadELMo("The file of a biLM is not there or not whole; upload it again.") from None


def loads(path: Path) -> tuple[Shape, Tables]:
    """What `dumps` wrote; raises BadELMo."""
    from safetensors.numpy import load_file

    return shape_in(path), load_file(path)
