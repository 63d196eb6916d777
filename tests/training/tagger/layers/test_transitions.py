"""The chunker's layers: moves for given tags, and the forced way against the walk step by step."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel import bio
from training.tagger.chains import pairs
from training.tagger.chains.actions import OUT, REDUCE, SHIFT, allowed, spell
from training.tagger.layers.characters import flip_places
from training.tagger.layers.forced import forced
from training.tagger.layers.transitions import Transitions
from training.tagger.runtime.cells import Cells
from training.tagger.runtime.transitions import Machine

TAGS = {
    "IOB2": ["O", "B-A", "I-A", "B-B", "I-B"],
    "IOBES": ["O", "B-A", "I-A", "E-A", "S-A", "B-B", "I-B", "E-B", "S-B"],
}


def block(sentences, scheme):
    """Tags (T, B), the longest first, with tags of nobody behind the shorter ones."""
    lengths = np.array([len(one) for one in sentences])
    tags = np.full((lengths[0], len(sentences)), len(TAGS[scheme]) - 1)
    for column, one in enumerate(sentences):
        tags[: len(one), column] = [TAGS[scheme].index(tag) for tag in one]
    return tags, lengths


@st.composite
def well_formed(draw):
    """Sentences of tags that a scheme allows, the longest first."""
    scheme = draw(st.sampled_from(["IOB2", "IOBES"]))
    pieces = st.one_of(st.just(("", 1)), st.tuples(st.sampled_from("AB"), st.integers(1, 4)))
    sentences = []
    for _ in range(draw(st.integers(1, 4))):
        spans, at = [], 0
        for label, size in draw(st.lists(pieces, min_size=1, max_size=5)):
            if label:
                spans.append((at, at + size, label))
            at += size
        sentences.append(bio.tags_of(at, [bio.Span(*span) for span in spans], scheme))
    return scheme, sorted(sentences, key=len, reverse=True)


@settings(max_examples=40, deadline=None)
@given(well_formed())
def test_a7_moves_for_tags_spell_the_same_tags_and_are_allowed(case):
    scheme, sentences = case
    tags, lengths = block(sentences, scheme)
    known = pairs.of(TAGS[scheme], scheme)
    told = forced(tags, lengths, known)
    for column, sentence in enumerate(sentences):
        count = int(told.real[:, column].sum())
        moves = told.moves[:count, column].tolist()
        assert all(told.allowed[step, column, move] for step, move in enumerate(moves))
        assert spell(moves, [0.0] * count).tags(known.labels, scheme) == sentence


@settings(max_examples=20, deadline=None)
@given(well_formed(), st.integers(0, 10**6))
def test_a7_the_forced_way_gives_each_move_the_probability_it_has_step_by_step(case, seed):
    scheme, sentences = case
    torch.manual_seed(seed)
    tags, lengths = block(sentences, scheme)
    layer = Transitions(4, 2, units=3, layers=2, moves=5, dropout=0.0).double().eval()
    x = torch.randn(*tags.shape, 4, dtype=torch.float64)
    told = forced(tags, lengths, pairs.of(TAGS[scheme], scheme))
    places = flip_places(torch.from_numpy(lengths), len(tags))
    shares = layer(x, places, told)
    for column, size in enumerate(lengths.tolist()):
        count = int(told.real[:, column].sum())
        alone = step_by_step(layer, x[:size, column], told.moves[:count, column].tolist())
        torch.testing.assert_close(shares[:count, column], alone)


def step_by_step(layer, x, moves):
    """Each state read anew from everything before it, as the paper draws it: no tricks at all."""
    rows, left, opened, items = [], len(x), 0, [layer.empty[2]]
    for at, move in enumerate(moves):
        first = len(x) - left - opened
        read = [
            torch.cat([layer.empty[:1], x[first : first + opened]]),
            torch.cat([layer.empty[1:2], x[len(x) - left :].flip(0)]),
            torch.stack(items),
            torch.cat([layer.begin[None], layer.moves[moves[:at]]]),
        ]
        memories = (layer.stack, layer.buffer, layer.output, layer.history)
        states = [memory(one)[0][-1] for memory, one in zip(memories, read, strict=True)]
        able = allowed(np.array(left), np.array(opened), layer.labels)
        rows.append(layer._choose(torch.cat(states), torch.from_numpy(able)))
        if move == SHIFT:
            left, opened = left - 1, opened + 1
        elif move == OUT:
            items.append(x[len(x) - left])
            left -= 1
        else:
            items.append(layer._item(x[first : first + opened], move - REDUCE))
            opened = 0
    return torch.stack(rows)


@pytest.mark.parametrize("layers", [1, 2])
def test_a7_the_machine_in_numpy_moves_as_the_layers_do_in_any_company(layers):
    torch.manual_seed(layers)
    layer = Transitions(6, 3, units=5, layers=layers, moves=4, dropout=0.0).eval()
    with torch.no_grad():
        for weight in layer.parameters():
            weight.normal_(0, 0.6)
    machine = Machine({name: one.numpy() for name, one in layer.state_dict().items()}, 3)
    lengths = np.array([9, 1, 4, 12, 7, 3])
    x = torch.randn(len(lengths), 12, 6)
    together = machine.read(x.numpy(), lengths)
    seen = set()
    for row, size in enumerate(lengths.tolist()):
        expected = spell(*layer.walk(x[row, :size]))
        (alone,) = machine.read(x[row : row + 1, :size].numpy(), lengths[row : row + 1])
        assert together[row].spans == alone.spans == expected.spans
        np.testing.assert_allclose(together[row].tokens, expected.tokens, atol=1e-5)
        seen |= {span.label for span in expected.spans}
    assert seen


def test_a7_all_moves_that_may_follow_share_out_the_whole_probability():
    layer = Transitions(4, 2, units=3, layers=1, moves=5, dropout=0.0).eval()
    for left, opened in ((3, 0), (3, 2), (0, 1)):
        able = torch.from_numpy(allowed(np.array(left), np.array(opened), 2))
        shares = layer._choose(torch.randn(12), able).exp()
        assert shares.sum().item() == pytest.approx(1, abs=1e-5)
        assert shares[~able].sum().item() == pytest.approx(0, abs=1e-5)


def test_a_cell_in_numpy_is_the_cell_in_torch():
    torch.manual_seed(0)
    layer = torch.nn.LSTM(4, 3, 2)
    tables = {f"x.{name}": one.detach().numpy() for name, one in layer.named_parameters()}
    cells = Cells.of(tables, "x")
    x = torch.randn(6, 5, 4)
    state = cells.start(5)
    expected, _ = layer(x)
    for step in range(6):
        state = cells.step(x[step].numpy(), state)
        np.testing.assert_allclose(state[-1, 0], expected[step].detach().numpy(), atol=1e-6)


def test_tables_that_lack_a_part_are_refused_by_name():
    layer = Transitions(4, 2, units=3, layers=1, moves=5, dropout=0.0)
    tables = {name: one.numpy() for name, one in layer.state_dict().items()}
    for name in ("empty", "choice.bias", "stack.bias_hh_l0", "ahead.weight_ih_l0"):
        with pytest.raises(ValueError, match=name.partition(".")[0]):
            Machine({key: one for key, one in tables.items() if key != name}, 2)
    with pytest.raises(ValueError, match="moves"):
        Machine(tables, 3)
    other = Transitions(4, 2, units=5, layers=1, moves=5, dropout=0.0).state_dict()
    mixed = tables | {key: one.numpy() for key, one in other.items() if key.startswith("output.")}
    with pytest.raises(ValueError, match="“output” do not fit"):
        Machine(mixed, 2)
