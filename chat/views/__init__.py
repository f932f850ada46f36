"""Pages of conversations. Each asks a form, does a deed, and answers with a page or fragment."""
