"""What the assistant keeps of a person: conversations, beside the record and never shared."""

from django.utils.translation import gettext_lazy as _

from chat import erasing, export
from privacy.registry import Belonging, keep

keep(
    Belonging(
        key="conversations",
        label=_("Conversations with the assistant"),
        order=10,
        export=export.conversations,
        erase=erasing.conversations,
    )
)
