"""Dropout whose chance is cheap: torch draws it one slow number at a time on a processor."""

import numpy as np
import torch
from torch import Tensor, nn

LEVELS = 256
"""On a processor the share is rounded to 1/256: one random byte decides for one number."""


class Dropout(nn.Module):
    """Hides a share of the numbers while training; the chance follows from torch's seed."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.share:
            return x
        if x.device.type != "cpu":
            return nn.functional.dropout(x, self.share)
        return x * mask(x.shape, self.share)


def mask(shape: torch.Size, share: float) -> Tensor:
    """Zeros, and what keeps the mean as it was."""
    hidden = min(LEVELS - 1, round(share * LEVELS))
    chance = np.random.SFC64(int(torch.randint(2**62, ())))
    drawn = chance.random_raw(-(-shape.numel() // 8)).view(np.uint8)[: shape.numel()]
    kept = np.multiply(drawn >= hidden, np.float32(LEVELS / (LEVELS - hidden)), dtype=np.float32)
    return torch.from_numpy(kept).view(shape)
