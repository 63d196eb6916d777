"""Several runs as one: a search, folds, seeds, a learning curve.

`plans` says which runs a question needs, `views` what part of the feature set a run sees, `spaces`
and `sampling` what a search tries, `pruning` what it gives up, `curves` and `results` what the runs
answer together; `services` starts and steps them.
"""
