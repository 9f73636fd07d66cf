"""Files that wait for their import: kept, read, written and undone, in the background where it takes long."""
