"""The ways to say no. Pages and API each render all of them in one place."""


class Refused(Exception):  # noqa: N818 it reads as what it is
    """A refusal with a sentence for the person who asked."""

    status = 400

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(Refused):
    """It does not exist, or one may not know that it does."""

    status = 404


class NotAllowed(Refused):
    """One may know it exists, but not do this with it."""

    status = 403


class WrongState(Refused):
    """It is allowed, but not now."""

    status = 409


class TooLarge(Refused):
    """More was sent than is taken; `field` names the part, if there is one."""

    status = 413

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class BadInput(Refused):
    """What was sent cannot be used; `field` names the part, if there is one.

    Where it can be read in two ways, `choices` are both: what is read, and what to send for it.
    """

    status = 422

    def __init__(self, sentence: str, *, field: str = "", choices: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(sentence)
        self.field, self.choices = field, choices
