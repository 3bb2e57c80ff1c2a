"""Every minute each timer rings once, however often the clock ticks and however many processes run."""

import asyncio
from datetime import timedelta

import pytest

from bot.channels import clock as module
from bot.channels.clock import ClockChannel
from bot.model.inbound import Rang
from tests.clocks import START, PaperClock
from tests.paper import PaperInlet


async def test_each_timer_rings_once_for_its_minute(clock: PaperClock) -> None:
    inlet = PaperInlet()
    bells = [ClockChannel(clock, ["alerts", "events"]) for _ in range(2)]
    for bell in bells:
        bell.inlet = inlet
    for seconds in (0, 10, 20, 40):
        clock.set(START + timedelta(seconds=seconds))
        for bell in bells:
            await bell.ring()
    assert [(rang.timer, rang.due) for rang in inlet.accepted if isinstance(rang, Rang)] == [("alerts", START), ("events", START)]
    clock.set(START + timedelta(seconds=61))
    await bells[0].ring()
    assert len(inlet.accepted) == 4
    assert inlet.accepted[-1].key == "events:2026-11-23T09:01:00+00:00"


async def test_a_clock_that_stood_still_rings_for_the_present_and_not_for_every_minute_it_missed(clock: PaperClock) -> None:
    inlet = PaperInlet()
    bell = ClockChannel(clock, ["alerts"])
    bell.inlet = inlet
    await bell.ring()
    clock.forward(hours=3)
    await bell.ring()
    assert [rang.due for rang in inlet.accepted if isinstance(rang, Rang)] == [START, START + timedelta(hours=3)]


async def test_it_rings_at_once_when_opened_goes_on_ringing_and_stops(clock: PaperClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TICK", 0.05)
    inlet = PaperInlet()
    bell = ClockChannel(clock, ["alerts"])
    await bell.open(inlet)
    assert len(inlet.accepted) == 1
    clock.forward(minutes=1)
    async with asyncio.timeout(5):
        while len(inlet.accepted) < 2:
            await asyncio.sleep(0.01)
    await bell.close()
    clock.forward(minutes=1)
    await asyncio.sleep(0.2)
    assert len(inlet.accepted) == 2
    await bell.close()


async def test_a_tick_that_the_database_refuses_does_not_stop_the_clock(clock: PaperClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TICK", 0.05)
    inlet = PaperInlet()
    bell = ClockChannel(clock, ["alerts"])
    await bell.open(inlet)
    inlet.broken = True
    clock.forward(minutes=1)
    await asyncio.sleep(0.2)
    inlet.broken = False
    async with asyncio.timeout(5):
        while len(inlet.accepted) < 2:
            await asyncio.sleep(0.01)
    await bell.close()
