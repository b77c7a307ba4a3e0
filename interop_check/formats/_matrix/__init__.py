"""The formats of a matrix: each a module with the name of the format, as those of reports are one folder above."""
