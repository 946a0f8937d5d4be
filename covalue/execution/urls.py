from django.urls import path
from django.utils.translation import gettext_lazy as _

from covalue.execution import api, views
from covalue.execution.models import Baseline, Dependency, WorkAnswer, WorkPackage
from covalue.web.operations import of_account, of_parent, posted, removed

app_name, prefix = "execution", ""

plan_of = of_account("execution:plan", WorkPackage)
waiting = of_parent("execution:edit", Dependency, "after")
remove = removed(api.remove_work_package, undo="execution:restore", message=_("It was removed."), then=plan_of)
unlink = removed(
    api.remove_dependency, undo="execution:restore-link", message=_("It no longer depends on that."), then=waiting
)
approve = posted(api.approve_baseline, of_account("execution:plan", Baseline))

answered = of_parent("execution:edit", WorkAnswer, "package")

urlpatterns = [
    path("a/<int:account_id>/work/", views.plan, name="plan"),
    path("a/<int:account_id>/work/timeline/", views.timeline_page, name="timeline"),
    path("a/<int:account_id>/register/", views.register_page, name="register"),
    path("a/<int:account_id>/register/export/", views.register_export, name="register-export"),
    path("a/<int:account_id>/work/export/", views.export, name="export"),
    path("a/<int:account_id>/work/add/", views.add, name="add"),
    path("a/<int:account_id>/work/baselines/", posted(api.add_baseline, "execution:plan"), name="keep-baseline"),
    path("work/baselines/<int:baseline_id>/approve/", approve, name="approve-baseline"),
    path("work/<int:work_package_id>/", views.edit, name="edit"),
    path("work/<int:work_package_id>/shift/", views.shift, name="shift"),
    path("work/answers/<int:work_answer_id>/", posted(api.decide_work_answer, answered), name="decide"),
    path("work/moves/<int:work_move_id>/undo/", views.undo_move, name="undo-move"),
    path("work/<int:work_package_id>/waits/", views.wait, name="wait"),
    path("work/<int:work_package_id>/done/", posted(api.finish_work_package, plan_of), name="done"),
    path("work/<int:work_package_id>/reopen/", posted(api.reopen_work_package, plan_of), name="reopen"),
    path("work/<int:work_package_id>/remove/", remove, name="remove"),
    path("work/<int:work_package_id>/restore/", posted(api.restore_work_package, plan_of), name="restore"),
    path("work/dependencies/<int:dependency_id>/remove/", unlink, name="unlink"),
    path(
        "work/dependencies/<int:dependency_id>/restore/", posted(api.restore_dependency, waiting), name="restore-link"
    ),
]
