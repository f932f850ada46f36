"""The whole account as one ZIP: every part of a record and what lies beside it, in a stream."""
