"""Who you are: users, roles, sign-in, and who may open which page."""
