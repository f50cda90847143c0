"""The native engine: ruin and recreate over all duties at once, on arrays.

`problem` is the one form of a problem that the compiled kernel reads. READ IT FIRST.
"""
