"""Django's admin with our own site object."""

from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    """Puts the staff site behind our sign-in."""

    default_site = "accounts.admin_site.StaffSite"
