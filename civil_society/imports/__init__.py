"""What comes into civil society from files, pages and feeds."""
