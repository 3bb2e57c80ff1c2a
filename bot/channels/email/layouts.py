"""The mail's HTML layout: values escaped, styles moved into the elements, because many mail programs read no style sheet.

What cannot stand in an element (the dark colours, narrow screens) stays in the head for those who read it."""

from functools import cache

from css_inline import CSSInliner
from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.channels.kit import clean

RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")


@cache
def environment() -> Environment:
    """The environment of `pages/`; escaping is on whatever a file's suffix."""
    return Environment(
        loader=PackageLoader("bot.channels.email", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def inliner() -> CSSInliner:
    """Reads no file and no address: the styles stand in the page."""
    return CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


def direction(language: str) -> str:
    """Which way the language is written."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def render(page: str, **values: object) -> str:
    """One layout with its values, as HTML for a mail."""
    return inliner().inline(clean(environment().get_template(page).render(values)))


def render_page(page: str, **values: object) -> str:
    """One layout for the browser."""
    return environment().get_template(page).render(values)
