"""Published timetables in the «mobile library stops» schema, as project folders.

`rows.read_rows` reads a file as it comes; `cycle.published_cycle` puts its visits on the weeks of a
cycle; `writing.project_files` writes what they say as the tables of a project folder. Findings name
file, row and column in the words of `project.messages`. Nothing here travels: who drives how long
is asked of a function (`Minutes` of `depots`), so that any travel model serves.
"""
