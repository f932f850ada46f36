"""An invented year in the life of a few people, so that every page has something to show.

A further app adds a module with `fill(cast)` and names it in `healthtracker.demo.script`.
"""
