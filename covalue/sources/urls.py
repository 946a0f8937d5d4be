app_name = "sources"
prefix = "sources/"

urlpatterns: list[object] = []
