"""Small models in ELMo's published format with random weights; what they say, by plain loops."""

import json
from pathlib import Path
from typing import Any

import numpy as np

OPTIONS: dict[str, Any] = {
    "lstm": {
        "cell_clip": 3, "use_skip_connections": True, "n_layers": 2, "proj_clip": 3,
        "projection_dim": 6, "dim": 10,
    },
    "char_cnn": {
        "embedding": {"dim": 4}, "filters": [[1, 4], [3, 5]], "n_highway": 2,
        "n_characters": 262, "max_characters_per_token": 50, "activation": "relu",
    },
}  # fmt: skip


def shapes(options: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    """Every table that the weights must hold."""
    letters, lstm = options["char_cnn"], options["lstm"]
    size, cells, letter = lstm["projection_dim"], lstm["dim"], letters["embedding"]["dim"]
    wide = sum(count for _, count in letters["filters"])
    found: dict[str, tuple[int, ...]] = {"char_embed": (261, letter)}
    for at, (width, count) in enumerate(letters["filters"]):
        found |= {f"CNN/W_cnn_{at}": (1, width, letter, count), f"CNN/b_cnn_{at}": (count,)}
    for at in range(letters["n_highway"]):
        for part in ("transform", "carry"):
            found |= {
                f"CNN_high_{at}/W_{part}": (wide, wide),
                f"CNN_high_{at}/b_{part}": (wide,),
            }
    found |= {"CNN_proj/W_proj": (wide, size), "CNN_proj/b_proj": (size,)}
    for side in (0, 1):
        for at in range(lstm["n_layers"]):
            head = f"RNN_{side}/RNN/MultiRNNCell/Cell{at}/LSTMCell/"
            found |= {
                f"{head}W_0": (2 * size, 4 * cells),
                f"{head}B": (4 * cells,),
                f"{head}W_P_0": (cells, size),
            }
    return found


def write(folder: Path, options: dict[str, Any] = OPTIONS, seed: int = 3) -> tuple[Path, Path]:
    """options.json and weights.hdf5 in a folder."""
    import h5py

    chance = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "options.json").write_text(json.dumps(options))
    with h5py.File(folder / "weights.hdf5", "w") as out:
        for name, shape in shapes(options).items():
            out[name] = chance.normal(0, 0.6, shape).astype(np.float32)
    return folder / "options.json", folder / "weights.hdf5"


class Plain:
    """The model letter by letter and step by step, out of the published tables (float64)."""

    def __init__(self, options: Path, weights: Path) -> None:
        import h5py

        self.options = json.loads(options.read_text())
        with h5py.File(weights) as found:
            self.tables = {name: found[name][...].astype(float) for name in shapes(self.options)}

    def word(self, letters: list[int]) -> Any:
        """(P,) of a word given as 50 numbers from 0 to 260."""
        x = self.tables["char_embed"][letters]
        best = []
        for at, (width, _) in enumerate(self.options["char_cnn"]["filters"]):
            window = self.tables[f"CNN/W_cnn_{at}"][0]
            heights = [
                np.einsum("wd,wdf->f", x[start : start + width], window)
                for start in range(len(x) - width + 1)
            ]
            best.append(np.max(heights, 0) + self.tables[f"CNN/b_cnn_{at}"])
        row = np.maximum(np.concatenate(best), 0)
        for at in range(self.options["char_cnn"]["n_highway"]):
            new, share = (
                row @ self.tables[f"CNN_high_{at}/W_{part}"]
                + self.tables[f"CNN_high_{at}/b_{part}"]
                for part in ("transform", "carry")
            )
            share = sigmoid(share)
            row = share * np.maximum(new, 0) + (1 - share) * row
        return row @ self.tables["CNN_proj/W_proj"] + self.tables["CNN_proj/b_proj"]

    def spelled(self, word: str) -> Any:
        """(P,) of a word."""
        letters = [258, *word.encode()[:48], 259]
        return self.word(letters + [260] * (50 - len(letters)))

    def edge(self, number: int) -> Any:
        """(P,) of the sentence's begin (0) or end (1)."""
        return self.word([258, 256 + number, 259] + [260] * 47)

    def layers(self, words: list[str]) -> Any:
        """(L, T, 2 P) of a sentence."""
        rows = [self.edge(0), *map(self.spelled, words), self.edge(1)]
        ahead = self._side(0, rows)
        behind = self._side(1, rows[::-1])[:, ::-1]
        return np.concatenate([ahead, behind], 2)[:, 1:-1]

    def _side(self, side: int, rows: list[Any]) -> Any:
        lstm = self.options["lstm"]
        x, found = np.array(rows), []
        for at in range(lstm["n_layers"]):
            head = f"RNN_{side}/RNN/MultiRNNCell/Cell{at}/LSTMCell/"
            said, cell, out = np.zeros(lstm["projection_dim"]), np.zeros(lstm["dim"]), []
            for row in x:
                gates = np.concatenate([row, said]) @ self.tables[head + "W_0"]
                i, j, f, o = np.split(gates + self.tables[head + "B"], 4)
                cell = np.clip(sigmoid(f + 1) * cell + sigmoid(i) * np.tanh(j), -3, 3)
                said = np.clip((sigmoid(o) * np.tanh(cell)) @ self.tables[head + "W_P_0"], -3, 3)
                out.append(said)
            x = np.array(out) + (x if at and lstm["use_skip_connections"] else 0)
            found.append(x)
        return np.array(found)


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))
