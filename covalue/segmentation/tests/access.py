"""Who gets through to the addresses and operations of segmentation."""

from tests.access import OURS, SEES_ALL, called, posted, read, sent

PAGES = (
    *read(OURS, "segmentation:home", "segmentation:export"),
    *posted(SEES_ALL, "segmentation:keep", "segmentation:remove", "segmentation:restore"),
    *read(SEES_ALL, "segmentation:movement"),
)
OPERATIONS = (
    *called(OURS, "list_segments"),
    *called(SEES_ALL, "list_segmentations", "list_moves", "remove_segmentation", "restore_segmentation"),
    *sent(
        SEES_ALL,
        keep_segmentation={"name": "x"},
    ),
)
