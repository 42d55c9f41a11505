"""The one door to PDF: tagged, reproducible, with our font, and deaf to every URL but our own assets."""

from qmplatform.pdf.libraries import missing_libraries_message, system_libraries_missing
from qmplatform.pdf.render import UnableToRenderPdf, render_pdf

__all__ = ["UnableToRenderPdf", "missing_libraries_message", "render_pdf", "system_libraries_missing"]
