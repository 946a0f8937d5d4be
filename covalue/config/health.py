"""Whether this process is alive, and whether it can be used."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from covalue.core import checks, disk, jobs


@login_not_required
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "live"})


@login_not_required
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and has every migration, and there is room on the disk. `worker` says who does background work:
    without one pages work, so that this alone does not make the server unready.
    """
    try:
        missing = checks.missing_migrations()
        attended, unattended = (False, None) if missing else (
            jobs.is_attended(now := timezone.now()), jobs.unattended(now)
        )  # fmt: skip
    except Exception:
        return JsonResponse({"status": "database not reachable"}, status=503)
    if missing:
        return JsonResponse({"status": "migrations missing: run covalue migrate"}, status=503)
    free = disk.free()
    if free < disk.NO_ROOM:
        return JsonResponse({"status": "disk full", "free_bytes": free}, status=503)
    worker = "running" if attended else "none is running"
    if unattended:
        worker = (
            f"none is running; {unattended.tasks} tasks wait since {unattended.since.isoformat(timespec='seconds')}"
        )
    return JsonResponse({"status": "ready", "worker": worker, "free_bytes": free})
