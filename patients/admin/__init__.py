"""Staff pages of patients: that a record exists and of what kind, its words only for a reason."""

from importlib import import_module

for module in ("observations", "profile", "life", "files", "plans", "questions"):
    import_module(f"patients.admin.{module}")
