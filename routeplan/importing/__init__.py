"""What others published, as a project and a plan: `import_timetable` is the door.

`project.timetable` reads a timetable and writes its tables; here its duties are driven and checked.
"""

from routeplan.importing.timetable import Imported, Request, import_timetable

__all__ = ["Imported", "Request", "import_timetable"]
