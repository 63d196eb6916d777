"""Chains of tags or moves: the best path, how sure it is, and what a scheme allows side by side."""
