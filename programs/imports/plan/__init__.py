"""A whole plan from the Word table of a decision or from XLSX: read, matched with the plan that stands, written."""
