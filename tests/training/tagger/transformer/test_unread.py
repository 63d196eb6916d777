"""What of a text a transformer cannot read, by each way to cut words."""

import pytest

from training.tagger.transformer import folder, unread


@pytest.mark.parametrize("kind", ["bert", "albert"])
def test_a_word_is_unread_where_the_unknown_piece_stands_in_it(tmp_path, encoders, kind):
    pieces = folder.opened(encoders.folder(tmp_path / kind, kind)).pieces
    assert unread.share(pieces, {"zoom": 1, "微": 1, "博": 2}) == 0.75


def test_a_text_without_words_has_nothing_unread(tmp_path, encoders):
    assert unread.share(folder.opened(encoders.folder(tmp_path / "t")).pieces, {}) == 0
