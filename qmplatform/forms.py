"""How every form of the product is rendered."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Django's own form templates until the product's field template is there."""
