"""Recombines duties that the compiled search has seen, by OR-Tools.

`pool` keeps the duties, `programme` writes them as a linear programme, `relaxation` finds out which
of them may be part of a better answer, `recombine` chooses among these, `turns` says when.
"""
