"""The REST API of civil society, split by noun; the router, where the apps meet, gives the addresses."""
