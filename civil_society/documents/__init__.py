"""Papers of civil society, split by noun."""
