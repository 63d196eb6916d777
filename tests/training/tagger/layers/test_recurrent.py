"""Recurrent networks read ragged sentences exactly as packed ones do."""

import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from training.tagger.layers.characters import flip_places
from training.tagger.layers.dropout import Dropout, mask
from training.tagger.layers.recurrent import BiLSTM, Elman, OneLSTM, read


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


def test_a_mask_of_any_size_begins_as_a_longer_one_of_the_same_seed():
    drawn = []
    for size in (21, 22, 24, 800):
        torch.manual_seed(3)
        drawn.append(mask(torch.Size([size]), 0.5))
    assert [len(one) for one in drawn] == [21, 22, 24, 800]
    assert all(torch.equal(one, drawn[-1][: len(one)]) for one in drawn)


def learned(layer, *, rounds):
    """What a layer says of 9 sentences of up to 12 words, and every gradient."""
    torch.manual_seed(0)
    layer.rounds = rounds
    layer.zero_grad()
    x = (0.3 * torch.randn(12, 9, 30)).requires_grad_()
    found = layer(x, flip_places(torch.tensor([12] * 5 + [11, 7, 3, 1]), 12))
    (found * torch.randn_like(found)).sum().backward()
    return [found, x.grad, *(weight.grad.clone() for weight in layer.parameters())]


@pytest.mark.parametrize(
    "layer",
    [
        BiLSTM(30, 64, 2, 0.3, residual=True),
        BiLSTM(30, 64, 1, 0.3, recurrent=0.2),
        OneLSTM(30, 64, 0.3),
    ],
)
def test_what_is_learned_in_bfloat16_is_within_its_8_bits_of_float32(layer):
    pairs = zip(learned(layer, rounds=True), learned(layer, rounds=False), strict=True)
    for ours, exact in pairs:
        assert ours.dtype == torch.float32
        assert 0 < (ours - exact).norm() < 2**-6 * exact.norm()


def test_what_answers_and_few_sentences_are_never_rounded():
    layer = OneLSTM(30, 64, 0.0)
    layer.rounds = True
    few, many = torch.randn(5, 7, 30), torch.randn(5, 8, 30)
    assert torch.equal(layer(few, places()), layer.layer(few)[0])
    assert not torch.equal(layer(many, places()), layer.layer(many)[0])
    layer.eval()
    assert torch.equal(layer(many, places()), layer.layer(many)[0])


LENGTHS = torch.tensor([7, 4, 4, 1])


def places():
    return flip_places(LENGTHS, 7)


def test_a13_an_elman_network_is_one_tanh_per_step():
    torch.manual_seed(0)
    ours = Elman(6, 5, 0.0)
    x = torch.randn(7, 4, 6)
    w, r, b_x, b_h = ours.layer.parameters()
    state, found = torch.zeros(4, 5), []
    for step in x:
        state = torch.tanh(step @ w.T + b_x + state @ r.T + b_h)
        found.append(state)
    torch.testing.assert_close(ours(x, places()), torch.stack(found), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("layer", [Elman(6, 5, 0.0), OneLSTM(6, 5, 0.0)])
def test_a13_a_one_way_network_never_sees_what_follows(layer):
    x = torch.randn(7, 4, 6)
    other = x.clone()
    other[4:] += 1
    torch.testing.assert_close(layer(x, places())[:4], layer(other, places())[:4])
    assert (layer(x, places())[4] != layer(other, places())[4]).any()


def test_a3_the_second_bilstm_is_added_to_the_first():
    torch.manual_seed(0)
    both = BiLSTM(6, 5, 2, 0.0, residual=True).eval()
    first, second = BiLSTM(6, 5, 1, 0.0), BiLSTM(10, 5, 1, 0.0)
    for at, one in enumerate((first, second)):
        one.ahead[0].load_state_dict(both.ahead[at].state_dict())
        one.behind[0].load_state_dict(both.behind[at].state_dict())
    x = torch.randn(7, 4, 6)
    below = first(x, places())
    torch.testing.assert_close(both(x, places()), below + second(below, places()))


def test_a2_recurrent_dropout_hides_the_same_cells_at_every_step():
    """A step by hand, with the mask that the seed gives, says what the fast kernel says."""
    torch.manual_seed(0)
    layer, hidden = nn.LSTM(3, 4), Dropout(0.5).train()
    x = torch.randn(6, 2, 3)
    torch.manual_seed(8)
    found = read(layer, x, hidden)
    torch.manual_seed(8)
    kept = hidden(torch.ones(4, 1, 4))[:, 0]  # (gates, H)
    w, r, b_x, b_h = layer.parameters()
    state, cell, expected = torch.zeros(2, 4), torch.zeros(2, 4), []
    for step in x:
        told = [state * one for one in kept]
        gates = [
            step @ part.T + side @ back.T
            for part, side, back in zip(w.chunk(4), told, r.chunk(4), strict=True)
        ]
        i, f, g, o = (gate + one for gate, one in zip(gates, (b_x + b_h).chunk(4), strict=True))
        cell = f.sigmoid() * cell + i.sigmoid() * g.tanh()
        state = o.sigmoid() * cell.tanh()
        expected.append(state)
    assert (kept == 0).any()
    torch.testing.assert_close(found, torch.stack(expected), rtol=1e-4, atol=1e-5)


def test_a2_recurrent_dropout_is_for_training_alone():
    layer = BiLSTM(3, 4, 1, 0.0, 0.5)
    x = torch.randn(7, 4, 3)
    layer.eval()
    assert torch.equal(layer(x, places()), layer(x, places()))
    layer.train()
    assert not torch.equal(layer(x, places()), layer(x, places()))
