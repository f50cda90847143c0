"""Planning again from an earlier plan: what is kept, what moves, and what a move would save."""
