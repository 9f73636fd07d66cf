"""The collections of contracts that the API has, and the clients that ask them."""

from tests.programs.api.conftest import api as api

CONTRACTS = ("media-outlets", "suppliers", "contracts", "publications", "acts", "payments")
