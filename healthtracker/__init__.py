"""Health Tracker: the project package, wiring on top and a small web kernel at the bottom."""
