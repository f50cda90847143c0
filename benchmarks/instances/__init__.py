"""Readers of public instances: one module a file format, all into one `Instance`."""
