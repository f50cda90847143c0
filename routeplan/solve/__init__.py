"""From problem and travel to a plan.

Start with `timing.schedule`, the one exact evaluator of a duty; `make_plan` is the door. OR-Tools
is loaded by the engine alone, so importing this package costs nothing.
"""
