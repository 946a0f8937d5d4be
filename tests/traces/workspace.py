"""A workspace with plans, served by processes that can be killed, and people who sign in to write them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import requests

from tests.endurance.installation import Installation

PASSWORD: Final = "a password for tests only"


@dataclass(frozen=True)
class Section:
    """The first section of the plan of an account."""

    account: int
    id: int


class Workspace(Installation):
    """An installation with `people` who may write in every plan."""

    def __init__(self, folder: Path, people: int, database_url: str = "") -> None:
        super().__init__(folder, database_url, filled=False)
        self.environment.pop("COVALUE_DEMO")
        self.environment["COVALUE_NEW_PASSWORD"] = PASSWORD
        self.command("migrate")
        self.emails = [f"writer{number}@covalue.test" for number in range(people)]
        for email in self.emails:
            self.command("user", email, "--role", "program_director")
        self.key = self.command("token", "create", self.emails[0]).strip()
        self.start("server")

    def begun(self, name: str) -> Section:
        """A new account with a plan in which nothing is written."""
        account = self.asked("POST", "accounts", json={"name": name})["id"]
        plan = self.asked("POST", f"accounts/{account}/plan")
        return Section(account, plan["sections"][0]["id"])

    def asked(self, method: str, address: str, **sent: Any) -> Any:
        """What the API answers."""
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = requests.request(method, f"{self.base}/api/v1/{address}", headers=headers, timeout=60, **sent)
        answer.raise_for_status()
        return answer.json()

    def text(self, section: Section) -> str:
        """How it reads to everybody."""
        return str(self.asked("GET", f"plan-sections/{section.id}")["text"])

    def signed_in(self, email: str) -> str:
        """The cookies of somebody who signed in."""
        with requests.Session() as session:
            session.get(f"{self.base}/sign-in/", timeout=60)
            typed = {"email": email, "password": PASSWORD, "csrfmiddlewaretoken": session.cookies["csrftoken"]}
            session.post(f"{self.base}/sign-in/", data=typed, timeout=60).raise_for_status()
            return "; ".join(f"{name}={value}" for name, value in session.cookies.items())

    def restart(self) -> None:
        """The server is killed, and started again."""
        self.kill("server")
        self.start("server")
