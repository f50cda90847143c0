"""One module per command. A module imports the rooms that it needs inside its function."""
