"""How each kind of model learns: a learner yields its progress, tags, keeps its state, exports."""
