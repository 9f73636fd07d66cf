"""A copy of the whole portal in one file, and a portal out of such a copy.

The file is a compressed tar, encrypted by age. Its first member says what it is, its last one lists every other with
size and SHA-256. Tables are lines of JSON that no database engine marks, so that a copy of one opens on the other.
"""
