"""Moving in from the MyHOME integration, step by step: what moves is shown first; and the way back."""

from typing import Any

import probatio
from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.translation import async_get_translations

from ..const import DOMAIN
from ..moving.moved import Moved, StillRunning, replaced_by
from ..moving.neighbour import neighbour_of, plan_of
from .base import EntryOptionsFlow
from .forms import lines, pair, with_reason

MOVE_IN = "move_in"
"""The step that takes what the MyHOME integration has."""
MOVE_BACK = "move_back"
"""The step that gives it back."""


async def preview(hass: HomeAssistant, entry: ConfigEntry, other: ConfigEntry) -> dict[str, str]:
    """Return what is said before anything moves from `other` to `entry`: what will, what will not, and why."""
    plan = plan_of(hass, entry, other)
    texts = await async_get_translations(hass, hass.config.language, "config_panel", {DOMAIN})
    taken = []
    for move in plan.moves:
        shown = er.async_get_full_entity_name(hass, move.row)
        there = ", ".join(replaced_by(hass, entry, move))
        replaced = f" (← {there})" if there else ""
        taken.append((pair(texts, move.row.entity_id, shown) if shown else move.row.entity_id) + replaced)
    left = [with_reason(texts, left.entity_id, left.reason) for left in plan.left]
    return {
        "name": other.title,
        "count": str(len(taken)),
        "left_count": str(len(left)),
        "taken": lines(taken),
        "left": lines(left),
    }


class MoveInFlow(EntryOptionsFlow):
    """What an options flow has for moving in."""

    async def _moving_steps(self) -> list[str]:
        """Return the steps that there is something to do in."""
        other = neighbour_of(self.hass, self.config_entry)
        shown = {
            MOVE_IN: other is not None and bool(plan_of(self.hass, self.config_entry, other).moves),
            MOVE_BACK: await Moved(self.hass, self.config_entry).async_origin() is not None,
        }
        return [step for step, is_shown in shown.items() if is_shown]

    async def async_step_move_in(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show what moves; move it when that is right."""
        other = neighbour_of(self.hass, self.config_entry)
        if other is None:
            return self.async_abort(reason="gone")
        errors: dict[str, str] = {}
        if user_input is not None:
            try:
                await Moved(self.hass, self.config_entry).async_move_in(other)
            except StillRunning:
                errors["base"] = "still_running"
            else:
                return self._finish()
        return self.async_show_form(
            step_id=MOVE_IN,
            data_schema=probatio.Schema({}),
            errors=errors,
            description_placeholders=await preview(self.hass, self.config_entry, other),
        )

    async def async_step_move_back(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Explain; then give everything back."""
        moved = Moved(self.hass, self.config_entry)
        other = await moved.async_origin()
        if other is None:
            return self.async_abort(reason="gone")
        errors: dict[str, str] = {}
        if user_input is not None:
            try:
                await moved.async_move_back()
            except StillRunning:
                errors["base"] = "still_running"
            else:
                return self._finish()
        return self.async_show_form(
            step_id=MOVE_BACK,
            data_schema=probatio.Schema({}),
            errors=errors,
            description_placeholders={"name": other.title, "ours": self.config_entry.title},
        )
