"""The core's own endpoints, split by noun; the router, where the apps meet, puts the addresses together."""
