"""Two dense LSTMs read ragged sentences exactly as packed ones do."""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from training.tagger.layers.characters import flip_places
from training.tagger.layers.dropout import mask
from training.tagger.layers.recurrent import BiLSTM


def test_the_flip_equals_packed_sequences_in_values_and_gradients():
    torch.manual_seed(0)
    ours, packed = BiLSTM(6, 5, 1, 0.0), nn.LSTM(6, 5, bidirectional=True)
    with torch.no_grad():
        for name, weight in ours.ahead[0].named_parameters():
            getattr(packed, name).copy_(weight)
        for name, weight in ours.behind[0].named_parameters():
            getattr(packed, f"{name}_reverse").copy_(weight)
    lengths = torch.tensor([7, 4, 4, 1])
    real = (torch.arange(7)[:, None] < lengths)[:, :, None]
    x = torch.randn(7, 4, 6)
    mine, other = x.clone().requires_grad_(), x.clone().requires_grad_()
    found = ours(mine, flip_places(lengths, 7)) * real
    expected, _ = pad_packed_sequence(packed(pack_padded_sequence(other, lengths))[0])
    torch.testing.assert_close(found, expected, rtol=1e-5, atol=1e-6)
    found.pow(2).sum().backward()
    expected.pow(2).sum().backward()
    torch.testing.assert_close(mine.grad, other.grad, rtol=1e-4, atol=1e-6)


def test_dropout_hides_its_share_keeps_the_mean_and_follows_the_seed():
    torch.manual_seed(3)
    drawn = mask(torch.Size([400, 500]), 0.3)
    assert abs((drawn == 0).float().mean().item() - 0.3) < 0.01
    assert abs(drawn.mean().item() - 1) < 0.01
    torch.manual_seed(3)
    assert torch.equal(drawn, mask(torch.Size([400, 500]), 0.3))
