"""pytorch-crf behind the face of our own CRF, to check one against the other.

Letters: T steps, B sentences, K tags.
"""

from torch import Tensor, nn
from torchcrf import CRF

from training.tagger.layers.decoding import real_places


class ReferenceCRF(nn.Module):
    """The likelihood of a whole sequence of tags, as the library computes it."""

    def __init__(self, tags: int) -> None:
        super().__init__()
        self.chain = CRF(tags)

    def forward(self, emissions: Tensor, tags: Tensor, active: list[int]) -> Tensor:
        """Sum over the batch of −log p(tags); emissions (T, B, K), tags (T, B)."""
        mask = real_places(active, emissions)
        likelihood: Tensor = self.chain(emissions.float(), tags, mask, reduction="sum")
        return -likelihood

    def tables(self) -> tuple[Tensor, Tensor, Tensor]:
        """Transitions (K, K) from row to column, start (K,), end (K,): what an endpoint needs."""
        chain = self.chain
        parts = chain.transitions, chain.start_transitions, chain.end_transitions
        hops, start, end = (part.detach() for part in parts)
        return hops, start, end
