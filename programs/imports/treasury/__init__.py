"""Treasury transactions as JSON or CSV: read, assigned to measures by rules, posted."""
