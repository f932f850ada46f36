"""All settings, gathered from one module per concern."""

from healthtracker.settings.apps import *  # noqa: F403
from healthtracker.settings.auth import *  # noqa: F403
from healthtracker.settings.database import *  # noqa: F403
from healthtracker.settings.env import *  # noqa: F403
from healthtracker.settings.llm import *  # noqa: F403
from healthtracker.settings.locale import *  # noqa: F403
from healthtracker.settings.logs import *  # noqa: F403
from healthtracker.settings.mail import *  # noqa: F403
from healthtracker.settings.realtime import *  # noqa: F403
from healthtracker.settings.security import *  # noqa: F403
from healthtracker.settings.storage import *  # noqa: F403
from healthtracker.settings.testing import *  # noqa: F403
