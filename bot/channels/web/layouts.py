"""The page's HTML layouts: one Jinja2 environment that escapes everything it is given and refuses names it does not know."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined


@cache
def environment() -> Environment:
    """The environment of `pages/`; escaping is on whatever a file's suffix."""
    return Environment(
        loader=PackageLoader("bot.channels.web", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(page: str, **values: object) -> str:
    """One layout with its values, as HTML."""
    return environment().get_template(page).render(values)
