from covalue.api.assembly import urlpatterns

app_name = "api"

__all__ = ["app_name", "urlpatterns"]
