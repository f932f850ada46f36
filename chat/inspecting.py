"""What would leave for the next question, exactly, without sending or writing anything."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chat import costs, deid, gate, limits
from chat.catalogue import RECORDS, Model
from chat.choices import model_of
from chat.context import Composed, compose
from chat.engines.base import Prompt
from chat.engines.turns import messages
from chat.models import Conversation, Message, RolePolicy
from chat.prompting import in_doubt
from privacy.registry import BriefingItem, Label, sections
from privacy.tokens import tokens

_MARKED = re.compile(r"\[([A-Z]{1,2}\d{0,5}(?:\.\d{1,3})?)\] (.*)")
ROLES: dict[str, Promise] = {"user": _("As said by you"), "assistant": _("Earlier answer")}


@dataclass(frozen=True)
class Line:
    """One item of the record. text: as the vendor would get it."""

    item: BriefingItem
    text: str

    @property
    def tokens(self) -> int:
        """What it costs."""
        return tokens(f"[{self.item.cite}] {self.text}\n")


@dataclass(frozen=True)
class ShownPart:
    """One section of the record with its lines and what it does not tell."""

    label: Label
    lines: tuple[Line, ...]
    left_out: tuple[str, ...]

    @property
    def tokens(self) -> int:
        """What its lines cost."""
        return sum(line.tokens for line in self.lines)


@dataclass(frozen=True)
class Sent:
    """One text of the request, as it would leave."""

    label: Label
    text: str

    @property
    def tokens(self) -> int:
        """What it costs."""
        return tokens(self.text)


@dataclass(frozen=True)
class Preview:
    """What one click shows before anything is sent.

    Attributes: problem: why the text would not be sent as it is. redirected: it would be turned
    away first. judged: a cheap model would be asked first. texts: the whole request, in order.
    hidden: how many identifiers were replaced; None where staff let this local model have them.
    off: sections that are switched off. turns, folded, hushed: earlier questions that go along,
    that a summary tells, and answers that stay home.
    """

    model: Model
    problem: str = ""
    redirected: bool = False
    judged: bool = False
    parts: tuple[ShownPart, ...] = ()
    texts: tuple[Sent, ...] = ()
    hidden: int | None = 0
    off: tuple[Label, ...] = ()
    turns: int = 0
    folded: int = 0
    hushed: int = 0
    output: int = 0

    @property
    def leaves(self) -> bool:
        """Whether anything would be sent to a model at all."""
        return self.model.engine != RECORDS

    @property
    def tokens(self) -> int:
        """The whole request, estimated from above."""
        return sum(text.tokens for text in self.texts)

    @property
    def credits(self) -> int:
        """The most that the answer would cost."""
        return costs.estimate(self.model, self.tokens, self.output)

    @property
    def free(self) -> bool:
        """Whether nobody sends a bill for it."""
        return costs.is_free(self.model)


def preview(conversation: Conversation, text: str) -> Preview:
    """What asking `text` next would send. Reads only; no vendor is called."""
    model = model_of(conversation)
    if model.engine == RECORDS:
        return Preview(model)
    policy = limits.policy_of(conversation.owner)
    text = text.strip()
    verdict = gate.rule_on(conversation, text, policy).verdict if text else Message.Verdict.ALLOW
    last = (
        Message.objects.visible_to(conversation.owner)
        .filter(conversation=conversation)
        .aggregate(last=Max("seq"))["last"]
    )
    made = compose(
        conversation, text, before=(last or 0) + 1, model=model, stay_on_topic=in_doubt(verdict)
    )
    left = deid.leaving(conversation, made.prompt, policy, model, store=False)
    return Preview(
        model=model,
        problem=_problem(policy, text),
        redirected=verdict == Message.Verdict.REDIRECT,
        judged=verdict == Message.Verdict.JUDGE and policy.use_judge,
        parts=tuple(_parts(made, left.prompt)),
        texts=tuple(_texts(left.prompt)),
        hidden=None if left.as_it_is else left.count,
        off=tuple(s.label for s in sections() if s.key not in conversation.sections),
        turns=len(made.past.turns) // 2,
        folded=len(made.past.summary.lines) + made.past.summary.dropped,
        hushed=made.past.hushed,
        output=made.room.output,
    )


def _problem(policy: RolePolicy, text: str) -> str:
    if not text:
        return ""
    try:
        limits.check_text(policy, text)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _parts(made: Composed, prompt: Prompt) -> Iterator[ShownPart]:
    """The record by section, each line found again in what would leave."""
    block = [prompt.context]
    if any(part.asked for part in made.found.parts):
        block.append(prompt.turns[-2].text)
    left = {
        found[1]: found[2]
        for text in block
        for line in text.splitlines()
        if (found := _MARKED.fullmatch(line))
    }
    for part in made.found.parts:
        items = (*part.items, *part.asked)
        lines = tuple(Line(item, left[item.cite]) for item in items if item.cite in left)
        yield ShownPart(part.section.label, lines, (*part.left_out, *part.asked_left_out))


def _texts(prompt: Prompt) -> Iterator[Sent]:
    """The request as the vendors' requests are made: the instructions, then each message."""
    yield Sent(_("Instructions"), prompt.system)
    for said in messages(prompt):
        for text in said.texts:
            yield Sent(ROLES[said.role], text)
