"""Fields for several files at once, on all forms that take photographs or papers in."""

from typing import Any

from django import forms


class ManyFilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files: checked one by one by what keeps them."""

    widget = ManyFilesInput(attrs={"accept": "image/jpeg,image/png,application/pdf"})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """A list of uploads."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not given:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return list(given)
