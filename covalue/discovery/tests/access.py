"""Who gets through to the addresses and operations of discovery."""

from tests.access import ENERGY, KEEPS, OURS, called, posted, read, sent

PAGES = (
    *read(ENERGY, "discovery:board", "discovery:changes", "discovery:priorities", "discovery:guide"),
    *posted(
        ENERGY,
        "discovery:add",
        "discovery:edit",
        "discovery:move",
        "discovery:remove",
        "discovery:restore",
        "discovery:become",
        "discovery:place",
    ),
    *posted(KEEPS, "discovery:add-question", "discovery:remove-question", "discovery:restore-question"),
)
OPERATIONS = (
    *called(ENERGY, "list_cards", "get_card", "remove_card", "restore_card"),
    *sent(
        ENERGY,
        add_card={"lane": "goals", "words": "x"},
        edit_card={"words": "y"},
        move_card={"lane": "ideas"},
        become_card={"fate": "objective"},
    ),
    *called(OURS, "list_questions"),
    *sent(
        KEEPS,
        add_question={"part": "goals", "words": "x"},
    ),
    *called(KEEPS, "remove_question", "restore_question"),
)
