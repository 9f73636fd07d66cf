"""The REST API of contracts with the media, split by noun; the router, where the apps meet, gives the addresses."""
