"""How scores are made, for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from diagnosis.explaining.method_page import method_page
from diagnosis.report.method_pictures import pooling_picture
from diagnosis.report.template import language_now


@login_not_required
@require_safe
def method(request: HttpRequest) -> HttpResponse:
    context = {"page": method_page(language_now()), "pooling_picture": mark_safe(pooling_picture())}  # noqa: S308
    return render(request, "diagnosis/method/method.html", context)
