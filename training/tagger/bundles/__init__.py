"""The files that a trained model is, how they are checked, and the session that runs a graph."""
