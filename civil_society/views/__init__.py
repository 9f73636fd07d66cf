"""Public pages of civil society, by noun."""
