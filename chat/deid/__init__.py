"""Nothing that leaves tells who somebody is: stand-ins go out, and come back as the names.

`leaving` is the only door: whoever sends a prompt sends what it answers. What the vendor
writes passes the `Restorer` before anybody reads or stores it.
"""

from chat.deid.door import NOTE, Hidden, hide_prompt, leaving, stays_open
from chat.deid.restoring import Restorer

__all__ = ["NOTE", "Hidden", "Restorer", "hide_prompt", "leaving", "stays_open"]
