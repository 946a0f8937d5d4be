"""Every address: each package's own `urls.py`, below its `prefix`."""

from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType

from django.http.response import HttpResponseBase
from django.urls import include, path
from django.utils.module_loading import module_has_submodule
from django.views.generic import RedirectView

from covalue.config import health, packages

handler500 = "covalue.web.faults.server_error"


def _modules() -> Iterator[ModuleType]:
    """The `urls.py` of each package that has one, in the order of the packages."""
    for name in packages.installed():
        if module_has_submodule(import_module(name), "urls"):
            yield import_module(f"{name}.urls")


def _moved(address: str) -> Callable[..., HttpResponseBase]:
    """The view of an address that moved: 301 to where the page is now, with the query."""
    return RedirectView.as_view(url=address, permanent=True, query_string=True)


urlpatterns = [
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    *(path(module.prefix, include(module)) for module in _modules()),
    path("", include("covalue.people.sign_on.urls")),
    path("portfolio/contracts/", _moved("/portfolio/retention/"), name="contracts-moved"),
    path("portfolio/contracts/<path:rest>", _moved("/portfolio/retention/%(rest)s"), name="contracts-page-moved"),
]
# Bytes a request may hold, by the name of its address; where nothing is said, settings.BODY_LIMIT.
body_limits = {name: limit for module in _modules() for name, limit in getattr(module, "body_limits", {}).items()}
# Who is known beside those who are signed in, by what a request itself says: the functions of the packages.
callers = [module.knows_caller for module in _modules() if hasattr(module, "knows_caller")]
