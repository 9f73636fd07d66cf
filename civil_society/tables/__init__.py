"""What pages, files and the other applications' pages print of consultations, as ready tables and rows."""
