"""The tagger: from a recipe and a frozen feature set to a model that answers. No web framework.

The line: `recipe` (what was chosen) → `corpus` (sentences as flat arrays) → `batch` → `model` →
`learners` (yield one `Epoch` at a time) → `evaluate` and `export` (report and bundle) → `runtime`
(answers without torch). `train` joins them; `python -m training.tagger` drives it by hand.
"""
