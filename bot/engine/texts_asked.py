"""What each message asks for, read from its template without saying it."""

from jinja2 import meta, nodes

from bot.engine.texts import Texts
from bot.engine.texts_files import reading

SHARED = {"reader", "self", "loop", "caller"}


def blocks(texts: Texts, language: str) -> dict[str, set[str]]:
    """`feature.block` to the data it asks for, for one language. Raises BadTemplate."""
    found: dict[str, set[str]] = {}
    for file in sorted((texts.home / language).glob("*.j2")):
        with reading(f"{language}/{file.name}"):
            tree = texts.environment.parse(file.read_text(encoding="utf-8"), name=file.name)
        for block in tree.find_all(nodes.Block):
            found[f"{file.stem}.{block.name}"] = _asked(texts, block)
    return found


def _asked(texts: Texts, block: nodes.Block) -> set[str]:
    """The data a block cannot do without: not what it first asks whether it is there."""
    alone = nodes.Template(block.body, lineno=block.lineno)
    alone.set_environment(texts.environment)
    optional = {test.node.name for test in block.find_all(nodes.Test) if test.name == "defined" and isinstance(test.node, nodes.Name)}
    return meta.find_undeclared_variables(alone) - SHARED - optional


def wording(texts: Texts, language: str) -> dict[str, str]:
    """`feature.block` to the words that stand in it, without the data. For templates that `blocks` could read."""
    found: dict[str, str] = {}
    for file in sorted((texts.home / language).glob("*.j2")):
        for block in texts.environment.parse(file.read_text(encoding="utf-8"), name=file.name).find_all(nodes.Block):
            words = "".join(data.data for data in block.find_all(nodes.TemplateData))
            found[f"{file.stem}.{block.name}"] = " ".join(words.replace("*", "").split())
    return found
