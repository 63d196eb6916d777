"""What a biLM is learned by: foretelling each word from one side.

Letters: T steps, B sentences, N tokens of a batch and their edges, P numbers per direction.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.tagger.batch import Batch
from training.tagger.bilm.recipe import CharacterBiLM
from training.tagger.bilm.text import EDGE
from training.tagger.layers.bilm import BiLM
from training.tagger.layers.dropout import Dropout
from training.tagger.layers.recurrent import flip

HEAD, MIDDLE = 1000, 5000
"""The most frequent words are told apart at full width, rarer ones at a quarter of it, the rest at
a sixteenth: an exact softmax that costs a tenth (Grave et al. 2017)."""


class Foreteller(nn.Module):
    """A biLM and the softmax that both of its directions share."""

    def __init__(self, recipe: CharacterBiLM, classes: int) -> None:
        super().__init__()
        self.bilm = BiLM(recipe.shape)
        self.dropout = Dropout(recipe.dropout)
        cutoffs = [one for one in (HEAD, MIDDLE) if one < classes - 1] or [max(1, classes // 2)]
        self.softmax = nn.AdaptiveLogSoftmaxWithLoss(recipe.shape.projection, classes, cutoffs)

    def forward(self, batch: Batch) -> Tensor:
        """The mean loss, in nats per foretold word or edge."""
        rows = functional.embedding(batch.places, self.bilm.words(batch.characters))
        rows = self.dropout(rows)  # (T, B, P)
        first, last = self.bilm.words(self.bilm.edges)
        left = self.bilm.told(self.bilm.ahead, rows, first)[-1]  # (T + 1, B, P)
        right = self.bilm.told(self.bilm.behind, flip(rows, batch.flip), last)[-1]
        turned = batch.tags.view(-1)[batch.flip].view_as(batch.tags)
        real, ahead = wanted(batch.tags, batch.active)
        _, behind = wanted(turned, batch.active)
        states = self.dropout(torch.cat([left[real], right[real]]))  # (2 N, P)
        loss: Tensor = self.softmax(states, torch.cat([ahead[real], behind[real]])).loss
        return loss


def wanted(classes: Tensor, active: list[int]) -> tuple[Tensor, Tensor]:
    """What each state is to foretell, (T + 1, B): the words (T, B), then the sentence's edge; and
    which states there are.

    >>> real, told = wanted(torch.tensor([[5, 6], [7, 0]]), [2, 1])
    >>> told[real].tolist()
    [5, 6, 7, 1, 1]
    """
    count = classes.shape[1]
    running = torch.tensor([*active, 0], device=classes.device)[:, None]
    columns = torch.arange(count, device=classes.device)
    inside = columns < running  # (T + 1, B)
    real = torch.cat([torch.ones_like(inside[:1]), inside[:-1]])
    told = torch.where(inside, functional.pad(classes, (0, 0, 0, 1)), EDGE)
    return real, told
