"""Who gets through to the addresses and operations of portal."""

from tests.access import ENERGY, GUEST, NOBODY, STEERS, Sample, called, missing, posted, read, sent

PAGES = (
    *read(
        ENERGY,
        "portal:together",
        "portal:together-style",
        "portal:together-as-customer",
        "portal:together-as-customer-item",
    ),
    *posted(
        ENERGY,
        "portal:together-readiness",
        "portal:together-look",
        "portal:together-decide",
        "portal:together-remove-comment",
        "portal:together-share",
        "portal:together-unshare",
        "portal:together-comment",
    ),
    *posted(ENERGY, "portal:together-confirm-address"),
    *posted(STEERS, "portal:together-invite", "portal:together-revoke"),
    *read(GUEST, "portal:home", "portal:account", "portal:style", "portal:item", "portal:sign"),
    *posted(GUEST, "portal:comment", "portal:propose", "portal:assent", "portal:remove-comment"),
    *posted(NOBODY, "portal:complete", "portal:answer", "portal:withdraw"),
    *missing("portal:evidence"),
)
OPERATIONS = (
    *called(ENERGY, "list_shares", "unshare_item", "list_guests", "get_readiness", "list_proposals", "list_comments"),
    *sent(
        ENERGY,
        share_item={"kind": "statement", "item": Sample("account_id")},
        decide_proposal={"take_up": False},
        add_comment={"kind": "statement", "item": Sample("account_id"), "words": "X"},
    ),
    *sent(
        STEERS,
        invite_guest={"contact": Sample("contact_id")},
    ),
    *called(STEERS, "revoke_guest"),
    *called(ENERGY, "confirm_address_of_guest"),
)
