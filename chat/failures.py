"""Why there is no whole answer, in plain words, and what became of the words and the money."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chat.engines.base import ErrorCode
from chat.models import Reply

WORDS = {
    ErrorCode.NO_KEY: gettext_lazy("This AI engine has no key yet. The record reader still works."),
    ErrorCode.BAD_KEY: gettext_lazy("The AI service refused our key. Staff have to renew it."),
    ErrorCode.RATE_LIMITED: gettext_lazy("The AI service is receiving too many requests."),
    ErrorCode.OVERLOADED: gettext_lazy("The AI service is overloaded."),
    ErrorCode.UNREACHABLE: gettext_lazy("The AI service could not be reached."),
    ErrorCode.TIMEOUT: gettext_lazy("The AI service took too long."),
    ErrorCode.CONTEXT_OVERFLOW: gettext_lazy(
        "The conversation and the record together are too long for this model. "
        "Start a new conversation or switch the record off."
    ),
    ErrorCode.REFUSED: gettext_lazy("The model declined to answer this."),
    ErrorCode.CONTENT_FILTER: gettext_lazy("The AI service's content filter stopped the answer."),
    ErrorCode.EMPTY: gettext_lazy("The model answered with nothing. Try again, or ask otherwise."),
    ErrorCode.INTERRUPTED: gettext_lazy("The answer was interrupted."),
    ErrorCode.QUOTA: gettext_lazy("The AI account has used up its quota. Staff have to raise it."),
    ErrorCode.NO_CREDITS: gettext_lazy("There are not enough credits for this answer."),
    ErrorCode.INTERNAL: gettext_lazy("Something went wrong on our side."),
}
SENSITIVE = {ErrorCode.REFUSED, ErrorCode.CONTENT_FILTER}


def in_words(reply: Reply) -> str:
    """What happened to a failed `reply`, to its text, and when to try again."""
    if reply.status != Reply.Status.FAILED:
        return ""
    code = ErrorCode(reply.error_code or ErrorCode.INTERNAL)
    parts = [str(WORDS[code])]
    if reply.retry_after:
        parts.append(_("Try again in %(seconds)d seconds.") % {"seconds": reply.retry_after})
    if code in SENSITIVE:
        parts.append(_("If you are in danger or thinking of harming yourself, call for help now."))
    kept = _("What had arrived is kept.") if reply.text else _("Your message is kept.")
    return " ".join([*parts, kept, _charged(reply.credits)])


def _charged(count: int) -> str:
    if not count:
        return _("Nothing was charged.")
    words = ngettext("%(count)d credit was charged.", "%(count)d credits were charged.", count)
    return words % {"count": count}
