"""A word's row is a pure function of the word, and the convolution is the textbook's."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from training.tagger.batch import cuts_of
from training.tagger.layers.characters import CharacterBiLSTM, CharacterCNN


def words(count=40, longest=14, seed=0):
    chance = np.random.default_rng(seed)
    lengths = np.sort(chance.integers(1, longest + 1, count))
    table = torch.zeros(count, int(lengths[-1]), dtype=torch.int64)
    for row, length in enumerate(lengths):
        table[row, :length] = torch.from_numpy(chance.integers(1, 20, length))
    return table, lengths


@pytest.mark.parametrize("width", [1, 3, 5])
def test_the_cnn_equals_a_convolution_with_a_masked_maximum(width):
    torch.manual_seed(0)
    layer = CharacterCNN(20, 6, 7, width)
    table, lengths = words()
    found = layer(table, cuts_of(lengths))
    found.pow(2).sum().backward()
    grads = [weight.grad.clone() for weight in layer.parameters()]
    layer.zero_grad()
    known = layer.table * (torch.arange(20) > 0)[:, None]
    maps = functional.conv1d(
        known[table].transpose(1, 2), layer.weight.permute(2, 1, 0), layer.bias, padding=width // 2
    )
    behind = torch.arange(table.shape[1]) >= torch.from_numpy(lengths)[:, None]
    expected = maps.masked_fill(behind[:, None], float("-inf")).amax(2)
    expected.pow(2).sum().backward()
    torch.testing.assert_close(found, expected, rtol=1e-5, atol=1e-5)
    for grad, weight in zip(grads, layer.parameters(), strict=True):
        torch.testing.assert_close(grad, weight.grad, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("layer", [CharacterCNN(20, 6, 7, 3), CharacterBiLSTM(20, 6, 4)])
def test_a_words_row_does_not_depend_on_its_neighbours(layer):
    table, lengths = words()
    together = layer(table, cuts_of(lengths))
    for row in (0, 17, 39):
        length = int(lengths[row])
        alone = layer(table[row : row + 1, :length], cuts_of(lengths[row : row + 1]))
        torch.testing.assert_close(alone[0], together[row], rtol=0, atol=1e-6)
