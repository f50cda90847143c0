"""`routeplan show`: the timetable of a plan in the terminal."""

from __future__ import annotations

from routeplan.cli.options import OutputFormat, PlanArgument, Shared, command


@command
def show(shared: Shared, plan_path: PlanArgument) -> None:
    """Show a plan as a timetable: per day and vehicle the stops, ferries, times and crates.

    Examples:
        routeplan show out/base-2025-12-15
        routeplan show out/base-2025-12-15 --format csv > week.csv
    """
    from routeplan.cli.plan_files import read_plan
    from routeplan.cli.session import language_of
    from routeplan.cli.summary import move_lines, summary_lines, unassigned_lines
    from routeplan.cli.timetable import print_stops_csv, print_timetable
    from routeplan.cli.writing import print_json, print_lines
    from routeplan.model import plan_to_json

    plan = read_plan(plan_path)
    language = language_of(shared, plan.language)
    if shared.output_format is OutputFormat.JSON:
        whole = plan_to_json(plan)
        names = ("start", "weeks", "scenario", "area", "summary", "routes", "unassigned", "moves")
        print_json({name: whole[name] for name in names})
        return
    if shared.output_format is OutputFormat.CSV:
        print_stops_csv(plan)
        return
    print_lines(summary_lines(plan, language))
    print_timetable(plan, language)
    missing = list(unassigned_lines(plan, language, most=len(plan.unassigned)))
    if missing:
        print_lines(["", *missing])
    moves = list(move_lines(plan, language, most=len(plan.moves)))
    if moves:
        print_lines(["", *moves])
