"""Where the resources of a stack are: two stacks clash only in one account and region."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl.model import Attribute, Block
from tfgen.rules.frame import Fact, Subject
from tfgen.view.model import ABSENT, Answer, Item, Known, Node, Place

_MEMORY = "scope_of_stack"
_FOLDER = "stacks"


def scope(subject: Subject) -> tuple[str, str] | None:
    """What stands for the account, and the region; None where either is not known.

    The account is that of `allowed_account_ids`, of the role that the provider assumes, its
    profile, or the environment whose folder the stack is in (`stacks/ENVIRONMENT/SERVICE`).
    """
    memory = vars(subject)
    if _MEMORY not in memory:
        memory[_MEMORY] = _scope(subject)
    found: tuple[str, str] | None = memory[_MEMORY]
    return found


def items(subject: Subject, *types: str) -> Iterator[Item]:
    """The resources of these types that certainly exist, of the default provider configuration."""
    for item in subject.view.resources(*types):
        if item.exists and item.written("provider") is None and not _other_provider(subject, item):
            yield item


def known(node: Node, name: str) -> str | None:
    """The text of an attribute that nothing outside of the stack can change."""
    answer = node.attribute(name)
    if not isinstance(answer, Known) or not answer.settled:
        return None
    # A workspace is chosen when Terraform runs.
    if any(one.names[:2] == ("terraform", "workspace") for one in node.refers(name)):
        return None
    return answer.text


def fact(
    subject: Subject, item: Item, name: str, key: tuple[str, ...], words: str
) -> Iterator[Fact]:
    """The fact that an attribute of an item states, at a place of the stack itself."""
    answer = item.attribute(name)
    places = [answer.place] if isinstance(answer, Known) else []
    call = _call(subject, item)
    for path, position in subject.view.blame(*places, item.at(name), *([call] if call else [])):
        yield Fact(key, words, path, position.line, position.column)


def _call(subject: Subject, item: Item) -> Place | None:
    """Where the stack calls the module that declares an item."""
    calls = (call for call in subject.view.calls() if call.own)
    return next((one.place for one in calls if _below(item, one)), None)


def _below(item: Item, call: Item) -> bool:
    """Whether a call leads to the item."""
    return f"{item.path}.".startswith(f"{call.address}.")


def _other_provider(subject: Subject, item: Item) -> bool:
    """Whether the module of an item is given other provider configurations."""
    if item.own:
        return False
    calls = subject.view.calls()
    return any(_below(item, call) and call.written("providers") is not None for call in calls)


def _scope(subject: Subject) -> tuple[str, str] | None:
    view = subject.view
    node = next((item for item in (*view.calls(), *view.resources()) if item.own), None)
    block = _provider(subject)
    if node is None or block is None:
        return None
    region = _text(node, block.body.attribute("region"))
    account = _account(node, block) or _environment(subject)
    return (account, region) if account and region else None


def _provider(subject: Subject) -> Block | None:
    """The default configuration of the AWS provider."""
    for _, block in subject.module.blocks("provider"):
        if block.labels == ("aws",) and block.body.attribute("alias") is None:
            return block
    return None


def _account(node: Node, block: Block) -> str | None:
    allowed = _answer(node, block.body.attribute("allowed_account_ids"))
    if isinstance(allowed, Known) and allowed.settled and len(allowed.items) == 1:
        return str(allowed.items[0])
    for role in block.body.of_type("assume_role"):
        arn = _text(node, role.body.attribute("role_arn"))
        if arn and arn.count(":") > 4:  # noqa: PLR2004 (the account is the fifth part of an ARN)
            return arn.split(":")[4]
    profile = _text(node, block.body.attribute("profile"))
    return f"profile {profile}" if profile else None


def _environment(subject: Subject) -> str | None:
    """The folder below `stacks`, with the path that leads to it."""
    parts = subject.module.folder.parts
    if _FOLDER not in parts[:-2]:
        return None
    place = len(parts) - 1 - parts[::-1].index(_FOLDER)
    return "/".join(parts[: place + 2]) if place + 2 < len(parts) else None


def _answer(node: Node, attribute: Attribute | None) -> Answer:
    return node.evaluator.answer(node, attribute.value) if attribute else ABSENT


def _text(node: Node, attribute: Attribute | None) -> str | None:
    answer = _answer(node, attribute)
    return answer.text if isinstance(answer, Known) and answer.settled else None
