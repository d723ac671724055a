"""Pipeline of commands and requests over one or more command sessions.

What waits is sent by priority, in order within one priority, and never two at a time for one address. What was written
is never written again, unless it only asks.
"""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial
from typing import Final

from ..exceptions import Busy, InvalidAuthentication, InvalidSession, NotConfirmed, NotSent, OWNException, ResponseError
from ..items.action import Action, Superseded, current_action
from ..items.pace import Pace
from ..priority import Priority
from ..profiles import DEFAULT, Profile
from ..timing import TIMING, Timing
from ..wire.connection import ConnectionParams
from ..wire.messages import BaseMessage, MessageType
from .connect_limiter import ConnectLimiter
from .exchange import CommandObserver, Exchange
from .pool import CommandSession, SessionPool
from .queue import CommandQueue, Job, asks

_CALM: Final = 4
"""Attempts to connect that have to be left for a request to make way for a person: that costs one."""
_ATTEMPTS: Final = 2
"""How often a request is written, when its answer was lost or refused."""

_LOGGER = logging.getLogger(__name__)


class CommandPipeline:
    """Sends what is asked for, in the order of its urgency; each caller waits for its answer."""

    def __init__(
        self,
        params: ConnectionParams,
        *,
        observer: CommandObserver | None = None,
        limiter: ConnectLimiter | None = None,
        timing: Timing = TIMING,
    ) -> None:
        """Prepare the way; `observer` takes in the answers."""
        self.timing: Final = timing
        self.pace: Final = Pace(timing.gradual_gap)
        """The pace of what goes on by itself."""
        self.profile: Profile = DEFAULT
        self.password_refused: Final = asyncio.Event()
        """Set when the gateway has refused the password; nothing is tried any more."""
        self.answer_time: float | None = None
        """Seconds that the last answer took."""
        self._observer: Final = observer or CommandObserver()
        self._limiter: Final = limiter or ConnectLimiter(timing)
        self._queue: Final = CommandQueue()
        self._pool: Final = SessionPool(params, limiter=self._limiter, profile=lambda: self.profile, timing=timing)
        self._timeouts: Final = {
            Priority.STOP: timing.command_timeout,
            Priority.USER: timing.command_timeout,
            Priority.GRADUAL: timing.command_timeout,
            Priority.REFRESH: timing.ask_timeout,
            Priority.SCAN: timing.scan_timeout,
        }
        self._preempt: asyncio.TimerHandle | None = None
        self._acted = float("-inf")
        """When a person last asked for something."""
        self._held_until = float("-inf")
        """Until when requests stand back at most while people act."""
        self._stops: Final[dict[str, float]] = {}
        """When stops are due that have to be on time, by their objects."""
        self._resume: asyncio.TimerHandle | None = None
        self._closed = False

    @property
    def waiting(self) -> int:
        """How many frames wait to be sent."""
        return len(self._queue)

    @property
    def sessions(self) -> tuple[int, int]:
        """How many sessions are open, and how many of them are busy."""
        return self._pool.counts

    def welcome(self) -> None:
        """Take note that the gateway has just let another session in."""
        self._pool.welcome()

    @property
    def delivers_answers(self) -> bool:
        """Whether items get the frames of answers without asking for them: the observer hands them over."""
        return True

    async def request(
        self,
        message: BaseMessage,
        *,
        priority: Priority | None = None,
        replaces: str = "",
    ) -> Sequence[BaseMessage]:
        """Send a frame; return the data frames of its answer.

        `priority` is by default `REFRESH` for what asks and `USER` for everything else. `replaces` names what the
        frame sets ("level", say): an older frame for the same address and the same thing that is not written yet is
        dropped, and its caller gets this one's result; a stop drops whatever waits for its address. Requests that are
        equal are sent once.

        Raises `ResponseError` when the gateway refuses it; `NotSent` when it could not be written in time, or at all;
        `NotConfirmed` when a command was written and its answer was lost; `TimeoutError` when a request is not
        answered; `InvalidAuthentication` when the password is refused.
        """
        if self._closed:
            raise NotSent("the connection to the gateway is closed")
        if self.password_refused.is_set():
            raise InvalidAuthentication("the gateway has refused the password")
        loop = asyncio.get_running_loop()
        if priority is None:
            priority = Priority.REFRESH if asks(message) else Priority.USER
        if priority <= Priority.USER:
            self._acted = loop.time()
        job = self._queue.equal(message, priority)
        if job is None:
            deadline = loop.time() + self.timing.user_deadline if priority < Priority.REFRESH else float("inf")
            exchange = Exchange(message, priority, loop.time())
            job = Job(message, priority, replaces, deadline, loop.create_future(), exchange, current_action.get())
            job.done.add_done_callback(partial(self._end, exchange))
            self._observer.on_exchange(exchange)
            self._queue.add(job)
            self._work()
        job.callers += 1
        expiry = loop.call_at(job.deadline, self._expire, job) if job.priority < Priority.REFRESH else None
        try:
            # Waits without cancelling it: others may wait for the same.
            await asyncio.wait((job.done,))
        except asyncio.CancelledError:
            job.callers -= 1
            if not job.callers and self._queue.remove(job):
                job.done.cancel()
            raise
        finally:
            if expiry is not None:
                expiry.cancel()
        return job.done.result()

    def drop(self, action: Action) -> bool:
        """Write nothing more of what waits of an action: it raises `Superseded`. Tell whether anything waited."""
        dropped = [job for job in self._queue if job.action is action and self._queue.remove(job)]
        # One that waits for the gap, or for its session, is in no queue any more.
        turns = (session.job for session in self._pool if session.written is None and session.job is not None)
        dropped += [job for job in turns if job.action is action and not job.done.done()]
        for job in dropped:
            job.fail(Superseded())
        return bool(dropped)

    def expect_stop(self, key: str, at: float | None) -> None:
        """Keep the only session of a gateway free for the stop of an object, right before it is due."""
        if at is not None:
            self._stops[key] = at
        elif self._stops.pop(key, None) is not None and not self._closed:
            self._work()

    def _end(self, exchange: Exchange, done: asyncio.Future[Sequence[BaseMessage]]) -> None:
        exchange.end(done)
        self._observer.on_exchange(exchange)

    def _expire(self, job: Job) -> None:
        """Tell a person in time that it was not sent, whatever the sessions are busy with."""
        if self._queue.remove(job) or any(one.job is job and one.written is None for one in self._pool):
            # A session that is just being opened for it does something else then.
            job.fail(self._too_late(job))

    # Sending -------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        """Let sessions without work take what waits, and open more as far as the gateway has them."""
        for session in self._pool:
            if session.task is None:
                self._employ(session)
        while self._queue and self._pool.has_room:
            session = self._pool.add()
            if not self._employ(session):
                self._pool.remove(session)
                break
        self._watch()
        self._watch_calm()

    def _employ(self, session: CommandSession) -> bool:
        job = self._take_over(session) or self._next()
        if job is None:
            return False
        session.begin(job, self._run(session, job))
        return True

    def _take_over(self, session: CommandSession) -> Job | None:
        """Take the most urgent frame that waits for another session to be opened, unless a more urgent one waits.

        A gateway may not let that in for long.
        """
        if not session.client.is_connected:
            return None
        jobs = {other.job: other for other in self._pool if other.job is not None and other.is_opening}
        job = min(jobs, key=lambda one: one.priority, default=None)
        first = next(iter(self._queue), None)
        if job is None or (first is not None and first.priority < job.priority):
            return None
        jobs[job].job = None
        return job

    def _next(self) -> Job | None:
        """Take the most urgent frame that may be sent now."""
        now = asyncio.get_running_loop().time()
        running = [session.job for session in self._pool if session.job is not None]
        before: list[Job] = []
        for job in self._queue:
            if job.deadline < now:
                self._queue.remove(job)
                job.fail(self._too_late(job))
            elif not any(job.meets(other) for other in (*running, *before)) and self._may_run(job, running, now):
                self._queue.remove(job)
                return job
            elif not job.asks:
                before.append(job)
        return None

    def _may_run(self, job: Job, running: Sequence[Job], now: float) -> bool:
        if job.is_background and self._held_end(now) > now:
            return False
        # The last free session is for people, where there is more than one.
        background = sum(other.is_background for other in running)
        return not job.is_background or background < max(self.profile.command_sessions - 1, 1)

    async def _run(self, session: CommandSession, job: Job) -> None:
        """Send one frame and give its callers the outcome; then take the next."""
        loop = asyncio.get_running_loop()
        try:
            await self._pool.open(session, job.deadline)
            if session.job is not job or job.done.done():
                return
            if loop.time() > job.deadline:
                job.fail(self._too_late(job))
                return
            begin = await self._write(session, job)
            answer = await self._read_answer(session, job)
            self.answer_time = loop.time() - begin
            job.succeed(answer)
        except ResponseError as error:
            if self._nack_tells_nothing(job):
                job.succeed(())
            else:
                self._refused(job, error)
        except (OWNException, TimeoutError) as error:
            self._pool.part(session)
            await session.client.close()
            if session.job is job:
                self._lost(session, job, error)
            else:
                session.is_surplus = True
        except BaseException as error:
            self._pool.part(session)
            if session.job is job:
                self._abandon(session, job)
            if not isinstance(error, asyncio.CancelledError):
                _LOGGER.exception("Error while sending %s", job.message)
        finally:
            session.end()
            self._go_on(session)

    def _go_on(self, session: CommandSession) -> None:
        if session.is_surplus:
            self._pool.remove_surplus(session)
        if not self._closed:
            self._work()
            if not session.is_surplus:
                self._pool.rest(session)

    async def _write(self, session: CommandSession, job: Job) -> float:
        """Write the frame of a job; return the event loop's time at which that was done."""
        await self._pool.write(session, job.message)
        job.exchange.written = session.written
        job.exchange.attempts += 1
        self._observer.on_sent(job.message)
        return asyncio.get_running_loop().time()

    async def _read_answer(self, session: CommandSession, job: Job) -> Sequence[BaseMessage]:
        loop = asyncio.get_running_loop()
        answer: list[BaseMessage] = []
        silence = self._timeouts[job.priority]
        end = loop.time() + (self.timing.longest_answer_of_all if job.asks else silence)
        while True:
            reply = await session.read(min(silence, end - loop.time()))
            self._observer.on_answer(reply)
            match reply.type:
                case MessageType.ACK:
                    return answer
                case MessageType.NACK:
                    raise ResponseError(f"the gateway refused {job.message}")
            answer.append(reply)

    def _abandon(self, session: CommandSession, job: Job) -> None:
        """Tell those that wait for a job that nobody works at it any more."""
        text = str(job.message)
        if session.written is None:
            job.fail(NotSent(text))
        else:
            job.fail(InvalidSession(text) if job.asks else NotConfirmed(text))

    # Outcomes ------------------------------------------------------------------------------------------------

    def _nack_tells_nothing(self, job: Job) -> bool:
        return not job.asks and job.message.who in self.profile.executes_in_spite_of_nack

    def _refused(self, job: Job, error: ResponseError) -> None:
        if job.asks and job.priority is Priority.REFRESH and job.attempts < _ATTEMPTS and not self._closed:
            self._queue.add_again(job)
        else:
            job.fail(error)

    def _lost(self, session: CommandSession, job: Job, error: Exception) -> None:
        written = session.written is not None
        if self._closed:
            job.fail(NotConfirmed(f"the answer to {job.message} was lost") if written and not job.asks else error)
        elif session.is_preempted and job.attempts <= _ATTEMPTS:
            self._queue.add_again(job)
        elif not written and not isinstance(error, InvalidAuthentication) and self._pool.is_another_open(session):
            # The gateway has as many sessions as it wants to have: the open ones do the work.
            session.is_surplus = True
            self._queue.add_again(job)
        elif not written:
            if isinstance(error, InvalidAuthentication):
                self.password_refused.set()
            unsent = error if isinstance(error, InvalidSession | NotSent) else NotSent(str(error))
            job.fail(unsent)
            # The gateway cannot be reached: what else waits would only try the same.
            for other in self._queue:
                self._queue.remove(other)
                other.fail(unsent)
        elif not job.asks:
            job.fail(NotConfirmed(f"the answer to {job.message} was lost"))
        elif isinstance(error, InvalidSession) and job.attempts < _ATTEMPTS:
            self._queue.add_again(job)
        else:
            job.fail(error)

    # People first --------------------------------------------------------------------------------------------

    def _watch(self) -> None:
        """See that a person's command does not wait for a request that nobody answers."""
        if self._queue.people_wait and self._preempt is None:
            self._preempt = asyncio.get_running_loop().call_later(self.timing.patience, self._make_way)

    def _make_way(self) -> None:
        self._preempt = None
        now = asyncio.get_running_loop().time()
        if self._queue.people_wait and not self._limiter.wait_time(now, spared=_CALM):
            for session in self._pool:
                job = session.job
                if job is not None and job.is_background and job.asks and now - session.heard >= self.timing.patience:
                    # It can be asked again.
                    self._pool.preempt(session)
                    self._held_until = now + self.timing.longest_calm
                    break
        self._watch()

    def _held_end(self, now: float) -> float:
        """Return until when requests stand back; what is not after `now` is no more.

        People act, and it took a session from a silent request to let them; or a stop is due, and there is one session.
        """
        calm = min(self._held_until, self._acted + self.timing.calm)
        if not self._pool.is_single:
            return calm
        return max(
            calm, min((at for at in self._stops.values() if at - self.timing.before_stop <= now < at), default=calm)
        )

    def _watch_calm(self) -> None:
        """See that requests that stand back go on."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        end = self._held_end(now)
        if self._queue and self._resume is None and end > now:
            self._resume = loop.call_at(end, self._go_on_asking)

    def _go_on_asking(self) -> None:
        self._resume = None
        if not self._closed:
            self._work()

    async def close(self) -> None:
        """Close for good. What is not written raises `NotSent`, what is written and not answered `NotConfirmed`."""
        self._closed = True
        for timer in (self._preempt, self._resume):
            if timer is not None:
                timer.cancel()
        running = [(session, session.job) for session in self._pool if session.job is not None]
        for job in self._queue:
            self._queue.remove(job)
            job.fail(NotSent("the connection to the gateway was closed"))
        await self._pool.close()
        for session, job in running:
            # Its work may have been ended before it began.
            self._abandon(session, job)

    def _too_late(self, job: Job) -> NotSent:
        error = Busy if any(session.client.is_connected for session in self._pool) else NotSent
        return error(f"{job.message} could not be sent in {self.timing.user_deadline:.0f} s")
