"""Apple Health exports: a stream of XML in a zip, chosen and summed up into readings."""
