"""What is due about civil society, by noun."""
