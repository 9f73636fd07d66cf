"""What all endpoints of the REST API share, whatever app they stand in."""
