"""Check a learner's answers and say what is wrong with each."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

MARKS = {"right": "✓", "wrong": "✗", "missing": "…"}
COLOURS = {"right": "#2e7d32", "wrong": "#c62828", "missing": "#757575"}  # each readable on white and on near-black
MISSING = "still to fill in"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked.

    Attributes
    ----------
    right : number, str, bool, None or frozenset of str
        The right answer; a frozenset asks for names in any order.
    mistakes : mapping
        From a wrong answer people give (for names: one name too many or too few) to what went wrong there.
    look : str
        Where to look again, after a wrong answer that `mistakes` does not know.
    """

    right: object
    mistakes: Mapping = field(default_factory=dict)
    look: str = "not yet"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one answer: `status` is ``right``, ``wrong`` or ``missing``."""

    question: str
    status: str
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about all answers of an exercise; a notebook shows it as a list."""

    findings: tuple

    @property
    def passed(self):
        """Whether every answer is right."""
        return all(finding.status == "right" for finding in self.findings)

    def __repr__(self):
        width = max(len(finding.question) for finding in self.findings)
        rows = [f"{MARKS[f.status]} {f.question:{width}}  {f.message}" for f in self.findings]
        return "\n".join([*rows, self.closing()])

    def _repr_html_(self):
        rows = "".join(row_html(finding) for finding in self.findings)
        return f'<div role="status"><table style="text-align:left">{rows}</table><p>{escape(self.closing())}</p></div>'

    def closing(self):
        """One sentence on the whole."""
        if self.passed:
            return "All right."
        if all(finding.status == "missing" for finding in self.findings):
            return "Put your answers in place of the dots and run the cell again."
        right = sum(finding.status == "right" for finding in self.findings)
        return f"{right} of {len(self.findings)} right. Change the cell and run it again."


def row_html(finding):
    mark = f'<td style="color:{COLOURS[finding.status]};font-weight:bold">{MARKS[finding.status]}</td>'
    texts = f'<td style="text-align:left"><code>{escape(finding.question)}</code></td>'
    return f'<tr>{mark}{texts}<td style="text-align:left">{escape(finding.message)}</td></tr>'


def answers(given, questions):
    """Judge every answer against its question.

    Parameters
    ----------
    given : mapping of str to answer
        ``...`` (Python's Ellipsis) stands for an answer not given yet.
    questions : mapping of str to Question

    Returns
    -------
    Verdict

    Examples
    --------
    >>> area = Question(12, {7: "that is 3 + 4: an area is a product"}, "multiply the two sides")
    >>> answers({"area": 7}, {"area": area})
    ✗ area  7: that is 3 + 4: an area is a product
    0 of 1 right. Change the cell and run it again.
    >>> answers({"area": 12.0}, {"area": area}).passed
    True
    """
    extra = [name for name in given if name not in questions]
    if extra:
        raise ValueError(f"nothing was asked about {', '.join(map(repr, extra))}; asked: {', '.join(questions)}")
    return Verdict(tuple(judge(name, given.get(name, ...), question) for name, question in questions.items()))


def judge(name, given, question):
    """The finding about one answer."""
    if given is ...:
        return Finding(name, "missing", MISSING)
    if isinstance(question.right, frozenset):
        return judge_names(name, given, question)
    given = plain_number(given)
    if same(given, question.right):
        return Finding(name, "right", f"{shown(given)} is right")
    return Finding(name, "wrong", f"{shown(given)}: {reason(given, question)}")


def reason(given, question):
    """Why this answer is wrong, as exactly as is known."""
    for mistake, what in question.mistakes.items():
        if same(given, mistake):
            return what
    if is_number(question.right):
        if isinstance(given, str):
            return "that is text; write a number, without quotation marks"
        if not is_number(given):
            return "a number is asked for"
        if same(given, -question.right):
            return "the size is right, the sign is the other one"
    return question.look


def judge_names(name, given, question):
    """The finding about a collection of names."""
    if isinstance(given, str) or not hasattr(given, "__iter__"):
        return Finding(name, "wrong", f'{shown(given)}: write a list of names, each in quotation marks: ["x", "y"]')
    given = list(given)
    if any(item is ... for item in given):
        return Finding(name, "missing", MISSING)
    strangers = [item for item in given if not isinstance(item, str)]
    if strangers:
        return Finding(name, "wrong", f'{shown(strangers[0])}: put names in quotation marks: ["x", "y"]')
    wrong = sorted(set(given) - question.right) + sorted(question.right - set(given))
    if not wrong:
        return Finding(name, "right", f"{', '.join(sorted(question.right))}: right")
    first = wrong[0]
    verb = "does not belong here" if first in given else "is missing"
    more = f" (and {len(wrong) - 1} more to mend)" if len(wrong) > 1 else ""
    return Finding(name, "wrong", f"{first} {verb}: {question.mistakes.get(first, question.look)}{more}")


def works(name, function, cases, unfilled=lambda result: result is ..., read=lambda result: result):
    """Judge a function by calling it.

    Parameters
    ----------
    name : str
        What to call it in the verdict.
    function : callable
        The learner's.
    cases : sequence of (str, tuple, Question)
        What the case is, the arguments, and what must come back.
    unfilled : callable
        Tells from a result that the function has not been written yet.
    read : callable
        Turns a result into what the questions speak of.

    Returns
    -------
    Verdict
        One finding per case.

    Examples
    --------
    >>> def double(x):
    ...     return x + 2
    >>> works("double", double, [("double(2)", (2,), Question(4)), ("double(5)", (5,), Question(10))])
    ✓ double(2)  4 is right
    ✗ double(5)  7: not yet
    1 of 2 right. Change the cell and run it again.
    """
    if function is ...:
        return Verdict((Finding(name, "missing", MISSING),))
    findings = []
    for label, arguments, question in cases:
        findings.append(try_case(name, function, label, arguments, question, unfilled, read))
    return Verdict(tuple(findings))


def try_case(name, function, label, arguments, question, unfilled, read):
    """The finding about one call."""
    try:
        result = function(*arguments)
        if unfilled(result):
            return Finding(label, "missing", MISSING)
        if result is None:
            return Finding(label, "wrong", f"your {name} gives back None: is there a return at its end?")
        return judge(label, read(result), question)
    except Exception as error:
        return Finding(label, "wrong", f"your {name} stopped: {type(error).__name__}: {error}")


def plain_number(value):
    """A tensor or array of one element as a Python number; anything else as it is."""
    if getattr(value, "shape", None) == () and hasattr(value, "item"):
        return value.item()
    return value


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def same(given, right):
    """Whether two answers are equal, numbers up to rounding; False is not 0 and None is nothing but None."""
    if is_number(given) and is_number(right):
        return math.isclose(given, right, rel_tol=1e-6, abs_tol=1e-9)
    return type(given) is type(right) and given == right


def shown(value, limit=60):
    """The answer as it was given, kept short."""
    text = f"{value:g}" if isinstance(value, float) else repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"
