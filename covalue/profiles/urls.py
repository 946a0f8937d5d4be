from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from covalue.profiles import api, views
from covalue.profiles.models import Activity, Finding, Signal
from covalue.web.operations import of_account, posted, removed

app_name = "profiles"
prefix = ""

profile, signals = of_account("profiles:profile", Finding), of_account("profiles:signals", Signal)
chain = of_account("profiles:chain:list", Activity)
remove = removed(api.FINDING.remove, undo="profiles:restore", message=_("The finding was removed."), then=profile)
remove_signal = removed(
    api.SIGNAL.remove, undo="profiles:restore-signal", message=_("The signal was removed."), then=signals
)

urlpatterns = [
    path("a/<int:account_id>/profile/", views.profile, name="profile"),
    path("a/<int:account_id>/profile/export/", views.export, name="export"),
    path("a/<int:account_id>/profile/<slug:topic>/add/", views.add, name="add"),
    path("findings/<int:finding_id>/", views.edit, name="edit"),
    path("findings/<int:finding_id>/history/", views.history, name="history"),
    path("findings/<int:finding_id>/check/", posted(api.check_finding, profile), name="check"),
    path("findings/<int:finding_id>/remove/", remove, name="remove"),
    path("findings/<int:finding_id>/restore/", posted(api.FINDING.restore, profile), name="restore"),
    path("a/<int:account_id>/signals/", views.signals, name="signals"),
    path("a/<int:account_id>/signals/export/", views.export_signals, name="export-signals"),
    path("a/<int:account_id>/signals/add/", views.add_signal, name="add-signal"),
    path("signals/<int:signal_id>/", views.signal, name="signal"),
    path("signals/<int:signal_id>/reopen/", posted(api.reopen_signal, signals), name="reopen-signal"),
    path("signals/<int:signal_id>/remove/", remove_signal, name="remove-signal"),
    path("signals/<int:signal_id>/restore/", posted(api.SIGNAL.restore, signals), name="restore-signal"),
    path("value-chain/<int:activity_id>/earlier/", posted(api.move_activity_earlier, chain), name="earlier"),
    path("value-chain/<int:activity_id>/later/", posted(api.move_activity_later, chain), name="later"),
    path("", include((views.CHAIN.urls(), "chain"))),
]
