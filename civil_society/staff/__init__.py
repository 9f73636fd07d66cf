"""Steps of the staff that are taken below /staff/, by noun."""
