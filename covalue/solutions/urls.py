from django.urls import path
from django.utils.translation import gettext_lazy as _

from covalue.solutions import api, views
from covalue.solutions.models import Designer, Option
from covalue.web.operations import of_parent, posted, removed

app_name, prefix = "solutions", ""

SHOW = "solutions:show"
of_option, of_designer = of_parent(SHOW, Option, "solution"), of_parent(SHOW, Designer, "solution")
remove_option = removed(
    api.remove_option, undo="solutions:restore-option", message=_("The option was removed."), then=of_option
)
remove_designer = removed(
    api.remove_designer, undo="solutions:restore-designer", message=_("They were removed."), then=of_designer
)
ONE = "joint-solutions/<int:joint_solution_id>/"

urlpatterns = [
    *views.PAGES.urls(),
    path(f"{ONE}design/", views.show, name="show"),
    path(f"{ONE}options/", posted(api.add_solution_option, SHOW), name="add-option"),
    path(f"{ONE}designers/", posted(api.add_solution_designer, SHOW), name="add-designer"),
    path(f"{ONE}terms/", posted(api.write_pilot_terms, SHOW), name="write-terms"),
    path(f"{ONE}start/", posted(api.start_pilot, SHOW, _("The pilot runs.")), name="start"),
    path(f"{ONE}results/", posted(api.enter_pilot_result, SHOW), name="enter-result"),
    path(f"{ONE}end/", posted(api.end_pilot, SHOW), name="end"),
    path(f"{ONE}decision/", posted(api.decide_on_solution, SHOW), name="decide"),
    path("solution-options/<int:solution_option_id>/", views.edit_option, name="edit-option"),
    path("solution-options/<int:solution_option_id>/remove/", remove_option, name="remove-option"),
    path(
        "solution-options/<int:solution_option_id>/restore/",
        posted(api.restore_option, of_option),
        name="restore-option",
    ),
    path("solution-designers/<int:solution_designer_id>/remove/", remove_designer, name="remove-designer"),
    path(
        "solution-designers/<int:solution_designer_id>/restore/",
        posted(api.restore_designer, of_designer),
        name="restore-designer",
    ),
]
