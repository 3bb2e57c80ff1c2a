"""What each message asks for, read from its template without saying it."""

from jinja2 import TemplateSyntaxError, meta, nodes

from bot.engine.texts import Texts

SHARED = {"reader", "self", "loop", "caller"}


class BadTemplate(ValueError):
    """A template that cannot be read: file, line, what is wrong and what to do."""


def blocks(texts: Texts, language: str) -> dict[str, set[str]]:
    """`feature.block` to the data it asks for, for one language. Raises BadTemplate."""
    found: dict[str, set[str]] = {}
    for file in sorted((texts.home / language).glob("*.j2")):
        try:
            tree = texts.environment.parse(file.read_text(encoding="utf-8"), name=file.name)
        except TemplateSyntaxError as problem:
            raise BadTemplate(f"messages/{language}/{file.name}, line {problem.lineno}: {problem.message}; mend that line") from problem
        for block in tree.find_all(nodes.Block):
            alone = nodes.Template(block.body, lineno=block.lineno)
            alone.set_environment(texts.environment)
            found[f"{file.stem}.{block.name}"] = meta.find_undeclared_variables(alone) - SHARED
    return found
