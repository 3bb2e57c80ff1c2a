"""Answers the secretariat has approved: everybody reads them, organisers write, translate and withdraw them, and see what wants one."""

from dataclasses import dataclass, replace

from bot.actions import curated as deeds
from bot.handlers.router import Router, Said, Turn
from bot.knowledge.answers.curated import text
from bot.model.curated import Curated
from bot.model.form import Field, Form, Kind
from bot.model.person import LANGUAGES, Role
from bot.model.reply import Button, Reply
from bot.storage import curated, desk, verdicts

router = Router()
PAGE = 6
DRAFTS = 4


@dataclass(frozen=True, slots=True)
class Text:
    """A question and its answer in one language; `entry` 0 is a new one, `draft` the one it settles."""

    entry: str
    language: str
    draft: str
    question: str
    answer: str


TEXT = Form("faq.text", Text, (Field("question", longest=500), Field("answer", Kind.LONG_TEXT, longest=3000)))


@router.command("faq")
def approved(turn: Turn, words: str) -> Reply:
    """The questions that have an approved answer."""
    return page(turn, 0)


@router.press("faq.more")
def more(turn: Turn, value: str) -> Reply:
    """The next ones."""
    return page(turn, int(value))


def page(turn: Turn, after: int) -> Reply:
    """A few entries, in the reader's language where there is one."""
    entries = by_entry(turn)
    numbers = [number for number in entries if number > after]
    shown, rest = numbers[:PAGE], numbers[PAGE:]
    buttons = [Button("faq.show", str(number), {"question": own(entries[number], turn.person.language).question}) for number in shown]
    buttons += [Button("faq.more", str(shown[-1]))] if rest else []
    waiting = verdicts.count(turn.tx) if turn.person.may(Role.ORGANISER) else 0
    buttons += [Button("faq.drafts", "0", {"count": waiting})] if waiting else []
    return Reply("faq.list" if shown else "faq.none", {"count": len(entries), "waiting": waiting}, tuple(buttons))


def by_entry(turn: Turn) -> dict[int, dict[str, Curated]]:
    """What holds now, by number and language."""
    found: dict[int, dict[str, Curated]] = {}
    for one in curated.standing(turn.tx):
        found.setdefault(one.entry, {})[one.language] = one
    return found


def own(held: dict[str, Curated], language: str) -> Curated:
    """The reader's version, else the first."""
    return held.get(language) or next(iter(held.values()))


@router.press("faq.show")
def show(turn: Turn, value: str) -> Reply:
    """One answer; an organiser may change it, add a language or withdraw it."""
    held = curated.of(turn.tx, int(value))
    if not held:
        return Reply("faq.gone", personal=True)
    buttons = (*languages(int(value), held), Button("faq.withdraw", value, style="danger")) if turn.person.may(Role.ORGANISER) else ()
    return Reply("faq.answer", {"texts": {language: text(one) for language, one in held.items()}}, buttons)


def languages(entry: int, held: dict[str, Curated]) -> tuple[Button, ...]:
    """A button for every language: to change the text it has, or to add the one it lacks."""
    return tuple(Button("faq.write", f"{entry}:{one}", {"language": one, "new": one not in held}) for one in LANGUAGES)


@router.press("faq.keep", Role.ORGANISER)
def keep(turn: Turn, value: str) -> Reply:
    """Make an answer from the desk one for everybody, with a look at it before."""
    request = desk.one(turn.tx, int(value))
    if request is None or not request.answer:
        return Reply("faq.gone", personal=True)
    return _form("faq.keeping", request.language, request.question[:500], request.answer)


@router.press("faq.write", Role.ORGANISER)
def write(turn: Turn, value: str) -> Reply:
    """Change the text in a language, or add one beside what there is."""
    entry, _, language = value.partition(":")
    held = curated.of(turn.tx, int(entry))
    if not held:
        return Reply("faq.gone", personal=True)
    mine, beside = held.get(language), own(held, turn.person.language)
    data = {"language": language, "beside": None if mine else text(beside), "spoken": beside.language}
    return _form("faq.writing", language, mine.question if mine else "", mine.answer if mine else "", entry=entry, data=data)


@router.press("faq.draft", Role.ORGANISER)
def draft(turn: Turn, value: str) -> Reply:
    """Answer a question that people asked in vain."""
    found = verdicts.draft(turn.tx, int(value))
    if found is None:
        return Reply("faq.settled", personal=True)
    language, question = found
    return _form("faq.writing", language, question, "", draft=value, data={"language": language, "beside": None, "spoken": language})


def _form(message: str, language: str, question: str, answer: str, *, entry: str = "0", draft: str = "", data: object = None) -> Reply:
    asked, answered = TEXT.fields
    form = replace(
        TEXT,
        fields=(replace(asked, default=question), replace(answered, default=answer)),
        given={"entry": entry, "language": language, "draft": draft},
    )
    return Reply(message, data if isinstance(data, dict) else {"language": language}, form=form, personal=True)


@router.form(TEXT, Role.ORGANISER)
def approve(turn: Turn, it: Text) -> Reply:
    """From now on Plaza answers so; the languages still missing are offered."""
    entry = deeds.approve(
        turn.tx, turn.person, turn.now, entry=int(it.entry), language=it.language, question=it.question, answer=it.answer, draft=it.draft
    )
    held = curated.of(turn.tx, entry)
    missing = tuple(button for button in languages(entry, held) if button.data["new"])
    return Reply("faq.kept", {"language": it.language, "missing": len(missing), "question": it.question}, missing, personal=True)


@router.press("faq.withdraw", Role.ORGANISER)
def withdraw(turn: Turn, value: str) -> Reply:
    """Plaza no longer gives this answer; what it was stays in the records."""
    return Reply("faq.withdrawn" if deeds.withdraw(turn.tx, turn.person, int(value), turn.now) else "faq.gone", personal=True)


@router.press("faq.drafts", Role.ORGANISER)
def drafts(turn: Turn, value: str) -> Reply:
    """Questions without a good answer, most asked first."""
    after = int(value)
    found = verdicts.drafts(turn.tx, after, DRAFTS + 1)
    shown, rest = found[:DRAFTS], found[DRAFTS:]
    if not shown:
        return Reply("faq.no_drafts", personal=True)
    buttons = [Button(f"faq.{deed}", str(one.id), {"number": one.id}) for one in shown for deed in ("draft", "dismiss")]
    buttons += [Button("faq.drafts", str(after + DRAFTS), label="faq.button_more")] if rest else []
    return Reply("faq.waiting", {"drafts": shown, "count": verdicts.count(turn.tx)}, tuple(buttons), personal=True)


@router.press("faq.dismiss", Role.ORGANISER)
def dismiss(turn: Turn, value: str) -> Said:
    """Leave a question out; the rest is shown again."""
    return drafts(turn, "0") if deeds.dismiss(turn.tx, turn.person, int(value), turn.now) else Reply("faq.settled", personal=True)
