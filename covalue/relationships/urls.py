from django.urls import path

from covalue.relationships import api, views

app_name, prefix = "relationships", ""
body_limits = {"relationships:import": 3_000_000}

urlpatterns = [
    path("a/<int:account_id>/map/", views.home, name="map"),
    path("a/<int:account_id>/map/changes/", views.changes, name="changes"),
    path("a/<int:account_id>/map/add/", views.add, name="add"),
    path("a/<int:account_id>/map/import/", views.import_file, name="import"),
    path("a/<int:account_id>/map/move/", views.changed(api.move_on_map), name="move"),
    path("a/<int:account_id>/map/reports/", views.changed(api.report_on_map), name="report"),
    path("a/<int:account_id>/map/take-off/", views.changed(api.take_off_map), name="take-off"),
    path("a/<int:account_id>/map/found/", views.changed(api.find_on_map), name="find"),
    path("a/<int:account_id>/map/lines/", views.changed(api.draw_on_map), name="draw"),
    path("map-lines/<int:line_id>/end/", views.changed(api.end_map_line), name="end-line"),
    path("a/<int:account_id>/map/rate/", views.changed(api.rate_on_map), name="rate"),
    path("a/<int:account_id>/map/answers/", views.changed(api.answer_on_map), name="answer"),
    path("a/<int:account_id>/map/pairs/", views.changed(api.know_on_map), name="know"),
    path("a/<int:account_id>/map/undo/", views.changed(api.undo_on_map), name="undo"),
    path("a/<int:account_id>/map/plan/", views.changed(api.plan_from_map), name="plan"),
    path("a/<int:account_id>/map/export/<str:picture>/", views.export, name="export"),
    path("a/<int:account_id>/map/people/<str:who>/", views.person, name="person"),
    path("a/<int:account_id>/map/people/<str:who>/questions/<str:what>/", views.questions, name="questions"),
]
