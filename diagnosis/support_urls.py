"""Address of the directory of support programmes."""

from django.urls import path

from diagnosis.views import learning

urlpatterns = [path("", learning.support, name="support")]
