"""Pre-trained transformers, as far as no torch is needed: where they lie, how they cut words.

`sources` are the choices of the form, `folder` opens one, `wordpiece` and `bytepairs` cut a word,
`pieces` makes a sentence's numbers, `shape` says what a `config.json` says.
"""
