"""Who gets through to the addresses and operations of conversations."""

from tests.access import ENERGY, STEERS, Sample, called, posted, read, sent

PAGES = (
    *read(ENERGY, "conversations:list", "conversations:log", "conversations:edit", "conversations:correct"),
    *posted(ENERGY, "conversations:quote", "conversations:remove", "conversations:restore"),
    *read(STEERS, "conversations:erase-contact"),
)
OPERATIONS = (
    *called(
        ENERGY,
        "list_conversations",
        "list_statements",
        "get_conversation",
        "remove_conversation",
        "restore_conversation",
        "get_statement",
    ),
    *sent(
        ENERGY,
        log_conversation={"channel": "call", "held_on": "2026-11-19", "subject": "X"},
        edit_conversation={"notes": "X"},
        add_statement={"contact": Sample("contact_id"), "words": "X"},
        correct_statement={"words": "X"},
    ),
    *sent(
        STEERS,
        erase_contact={"keep_words": False},
    ),
)
