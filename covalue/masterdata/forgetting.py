"""What imports of master data forget of a contact: the record of what a file wrote of them, so that no undo puts it back."""

from django.db.models import Q

from covalue.accounts import queries
from covalue.accounts.forgetting import Forgotten
from covalue.accounts.lineage import in_parts
from covalue.masterdata.models import Touched
from covalue.masterdata.rules import Noun


def forget(gone: Forgotten) -> None:
    of_contacts = Touched.objects.filter(file_import__noun=Noun.CONTACTS)
    of_contacts.filter(thing_id__in=gone.contacts).delete()
    for some in in_parts(gone.accounts):
        beside = queries.contacts_ever_of(some).values("pk")
        about = Q(file_import__noun=Noun.CONTACTS, thing_id__in=beside)
        about |= Q(file_import__noun=Noun.ACCOUNTS, thing_id__in=some)
        for touched in Touched.objects.filter(about).iterator(chunk_size=500):
            before, after = gone.person.out_of(touched.before), gone.person.out_of(touched.after)
            label = gone.person.out_of(touched.label)
            if (label, before, after) != (touched.label, touched.before, touched.after):
                Touched.objects.filter(pk=touched.pk).update(label=label[:300], before=before, after=after)
