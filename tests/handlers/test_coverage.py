"""What somebody loses when the coverage of a charter cannot be asked for, seen or understood in their own language."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.actions import signatories_import as deeds
from bot.actions.coverage import COUNCIL_OF_EUROPE
from bot.app.assemble import Plaza
from bot.model.charters import Signature
from bot.model.outgoing import File
from tests.databases import Files
from tests.paper import PaperChannel
from tests.talk import Heard, Talk

Somebody = Callable[..., Talk]
CAPTION = 1024
"""What Telegram lets stand under a picture."""

PARTIAL = {"en": "The list is partial", "es": "La lista es parcial", "fr": "La liste est partielle"}
NOT_SIGNED = ("has not signed", "have not signed", "no ha firmado", "no han firmado", "n’a pas signé", "n’ont pas signé")


def files_of(heard: Heard) -> list[File]:
    return [file for said in heard for file in said.files]


@pytest.mark.parametrize(
    ("typed", "language", "told"),
    [
        (
            "coverage",
            "en",
            ["Spain: 23 (18 signed, 5 adopted by the council); 4 more only took part", "Italy: 11; 1 more", "as of 23 November 2026"],
        ),
        ("cobertura", "es", ["España: 23 (18 por firma, 5 por acuerdo del pleno); 4 más solo participaron", "a 23 de noviembre de 2026"]),
        ("couverture", "fr", ["Espagne : 23 (18 par signature, 5 par décision du conseil) ; 4 de plus", "au 23 novembre 2026"]),
        ("/coverage", "en", ["56 signatories on record in 15 countries"]),
    ],
)
async def test_the_table_is_told_in_the_readers_language(plaza: Plaza, talk: Somebody, typed: str, language: str, told: list[str]) -> None:
    heard = await talk(plaza, "paper:ana").say(typed)
    for words in [*told, PARTIAL[language]]:
        assert words in heard.text


@pytest.mark.parametrize("typed", ["coverage", "cobertura", "couverture"])
async def test_the_message_is_short_enough_to_stand_under_its_picture(plaza: Plaza, talk: Somebody, typed: str) -> None:
    (said,) = await talk(plaza, "paper:ana").say(typed)
    assert len(said.plain) <= CAPTION
    assert len(said.files) == 1


async def test_public_figures_that_disagree_stand_side_by_side_and_each_has_its_source(plaza: Plaza, talk: Somebody) -> None:
    ana = talk(plaza, "paper:ana")
    heard = await ana.say("coverage")
    assert "Public figures disagree: 96 cities (May 2000); 141 cities (December 2002)" in heard.text
    sources = (await ana.press("Sources of the public figures")).text
    assert sources.count("https://") + sources.count("http://") == 8
    assert "more than 400 cities" in sources
    assert "365 municipalities" in sources


async def test_the_other_countries_are_one_press_away_and_none_is_told_twice_or_never(plaza: Plaza, talk: Somebody) -> None:
    ana = talk(plaza, "paper:ana")
    first = (await ana.say("coverage")).text
    rest = (await ana.press("More countries")).text
    told = [line.removeprefix("- ").partition(":")[0] for text in (first, rest) for line in text.splitlines() if line.startswith("- ")]
    assert len(told) == len(set(told)) == 16
    assert "Morocco: no signatory on record; 1 took part" in rest


@pytest.mark.parametrize(
    ("question", "language", "named"),
    [
        ("Which countries have none?", "en", "Albania, Andorra"),
        ("which European countries have no signatories", "en", "Türkiye and Ukraine"),
        ("¿Qué países no tienen firmantes?", "es", "Azerbaiyán, Bélgica, Bulgaria"),
        ("Quels pays n'ont aucun signataire ?", "fr", "Turquie et Ukraine"),
        ("quels pays n’ont aucun signataire", "fr", "Belgique"),
    ],
)
async def test_the_countries_without_a_row_are_told_without_saying_that_they_have_not_signed(
    plaza: Plaza, talk: Somebody, question: str, language: str, named: str
) -> None:
    heard = await talk(plaza, "paper:ana").say(question)
    assert named in heard.text
    assert PARTIAL[language] in heard.text
    assert not any(words in heard.text for words in NOT_SIGNED)
    assert "46" in heard.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("coverage Spain", "Spain, on record by charter"),
        ("cobertura de España", "España, en la lista por carta"),
        ("couverture Allemagne", "Engagement de Barcelone"),
        ("coverage Poland", "has no row for Poland. It is partial, so this does not mean that no city there has signed."),
        ("coverage Montreal Charter", "Canada: 1 (adopted by the council)"),
        ("coverage Gwangju Declaration", "has no row for Gwangju Declaration"),
        ("coverage Narnia", "I know no charter and no country called “Narnia”"),
        ("coverage [x](http://evil.example)", "I know no charter and no country called “[x](http://evil.example)”"),
    ],
)
async def test_a_charter_or_a_country_can_be_named(plaza: Plaza, talk: Somebody, typed: str, told: str) -> None:
    assert told in (await talk(plaza, "paper:ana").say(typed)).text


async def test_every_charter_on_record_can_be_pressed(plaza: Plaza, talk: Somebody) -> None:
    ana = talk(plaza, "paper:ana")
    await ana.say("coverage")
    heard = await ana.press("All charters")
    assert "European Charter for the Safeguarding of Human Rights in the City: 56" in heard.text
    assert "in 15 countries" in heard.text
    assert "Austria" in (await ana.press("Graz")).text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("coverage", "Spain 23 and 4 that only took part, Italy 11 and 1 that only took part"),
        ("cobertura", "España 23 y 4 que solo participaron"),
        ("couverture", "Espagne 23 et 4 qui ont seulement participé"),
    ],
)
async def test_who_cannot_see_the_picture_is_told_its_figures_in_their_language(
    plaza: Plaza, talk: Somebody, typed: str, told: str
) -> None:
    (file,) = files_of(await talk(plaza, "paper:ana").say(typed))
    assert (file.name, file.media_type) == ("european-charter-2000-2026-11-23.png", "image/png")
    assert file.content.startswith(b"\x89PNG")
    assert told in file.alt
    assert file.alt.count("Portugal 1") == 1


async def test_the_page_shows_the_picture_and_offers_it_as_a_drawing_and_a_terminal_gets_neither(
    build: Callable[..., Plaza], files: Files, talk: Somebody, home: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    plaza = build(files.fresh(tmp_path_factory.mktemp("page") / "plaza.db"), PaperChannel("web"), PaperChannel("terminal"))
    assert [f.media_type for f in files_of(await talk(plaza, "web:ana").say("coverage"))] == ["image/png", "image/svg+xml"]
    assert files_of(await talk(plaza, "terminal:ana").say("coverage")) == []


async def test_one_country_alone_is_not_worth_a_picture(plaza: Plaza, talk: Somebody) -> None:
    assert files_of(await talk(plaza, "paper:ana").say("coverage Montreal Charter")) == []


async def test_an_imported_list_is_counted_and_answered_from_at_once(plaza_on: Plaza, talk: Somebody) -> None:
    plaza, ana = plaza_on, talk(plaza_on, "paper:ana")
    assert "has no row for Poland" in (await ana.say("coverage Poland")).text
    krakow = Signature("european-charter-2000", "Kraków", "PL", "2026-11", "signed", ("Cracovia",), "https://example.org/krakow")
    seed = plaza.library.signatures
    it = deeds.difference(seed, (*seed, krakow))
    about = {"author": "committee", "source": "list.csv", "digest": "0" * 64}
    plaza.database.write(lambda tx: deeds.take(tx, seed, it, 0, about, datetime(2026, 11, 23, 10, tzinfo=UTC)))
    assert "European Charter for the Safeguarding of Human Rights in the City: 1" in (await ana.say("coverage Poland")).text
    assert "57 signatories on record in 16 countries" in (await ana.say("coverage")).text
    assert "Poland" not in (await ana.say("which countries have none?")).text
    assert "Kraków: signatory" in (await ana.say("Has Kraków signed the European Charter?")).text
    assert "https://example.org/krakow" in (await ana.say("signatories Poland")).text


async def test_forty_countries_fit_the_picture_and_the_pages(plaza: Plaza, talk: Somebody) -> None:
    codes = sorted(COUNCIL_OF_EUROPE)[:40]
    towns = [
        Signature("european-charter-2000", f"{c} {n}", c, "", "signed", (), "https://example.org/a")
        for k, c in enumerate(codes)
        for n in range(k + 1)
    ]
    it = deeds.difference(plaza.library.signatures, towns)
    about = {"author": "committee", "source": "list.csv", "digest": "0" * 64}
    plaza.database.write(lambda tx: deeds.take(tx, plaza.library.signatures, it, 0, about, datetime(2026, 11, 23, 10, tzinfo=UTC)))
    ana = talk(plaza, "paper:ana")
    heard = await ana.say("coverage")
    told = heard.text
    for _ in range(2):
        told += (page := await ana.press("More countries")).text
    assert "More countries" not in page.labels
    assert told.count("\n- ") == 40
    (file,) = files_of(heard)
    assert "and 21 other countries 231" in file.alt
    assert len(heard[0].plain) <= CAPTION


async def test_the_answer_about_a_country_leads_to_the_coverage(plaza: Plaza, talk: Somebody) -> None:
    ana = talk(plaza, "paper:ana")
    assert "Coverage by country" in (await ana.say("signatories Italy")).labels
    assert "Spain: 23" in (await ana.press("Coverage by country")).text
    await ana.say("coverage Italy")
    assert "Poggio a Caiano" in (await ana.press("Name the cities")).text
