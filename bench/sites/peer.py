"""The peer of the first page: FastAPI with SQLAlchemy answers the same data as JSON.

An honest equivalent: session and person looked up, the same reads in the same order, flags and
sparklines worked out, one access-log row written, a response model in between. Run by uvicorn:

    DATABASE_URL=... uvicorn bench.sites.peer:app
"""

import json
import os
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Cookie, Depends, FastAPI, HTTPException
from pydantic import BaseModel
from sqlalchemy import MetaData, Table, create_engine, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.ext.automap import automap_base

URL = os.environ["DATABASE_URL"]
SQLITE = URL.startswith("sqlite")
ASYNC_URL = URL.replace("sqlite:", "sqlite+aiosqlite:").replace("postgres:", "postgresql+asyncpg:")
SYNC_URL = URL if SQLITE else URL.replace("postgres:", "postgresql+psycopg:")
TABLES = (
    "accounts_user", "patients_patientprofile", "patients_observation", "patients_dailyrollup",
    "patients_goal", "patients_medicationschedule", "patients_medicationintake",
    "patients_reminder", "chat_conversation", "privacy_accessevent",
)  # fmt: skip
# The keys of patients.probes, as anybody would write them who knows about index probes.
NEWEST = text(
    "WITH RECURSIVE used(name) AS ("
    " SELECT (SELECT type FROM patients_dailyrollup WHERE owner_id = :owner ORDER BY type LIMIT 1)"
    " UNION ALL SELECT (SELECT type FROM patients_dailyrollup WHERE owner_id = :owner"
    " AND type > used.name ORDER BY type LIMIT 1) FROM used WHERE used.name IS NOT NULL)"
    " SELECT (SELECT id FROM patients_observation WHERE owner_id = :owner AND type = used.name"
    " AND deleted_at IS NULL ORDER BY effective_at DESC, id DESC LIMIT 1)"
    " FROM used WHERE used.name IS NOT NULL"
)
# Low and high of the usual range of each part.
RANGES: dict[str, tuple[tuple[float | None, float | None], ...]] = {
    "blood_pressure": ((90, 120), (60, 80)), "heart_rate": ((60, 100),),
    "glucose": ((70, 180),), "body_temperature": ((36.5, 37.3),),
    "oxygen_saturation": ((95, None),), "sleep_duration": ((7, None),),
}  # fmt: skip

metadata = MetaData()
metadata.reflect(create_engine(SYNC_URL), only=TABLES)
Base: Any = automap_base(metadata=metadata)
Base.prepare()
(User, Profile, Observation, Rollup, Goal, Schedule, Intake, Reminder, Conversation, Event) = (
    Base.classes[name] for name in TABLES
)
sessions = Table("bench_session", metadata, autoload_with=create_engine(SYNC_URL))
engine = create_async_engine(ASYNC_URL)
open_session = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI()


class Card(BaseModel):
    """The newest reading of one type and its last thirty days."""

    type: str
    number: str
    unit: str
    at: datetime
    flag: str
    sparkline: list[float]


class Item(BaseModel):
    """Something due, a goal, or a door to another page."""

    title: str
    detail: str


class Today(BaseModel):
    """The first page."""

    name: str
    week: int
    outside: int
    urgent: list[Card]
    cards: list[Card]
    due: list[Item]
    goals: list[Item]
    panels: list[Item]
    quick: list[str]


async def database() -> AsyncIterator[AsyncSession]:
    """One session a request."""
    async with open_session() as session:
        yield session


Database = Annotated[AsyncSession, Depends(database)]


async def person(db: Database, sessionid: Annotated[str, Cookie()] = "") -> Any:
    """Whoever the cookie belongs to."""
    now = datetime.now(UTC).replace(tzinfo=None)
    query = select(sessions.c.user_id).where(sessions.c.key == sessionid, sessions.c.ends > now)
    owner = (await db.execute(query)).scalar_one_or_none()
    user = await db.get(User, owner) if owner else None
    if user is None or not user.is_active:
        raise HTTPException(401)
    return user


