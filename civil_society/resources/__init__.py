"""What is taken away as a table and brought back, by noun."""
