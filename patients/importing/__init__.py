"""Files into records: sources yield rows, one engine examines and writes them."""
