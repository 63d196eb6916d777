"""Pre-trained transformers, as far as no torch is needed: where they lie, how they cut words.

`sources` are the choices of the form, `folder` opens one, `shape` says what a `config.json` says,
`tokenizer` what a `tokenizer.json` says. `wordpiece`, `bytepairs` or `unigram` cuts a word, the
last after the steps of `normal`, among them a `charsmap`; `pieces` makes a sentence's numbers.
"""
