"""What the demo and its sample data add to the shared parts; of the demo nothing is seen anywhere else."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import forgetting
from covalue.demo import outbox, queries
from covalue.demo.seats import seats
from covalue.demo.tour import is_offered, tour_for
from covalue.people import demo_seats
from covalue.web import keeping, my_day, navigation
from covalue.web.navigation import MenuEntry

navigation.add_entry(MenuEntry("company", _("Outbox"), "demo:outbox", order=90, visible=outbox.may_read))
my_day.add_section(my_day.MAIN, 2, "demo/_day_sample.html", queries.on_my_day)
my_day.add_section(my_day.ASIDE, 5, "demo/_tour.html", lambda day: tour_for(day.user))
keeping.add_mark(is_offered)
demo_seats.offer(seats)
forgetting.when_erased(lambda gone: outbox.forget(gone.person))
