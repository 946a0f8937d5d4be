from covalue.api.assembly import urlpatterns
from covalue.api.door import knows_caller

app_name = "api"
prefix = "api/v1/"

__all__ = ["app_name", "knows_caller", "prefix", "urlpatterns"]
