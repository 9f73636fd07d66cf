"""The finance department’s monthly sheet: read, matched with the measures, posted as what it adds to the ledger."""
