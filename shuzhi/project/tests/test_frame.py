from django.test import RequestFactory
from django.urls import path

from shuzhi.project.frame import frame
from shuzhi.web.tests.addresses import inside

urlpatterns = [path("", inside), path("reports/", inside), path("reports/3/", inside)]


def test_the_rail_shows_the_steps_that_have_pages(settings):
    settings.ROOT_URLCONF = __name__

    rail = frame(RequestFactory().get("/reports/3/"))["rail"]

    assert [(stop["address"], stop["current"]) for stop in rail] == [("/", False), ("/reports/", True)]
