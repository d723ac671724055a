"""Command execution: a frame on a command session is refused, answered by the gateway itself, or sent to the bus."""

import re
from collections.abc import Callable, Sequence

from .acceptance import MANUAL_HEATING, refusal
from .address import Address
from .behaviour import ACK_OF_WHO, ALWAYS_AFTER, Ack, AnswersOn, Ask
from .bus import Bus, Source, Telegram
from .clock import Clock
from .events import POINT_WHOS, answers_on, ask_of
from .faults import Faults
from .frames import ACK, NACK, Frame, Kind, take_apart
from .identity import GatewayData
from .objects import BusObject
from .plant import Plant
from .rendering import rendered
from .session import Session

GATEWAY_WHOS = frozenset((13, 1013))


class Commands:
    """Carries out the frames of the command sessions."""

    def __init__(
        self,
        *,
        plant: Plant,
        bus: Bus,
        clock: Clock,
        objects: Sequence[BusObject],
        faults: Faults,
        data: GatewayData,
        tell: Callable[[str], None],
        refused: list[str],
    ) -> None:
        """Work for a gateway; `tell` sends a frame to its event sessions, `refused` notes what its rules refuse."""
        self._model = plant.model
        self._manual_heating = plant.manual_heating
        self._bus = bus
        self._clock = clock
        self._objects = objects
        self._faults = faults
        self._data = data
        self._tell = tell
        self._noted = refused
        self._askers: dict[Telegram, Session] = {}
        self._general: Telegram | None = None
        """The last general request, as long as its answers may still be coming."""

    async def take(self, session: Session, text: str) -> None:
        """Carry out one frame up to its ACK or NACK."""
        frame = take_apart(text)
        if frame is not None and frame.kind is Kind.SIGNAL:
            return
        if self._faults.use_nack():
            self._nack(session)
        elif frame is None or self._refused(frame):
            self._noted.append(text)
            self._nack(session)
        elif frame.who in GATEWAY_WHOS:
            self._own_data(session, frame)
        elif frame.who in self._model.swallows and not frame.asks:
            self._ack(session)
        elif frame.asks and frame.who in self._model.silent_whos and not self._has_who(frame.who):
            await self._clock.sleep(self._model.silent_whos[frame.who])
        else:
            await self._to_bus(session, frame)

    def heard(self, telegram: Telegram) -> None:
        """Pass an answer from the bus on to the client that waits for it."""
        if telegram.source is not Source.OBJECT or telegram.cause is None or telegram.cause.acknowledged:
            return
        session = self._askers.get(telegram.cause)
        if session is not None and answers_on(self._model, telegram.cause.frame) is not AnswersOn.EVENT:
            for text in rendered(self._model, telegram.frame, telegram.cause.frame):
                session.send(text)

    def clear(self) -> None:
        """Forget who asked."""
        self._askers.clear()
        self._general = None

    def _refused(self, frame: Frame) -> bool:
        model = self._model
        routed = frame.who in model.routes or (frame.who in model.translators and self._has_who(frame.who))
        if not routed or refusal(frame, model.name) or any(item.refuses(frame) for item in self._objects):
            return True
        if not self._manual_heating and MANUAL_HEATING.fullmatch(frame.text):
            return True
        if frame.who in model.needs_object and not any(item.hears(frame) for item in self._objects):
            return True
        return frame.who in POINT_WHOS and Address.parse(frame.where) is None

    def _has_who(self, who: int) -> bool:
        """Return whether the plant has objects of a WHO."""
        return any(item.who == who for item in self._objects)

    def _own_data(self, session: Session, frame: Frame) -> None:
        data = self._data
        if frame.kind is Kind.WRITE and data.write(frame):
            self._ack(session)
            self._tell(frame.text)
            return
        answer = data.answer(frame) if frame.kind is Kind.DIMENSION else None
        if answer is None:
            self._nack(session)
            return
        session.send(answer)
        self._ack(session)

    async def _to_bus(self, session: Session, frame: Frame) -> None:
        ask = ask_of(frame)
        ack = self._ack_time(frame, ask)
        telegram = Telegram(frame, Source.CLIENT)
        if ask in (Ask.REQUEST, Ask.GENERAL) and ack is not Ack.QUEUED:
            self._askers[telegram] = session
        if ask is Ask.GENERAL and self._model.cuts_general_requests:
            self._cut_earlier(telegram)
        self._bus.send(telegram)
        if ack is Ack.QUEUED:
            telegram.acknowledged = True
            await self._clock.sleep(self._model.ack_delay)
            self._ack(session)
            return
        try:
            confirmed = await self._confirmation(telegram)
            if not confirmed:
                await self._clock.sleep(ALWAYS_AFTER if ack is Ack.ALWAYS else self._model.nack_after)
        finally:
            self._askers.pop(telegram, None)
            telegram.acknowledged = True
        if confirmed or ack is Ack.ALWAYS:
            self._ack(session)
        else:
            self._nack(session)

    def _cut_earlier(self, request: Telegram) -> None:
        if self._general is not None and not self._general.settled.is_set():
            self._bus.cut(self._general)
        self._general = request

    def _ack_time(self, frame: Frame, ask: Ask) -> Ack:
        """Tell when this model acknowledges such a frame."""
        model = self._model
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
        if self._faults.use_close_before_ack():
            session.close()
        elif not self._faults.use_drop_ack():
            session.send(ACK)

    def _nack(self, session: Session) -> None:
        session.send(NACK)
        if self._model.shows_nacks:
            self._tell(NACK)