@app.get("/today")
async def today(db: Database, user: Annotated[Any, Depends(person)]) -> Today:
    """The same reads as `patients.views.today`, in the same order."""
    zone = ZoneInfo(user.time_zone)
    day = datetime.now(zone).date()
    await db.execute(select(Profile).where(Profile.owner_id == user.id))
    ids = [row[0] for row in await db.execute(NEWEST, {"owner": user.id})]
    newest = select(Observation).where(
        Observation.id.in_(ids), Observation.owner_id == user.id, Observation.deleted_at.is_(None)
    )
    rows = (await db.execute(newest.order_by(Observation.effective_at.desc()))).scalars().all()
    means, week, outside = await recent(db, user.id, day)
    goals = await mine(db, Goal, user.id, Goal.status == "active", Goal.deleted_at.is_(None))
    cards = [card(row, means.get(row.type, []), zone) for row in rows]
    due = [
        *await mine(db, Schedule, user.id, Schedule.as_needed.is_(False)),
        *await mine(db, Intake, user.id, Intake.slot >= f"{day:%Y-%m-%d}"),
        *await mine(db, Reminder, user.id, Reminder.is_active.is_(True)),
    ]
    talks = select(Conversation).where(
        Conversation.owner_id == user.id, Conversation.deleted_at.is_(None)
    )
    newest_talk = talks.order_by(Conversation.updated_at.desc(), Conversation.id.desc()).limit(1)
    panels = (await db.execute(newest_talk)).scalars().all()
    await log(db, user, len(cards))
    fresh = datetime.now(zone) - timedelta(days=1)
    return Today(
        name=user.display_name, week=week, outside=outside,
        urgent=[c for c in cards if c.flag == "critical" and c.at >= fresh], cards=cards,
        due=[Item(title=type(row).__name__, detail=str(row.entry_id)) for row in due],
        goals=[Item(title=row.type, detail=f"{row.low}-{row.high}") for row in goals],
        panels=[Item(title="Conversation", detail=str(row.id)) for row in panels],
        quick=[c.type for c in cards][:6],
    )  # fmt: skip


async def mine(db: AsyncSession, model: Any, owner: int, *more: Any) -> list[Any]:
    """Someone's rows of one model."""
    return list((await db.execute(select(model).where(model.owner_id == owner, *more))).scalars())


async def recent(
    db: AsyncSession, owner: int, day: date
) -> tuple[dict[str, list[float]], int, int]:
    """Daily means of thirty days by type, and the counts of the week."""
    names = (Rollup.type, Rollup.local_day, Rollup.n, Rollup.exact, Rollup.total)
    counts = (Rollup.judged, Rollup.below, Rollup.above)
    since = day - timedelta(days=29)
    query = select(*names, *counts).where(Rollup.owner_id == owner, Rollup.local_day >= since)
    means: dict[str, list[float]] = {}
    week = outside = 0
    for row in await db.execute(query.order_by(Rollup.local_day)):
        if row.exact:
            means.setdefault(row.type, []).append(row.total / row.exact)
        if row.local_day > day - timedelta(days=7):
            week += row.n
            outside += row.below + row.above
    return means, week, outside


def card(row: Any, means: list[float], zone: ZoneInfo) -> Card:
    """Number, flag and course of one type."""
    number = f"{row.value_text}/{row.value2_text}" if row.value2_text else row.value_text
    at = row.effective_at if row.effective_at.tzinfo else row.effective_at.replace(tzinfo=UTC)
    values = [float(v) for v in (row.canonical, row.canonical2) if v is not None]
    flag = "in_range"
    for value, (low, high) in zip(values, RANGES.get(row.type, ()), strict=False):
        if (low is not None and value < low) or (high is not None and value >= high):
            flag = "out"
    return Card(
        type=row.type, number=f"{row.comparator}{number}", unit=row.unit, at=at.astimezone(zone),
        flag=flag, sparkline=means,
    )  # fmt: skip


async def log(db: AsyncSession, user: Any, count: int) -> None:
    """One line of the access log, committed before the answer goes out."""
    await db.execute(
        insert(Event).values(
            at=datetime.now(UTC), actor_id=user.id, actor_role=user.role, subject_id=user.id,
            action="list", object_type="patients.observation", object_id="", outcome="ok",
            reason="", detail=json.dumps({"count": count}) if SQLITE else {"count": count},
            request_id=os.urandom(16).hex(), session="", peer="127.0.0.1", channel="web",
        )
    )  # fmt: skip
    await db.commit()
