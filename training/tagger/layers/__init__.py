"""The parts of a network, with plain arguments and no knowledge of recipes."""
