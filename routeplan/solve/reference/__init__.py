"""The reference engine: OR-Tools' routing solver and the polish that follows it."""
