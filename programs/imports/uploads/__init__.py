"""Files that wait for their import: kept, read in a process of their own, written, undone."""
