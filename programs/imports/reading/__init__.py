"""What every reader of a file shares: cells, sheets of Excel, tables of Word, what is asked about them."""
