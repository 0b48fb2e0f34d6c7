"""Functions of IP addresses: https://developer.hashicorp.com/terraform/language/functions#ip-network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from tfgen.evaluate.functions.arguments import amount, integer, strings, text
from tfgen.evaluate.functions.model import (
    ArgumentError,
    FunctionError,
    Invocation,
    NotExactError,
    implements,
)
from tfgen.evaluate.values import Value, string

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

    _Network: TypeAlias = IPv4Network | IPv6Network
    _Address: TypeAlias = IPv4Address | IPv6Address

_IPV4 = 4
# Terraform reads `010` as ten; Python refuses it.
_LEADING_ZERO = re.compile(r"(^|[./])0\d")


def _network(given: str) -> _Network:
    from ipaddress import ip_network

    if _LEADING_ZERO.search(given) or "%" in given:
        raise NotExactError
    if "/" not in given or not given.rpartition("/")[2].isdigit():
        raise FunctionError(f'"{given}" is no CIDR block')
    try:
        return ip_network(given, strict=False)
    except ValueError:
        raise FunctionError(f'"{given}" is no CIDR block') from None


def _show(address: _Address) -> str:
    # Go shows `::ffff:1.2.3.4` as an IPv4 address.
    if getattr(address, "ipv4_mapped", None):
        raise NotExactError
    return str(address)


def _at(network: _Network, offset: int, bits: int) -> str:
    address = network.network_address + offset
    return f"{_show(address)}/{bits}"


def _whole(value: Value) -> int:
    data = amount(value)
    if not isinstance(data, int):
        raise FunctionError("value must be a whole number")
    return data


@implements("cidrnetmask")
def cidrnetmask(call: Invocation) -> Value:
    """The mask of an IPv4 block."""
    network = _network(text(call.given[0]))
    if network.version != _IPV4:
        raise FunctionError("an IPv6 block has no mask")
    return string(str(network.netmask))


@implements("cidrhost")
def cidrhost(call: Invocation) -> Value:
    """An address of a block, by its number; negative numbers count from the end."""
    number = _whole(call.given[1])
    network = _network(text(call.given[0]))
    place = network.num_addresses + number if number < 0 else number
    if not 0 <= place < network.num_addresses:
        message = f"a block with a prefix of {network.prefixlen} bits has no address {number}"
        raise FunctionError(message)
    return string(_show(network.network_address + place))


@implements("cidrsubnet")
def cidrsubnet(call: Invocation) -> Value:
    """A block in a block, by its number."""
    bits, number = integer(call.given[1]), _whole(call.given[2])
    network = _network(text(call.given[0]))
    if bits < 0 or number < 0:
        raise NotExactError
    length = network.prefixlen + bits
    if length > network.max_prefixlen:
        raise FunctionError(f"a prefix of {network.prefixlen} bits cannot get {bits} bits more")
    if number >= 2**bits:
        raise FunctionError(f"{bits} bits are not enough for the number {number}")
    return string(_at(network, number << (network.max_prefixlen - length), length))


@implements("cidrsubnets")
def cidrsubnets(call: Invocation) -> Value:
    """Blocks one after another in a block."""
    try:
        network = _network(text(call.given[0]))
    except NotExactError:
        raise
    except FunctionError as error:
        raise ArgumentError(0, str(error)) from None
    offset = 0
    found: list[str] = []
    for index, each in enumerate(call.given[1:], 1):
        bits = integer(each, index)
        if bits < 1:
            raise ArgumentError(index, "a prefix grows by one bit at least")
        length = network.prefixlen + bits
        if length > network.max_prefixlen:
            raise ArgumentError(index, f"a prefix of {length} bits is too long")
        size = 1 << (network.max_prefixlen - length)
        offset = -(-offset // size) * size
        if offset + size > network.num_addresses:
            raise ArgumentError(index, "there is no space left for this block")
        found.append(_at(network, offset, length))
        offset += size
    return strings(found)
