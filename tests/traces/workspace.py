"""The demo company served by processes that can be killed, and people who sign in to write its plans."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import requests

from tests.endurance.installation import DIRECTOR, Installation

PASSWORD: Final = "northwind demo only"
LEAD: Final = "margaret.peacock@northwind.example"
WRITERS: Final = (LEAD, DIRECTOR, LEAD)  # two of them are one person in two browsers


@dataclass(frozen=True)
class Section:
    """The first section of the plan of an account."""

    account: int
    id: int


class Workspace(Installation):
    """The demo, from a folder where it was built already, or built here."""

    def __init__(self, folder: Path, built: Path | None = None) -> None:
        super().__init__(folder, filled=False)
        if built is None:
            self.command("demo")
        else:
            shutil.copytree(built, folder / "data")
        self.key = self.command("token", "create", DIRECTOR).strip()
        self.start("server")
        colleagues = self.asked("GET", "colleagues?limit=100")["items"]
        self.lead = next(one["id"] for one in colleagues if one["name"] == "Margaret Peacock")

    def begun(self, name: str) -> Section:
        """A new account with a plan in which nothing is written."""
        account = self.asked("POST", "accounts", json={"name": name})["id"]
        self.asked("POST", f"accounts/{account}/team", json={"user": self.lead, "team_role": "lead"})
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
