"""The plan grid: Annex 1 of a draft edition as one sheet that is read, weighed against what others saved meanwhile, and
saved all or nothing.
"""
