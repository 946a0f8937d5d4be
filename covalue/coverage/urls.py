from django.urls import path

from covalue.coverage import api, views
from covalue.web.operations import posted

app_name = "coverage"
prefix = "portfolio/coverage/"
HOME = "coverage:home"

urlpatterns = [
    path("", views.home, name="home"),
    path("export/", views.export, name="export"),
    path("begin/", posted(api.begin_coverage, HOME), name="begin"),
    path("what-if/", views.what_if, name="what-if"),
    path("move/", posted(api.move_hours, HOME), name="move"),
    path("models/", posted(api.add_coverage_model, HOME), name="add-model"),
    path("models/<int:model_id>/", posted(api.edit_coverage_model, HOME), name="edit-model"),
    path("models/<int:model_id>/remove/", posted(api.remove_coverage_model, HOME), name="remove-model"),
    path("segments/<slug:segment>/", posted(api.cover_segment, HOME), name="cover"),
    path("people/<int:user_id>/", posted(api.set_capacity, HOME), name="capacity"),
    path("accounts/<int:account_id>/", views.plan, name="plan"),
]
