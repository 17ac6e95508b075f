"""Taking a file into the directory: preview with a verdict per row, apply in steps, undo as one.

`importing` reads the file; here it meets the persons who are known already. Nothing is written to the directory
before `apply`; a row is applied once, however often it is asked for.
"""
