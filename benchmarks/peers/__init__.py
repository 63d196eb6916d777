"""Contestants that are not ours; each module is a process that `contest` starts and asks."""
