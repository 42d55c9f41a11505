"""How every form of the product is rendered."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Label, hint, error, control, in that order, with the error summary first in the form."""

    form_template_name = "includes/form.html"
    field_template_name = "includes/field.html"
