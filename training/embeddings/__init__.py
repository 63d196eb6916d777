"""Word vectors learned from a project's own text: asked for, learned by a worker, looked at."""
