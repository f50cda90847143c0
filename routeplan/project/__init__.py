"""The project folder: tables in, a `Problem` and every finding out; `load` is the door."""

from routeplan.project.config import Config
from routeplan.project.due import due_visits
from routeplan.project.earlier_plan import with_fixed, with_previous
from routeplan.project.files import write_bytes, write_json, write_text
from routeplan.project.importing import ImportReport, import_sites
from routeplan.project.init import EXAMPLES, init
from routeplan.project.load import Project, load, problem_or_raise
from routeplan.project.messages import localise

__all__ = [
    "EXAMPLES",
    "Config",
    "ImportReport",
    "Project",
    "due_visits",
    "import_sites",
    "init",
    "load",
    "localise",
    "problem_or_raise",
    "with_fixed",
    "with_previous",
    "write_bytes",
    "write_json",
    "write_text",
]
