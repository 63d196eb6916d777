"""Measures Tagwright beside its peers: `python -m benchmarks [names…]`.

__main__   the command line and the list of sections
report     tables, printed as they grow and written into docs/benchmarks.md
machine    what the figures were measured on
household  a fresh Tagwright to measure, and what its processes use
client     the API as an engineer calls it
texts      labelled sentences to measure with, as files and as snapshots
contest    contestants as processes of their own, asked in turn
ours       Tagwright's own training loop and tagger as a contestant
peers/     the others; they run in the environment that `python -m benchmarks peers` makes

Every other module is a section. Figures are reported and never asserted.
"""
