from covalue.api.assembly import urlpatterns

app_name = "api"
prefix = "api/v1/"

__all__ = ["app_name", "prefix", "urlpatterns"]
