"""What task workers tell each other and the readiness probe; nothing here concerns a patient."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkerHeartbeat(models.Model):
    """One running task worker; gone when it stops in good order."""

    name = models.CharField(_("worker"), max_length=64, primary_key=True)
    seen_at = models.DateTimeField(_("last seen"), db_index=True)

    class Meta:
        verbose_name = _("worker heartbeat")
        verbose_name_plural = _("worker heartbeats")
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return self.name


class ClockTick(models.Model):
    """When a periodic job may next run; taking it by conditional update makes one worker run it."""

    name = models.CharField(_("job"), max_length=200, primary_key=True)
    due_at = models.DateTimeField(_("due"), db_index=True)

    class Meta:
        verbose_name = _("periodic job")
        verbose_name_plural = _("periodic jobs")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
