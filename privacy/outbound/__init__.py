"""The doors out of the building: PDF, mail, HTTP, downloads."""
