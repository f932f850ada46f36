"""A form that comes back with the cursor where it has to be corrected."""

from django import forms


class FocusedForm(forms.Form):
    """After an error the first wrong field that can be seen takes the focus."""

    def full_clean(self) -> None:
        super().full_clean()
        for name, field in self.fields.items():
            if self.has_error(name) and not field.widget.is_hidden:
                field.widget.attrs["autofocus"] = True
                return
