"""Public pages of contracts, media outlets and publications."""
