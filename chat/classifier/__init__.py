"""Small text models in plain Python: what they see of a message, and what they make of it."""
