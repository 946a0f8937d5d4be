"""Background work of lifetime value: unpack ids, call an action."""

from django.utils import timezone
from django_tasks import task

from covalue.core import jobs
from covalue.core.events import Actor
from covalue.lifetime import actions
from covalue.lifetime.models import Fit, FitState


@task()  # type: ignore[untyped-decorator]
def run_fit(fit_id: int) -> None:
    """Compute a queued result; nothing where it is done or deleted."""
    fit = Fit.objects.select_related("asked_by").filter(pk=fit_id).first()
    if fit is None or fit.state not in (FitState.WAITING, FitState.RUNNING):
        return

    def tell(sentence: str) -> None:
        Fit.objects.filter(pk=fit_id).update(progress=sentence[:200])

    actions.run(Actor(user=fit.asked_by, origin=f"lifetime value {fit_id}"), fit=fit, now=timezone.now(), tell=tell)


def _give_up(fit_id: int) -> None:
    fit = Fit.objects.select_related("asked_by").filter(pk=fit_id).first()
    if fit is not None:
        actor = Actor(user=fit.asked_by, origin=f"lifetime value {fit_id}")
        actions.give_up(actor, fit=fit, now=timezone.now())


jobs.when_given_up(run_fit.module_path, _give_up)
