"""What all pages for staff share, whatever app they stand in: forms, lists, history, exchange, private files, steps."""
