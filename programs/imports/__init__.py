"""Readers of the files that a department works with, and the writing of what they say, whole or not at all.

A reader is pure: it gives what it understood and every question with its place, what it read and what it suggests. A
person answers; the same reader reads again with the answers; only then the applying functions write, through the
services.

plan – a whole plan from XLSX or from the Word table of a decision; monthly – the finance department's sheet; treasury –
transactions as JSON or CSV; batches – what each import changed, and its undoing.
"""
