"""The staff's pages of contracts, split by noun. Every save goes through the services with the person who made it.

base – what the pages share; steps – pages on which something is done; parties, directories; contracts – the list and
the form, contract_page – what follows a contract, contract_money – what is left beside its fields, life – its actions;
agreements, acts, payments, each with its own steps; publications with their sheet; desk – shortcuts of the start page.
"""

from . import acts, agreements, contracts, directories, parties, payments, publications  # noqa: F401
