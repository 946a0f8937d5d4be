from django.urls import path

from covalue.portal import api
from covalue.portal.views import ours, theirs
from covalue.web.operations import posted

app_name = "portal"
prefix = ""
OURS = ours.together_address
ITEM = "<str:kind>/<int:item_id>/"

urlpatterns = [
    path("portal/", theirs.home, name="home"),
    path("portal/<int:account_id>/", theirs.account, name="account"),
    path("portal/<int:account_id>/look.css", theirs.style, name="style"),
    path("portal/<int:account_id>/propose/", theirs.propose, name="propose"),
    path("portal/<int:account_id>/sign/<int:request_id>/", theirs.sign, name="sign"),
    path("portal/<int:account_id>/sign/<int:request_id>/withdraw/", theirs.withdraw, name="withdraw"),
    path("portal/<int:account_id>/sign/<int:request_id>/files/<int:file_id>/", theirs.evidence, name="evidence"),
    path("portal/<int:account_id>/comments/<int:comment_id>/remove/", theirs.remove_comment, name="remove-comment"),
    path("portal/<int:account_id>/action/<int:item_id>/done/", theirs.complete, name="complete"),
    path(f"portal/<int:account_id>/{ITEM}", theirs.item, name="item"),
    path(f"portal/<int:account_id>/{ITEM}answer/", theirs.answer, name="answer"),
    path(f"portal/<int:account_id>/{ITEM}comment/", theirs.comment, name="comment"),
    path(f"portal/<int:account_id>/{ITEM}assent/", theirs.assent, name="assent"),
    path("a/<int:account_id>/together/", ours.together, name="together"),
    path("a/<int:account_id>/together/invite/", ours.invite, name="together-invite"),
    path("a/<int:account_id>/together/readiness/", ours.readiness, name="together-readiness"),
    path("a/<int:account_id>/together/look/", ours.look, name="together-look"),
    path("a/<int:account_id>/together/look.css", ours.style, name="together-style"),
    path(
        "a/<int:account_id>/together/guests/<int:guest_id>/revoke/",
        posted(api.revoke_guest, OURS),
        name="together-revoke",
    ),
    path(
        "a/<int:account_id>/together/guests/<int:guest_id>/confirm-address/",
        posted(api.confirm_address_of_guest, OURS),
        name="together-confirm-address",
    ),
    path(
        "a/<int:account_id>/together/proposals/<int:proposal_id>/",
        posted(api.decide_proposal, OURS),
        name="together-decide",
    ),
    path(
        "a/<int:account_id>/together/comments/<int:our_comment_id>/remove/",
        ours.remove_comment,
        name="together-remove-comment",
    ),
    path("a/<int:account_id>/together/as-customer/", ours.as_customer, name="together-as-customer"),
    path(f"a/<int:account_id>/together/as-customer/{ITEM}", ours.as_customer_item, name="together-as-customer-item"),
    path(f"a/<int:account_id>/together/{ITEM}share/", ours.share, name="together-share"),
    path(f"a/<int:account_id>/together/{ITEM}unshare/", ours.unshare, name="together-unshare"),
    path(f"a/<int:account_id>/together/{ITEM}comment/", ours.comment, name="together-comment"),
]
