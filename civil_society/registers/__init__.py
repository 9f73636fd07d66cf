"""The public registers of civil society: facets with counts, and the tables that pages and files print."""
