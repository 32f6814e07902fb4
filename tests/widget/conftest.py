"""One way to look at a player on the screen, in a notebook or on a page, by the names everybody relies on."""

import pytest

from tests.widget.chain import CARD_OF_A, STEPS


class Screen:
    """A player found by its accessible names inside `place`."""

    def __init__(self, place):
        self.place = place

    def button(self, name):
        return self.place.get_by_role("button", name=name, exact=True)

    @property
    def slider(self):
        return self.place.get_by_role("slider", name="Position", exact=True)

    @property
    def status(self):
        return self.place.get_by_role("status")

    def position(self):
        return int(self.slider.input_value())

    def wait_for(self, position):
        from playwright.sync_api import expect

        expect(self.slider).to_have_value(str(position))

    def node(self, name):
        """The card that shows `name`."""
        return self.place.locator("[data-node]").filter(
            has=self.place.page.locator(f"text[data-part=name]:text-is('{name}')")
        )

    def part(self, card, part):
        return card.locator(f"[data-part={part}]").text_content()

    def edges_now(self):
        """Id, number and label of each edge that sends at this step."""
        return self.place.locator("[data-edge][data-status=now]").evaluate_all(
            """(edges) => edges.map((g) => ({id: g.dataset.edge, label: g.getAttribute("aria-label"),
                number: g.querySelector("[data-part=number]").textContent}))"""
        )

    def marked(self):
        """The expression marked in the user's source lines, or None."""
        marks = self.place.locator(".av-source mark")
        return marks.text_content() if marks.count() else None

    def check(self, position):
        """Whether what is shown after `position` events is what the chain worked out by hand says."""
        assert self.position() == position
        known = max(k for k in CARD_OF_A if k <= position)
        card = self.node("a")
        assert (self.part(card, "gradient"), self.part(card, "sum")) == CARD_OF_A[known], position
        if position == 0:
            assert self.edges_now() == []
            return
        step = STEPS[position - 1]
        sending = self.edges_now()
        if step.kind != "contribution":
            assert sending == []
        else:
            [edge] = sending
            assert edge["number"] == step.number
            assert f"of {step.source} to {step.target or ''}" in edge["label"]
            assert edge["label"].endswith(f"contribution {step.number}")
        if step.expression is not None:
            assert self.marked() == step.expression
        said = self.status.text_content()
        assert (step.target or "") in said
        if step.kind in ("seed", "accumulate"):
            assert step.number in said


@pytest.fixture
def screen():
    return Screen
