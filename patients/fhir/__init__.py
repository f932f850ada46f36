"""The record as FHIR R4: resources of every section, a collection of all, a patient summary.

Ids are derived from the owner and the entry, so that the same entry has the same id in every export
and nobody else's has; the entry's own id travels as an identifier. Names are text in the language
of whoever exports; codes are sent only where the registry knows them.
"""
