"""Puts a section's own template into a patient's chart."""

from django import template
from django.utils.safestring import SafeString

from privacy.registry import ChartPart

register = template.Library()


@register.simple_tag(takes_context=True)
def chart_part(context: template.Context, part: ChartPart) -> SafeString:
    """Render `part` with its own context over the page's."""
    engine = context.template.engine  # type: ignore[union-attr]
    with context.push(**part.context):
        return engine.get_template(part.template).render(context)
