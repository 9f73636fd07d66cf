"""A second satellite, as small as one can be: grants that are paid over two years. It stands only in the tests."""
