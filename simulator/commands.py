"""What becomes of a frame on a command session: refused, answered by the gateway itself, or sent to the bus."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .acceptance import refusal
from .address import Address
from .behaviour import ACK_OF_WHO, ALWAYS_AFTER, Ack, Ask
from .bus import Source, Telegram
from .events import POINT_WHOS, ask_of
from .frames import ACK, NACK, Frame, Kind, take_apart
from .rendering import rendered

if TYPE_CHECKING:
    from .gateway import Gateway
    from .session import Session

GATEWAY_WHOS = frozenset((13, 1013))


class Commands:
    """Carries out the frames of the command sessions."""

    def __init__(self, gateway: Gateway) -> None:
        """Work for a gateway."""
        self._gateway = gateway
        self._askers: dict[Telegram, Session] = {}
        self._sweep: Telegram | None = None
        """The last general request, as long as its answers may still be coming."""

    async def take(self, session: Session, text: str) -> None:
        """Carry out one frame up to its ACK or NACK."""
        frame = take_apart(text)
        if frame is not None and frame.kind is Kind.SIGNAL:
            return
        if frame is None or self._gateway.faults.use_nack() or self._refused(frame):
            self._nack(session)
        elif frame.who in GATEWAY_WHOS:
            self._own_data(session, frame)
        elif frame.who in self._gateway.model.swallows and not frame.asks:
            self._ack(session)
        elif frame.asks and frame.who in self._gateway.model.silent_whos and not self._gateway.has_who(frame.who):
            await self._gateway.clock.sleep(self._gateway.model.silent_whos[frame.who])
        else:
            await self._to_bus(session, frame)

    def heard(self, telegram: Telegram) -> None:
        """Give an answer from the bus to the client that waits for it."""
        if telegram.source is not Source.OBJECT or telegram.cause is None or telegram.cause.acknowledged:
            return
        session = self._askers.get(telegram.cause)
        if session is not None and self._gateway.answers_on_command(telegram.cause.frame):
            for text in rendered(self._gateway.model, telegram.frame, telegram.cause.frame):
                session.send(text)

    def clear(self) -> None:
        """Forget who asked."""
        self._askers.clear()
        self._sweep = None

    def _refused(self, frame: Frame) -> bool:
        model = self._gateway.model
        routed = frame.who in model.routes or (frame.who in model.translators and self._gateway.has_who(frame.who))
        if not routed or refusal(frame, model.name):
            return True
        if frame.who in model.needs_object and not self._gateway.has_object(frame):
            return True
        return frame.who in POINT_WHOS and Address.parse(frame.where) is None

    def _own_data(self, session: Session, frame: Frame) -> None:
        data = self._gateway.data
        if frame.kind is Kind.WRITE and data.write(frame):
            self._ack(session)
            self._gateway.tell_events(frame.text)
            return
        answer = data.answer(frame) if frame.kind is Kind.DIMENSION else None
        if answer is None:
            self._nack(session)
            return
        session.send(answer)
        self._ack(session)

    async def _to_bus(self, session: Session, frame: Frame) -> None:
        gateway = self._gateway
        ask = ask_of(frame)
        ack = self._ack_time(frame, ask)
        telegram = Telegram(frame, Source.CLIENT)
        if ask in (Ask.REQUEST, Ask.SWEEP) and ack is not Ack.QUEUED:
            self._askers[telegram] = session
        if ask is Ask.SWEEP and gateway.model.cuts_sweeps:
            self._cut_earlier(telegram)
        gateway.bus.send(telegram)
        if ack is Ack.QUEUED:
            telegram.acknowledged = True
            await gateway.clock.sleep(gateway.model.ack_delay)
            self._ack(session)
            return
        try:
            confirmed = await self._confirmation(telegram)
            if not confirmed:
                await gateway.clock.sleep(ALWAYS_AFTER if ack is Ack.ALWAYS else gateway.model.nack_after)
        finally:
            self._askers.pop(telegram, None)
            telegram.acknowledged = True
        if confirmed or ack is Ack.ALWAYS:
            self._ack(session)
        else:
            self._nack(session)

    def _cut_earlier(self, sweep: Telegram) -> None:
        if self._sweep is not None and not self._sweep.settled.is_set():
            self._gateway.bus.cut(self._sweep)
        self._sweep = sweep

    def _ack_time(self, frame: Frame, ask: Ask) -> Ack:
        """Tell when this model acknowledges such a frame."""
        model = self._gateway.model
        for pattern, ack in model.ack_of_frame:
            if re.fullmatch(pattern, frame.text):
                return ack
        if frame.who in POINT_WHOS and "#4#" in frame.where and ask in model.ack_local_bus:
            return model.ack_local_bus[ask]
        key = (frame.who, ask)
        return model.ack_of_who.get(key, ACK_OF_WHO.get(key, model.ack[ask]))

    async def _confirmation(self, telegram: Telegram) -> bool:
        """Wait for the bus; whether somebody took the command or answered the request."""
        if telegram.frame.asks:
            await telegram.settled.wait()
            return telegram.replies > 0
        await telegram.carried.wait()
        return telegram.confirmed

    def _ack(self, session: Session) -> None:
        if self._gateway.faults.use_close_before_ack():
            session.close()
        elif not self._gateway.faults.use_drop_ack():
            session.send(ACK)

    def _nack(self, session: Session) -> None:
        session.send(NACK)
        if self._gateway.model.shows_nacks:
            self._gateway.tell_events(NACK)
