"""Values converted to types, and types brought together."""

from __future__ import annotations

from decimal import Decimal

import pytest
from evaluated import notation
from hypothesis import given
from hypothesis import strategies as st

from tfgen.evaluate.conversion import ConversionError, convert, possible, unify
from tfgen.evaluate.equality import conforms, equals
from tfgen.evaluate.numbers import parse, text_of
from tfgen.evaluate.types import (
    BOOL,
    DYNAMIC,
    NUMBER,
    STRING,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
    from_json,
    show,
    without_optional,
)
from tfgen.evaluate.values import UNKNOWN, Value, from_python, is_wholly_known, to_python, unknown

TYPES: st.SearchStrategy[Type] = st.recursive(
    st.sampled_from([STRING, NUMBER, BOOL, DYNAMIC]),
    lambda inner: st.one_of(
        st.builds(ListType, inner),
        st.builds(SetType, inner),
        st.builds(MapType, inner),
        st.builds(TupleType, st.lists(inner, max_size=3).map(tuple)),
        st.builds(ObjectType, st.dictionaries(st.sampled_from("abc"), inner, max_size=3)),
    ),
    max_leaves=6,
)
PYTHON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**30), 10**30),
        st.decimals(-1000, 1000, places=3),
        st.sampled_from(["", "a", "1", "true", "0.50", "é"]),
        st.just(UNKNOWN),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=8,
)
VALUES = PYTHON.map(from_python)


@given(VALUES, TYPES)
def test_what_converts_has_the_type_and_converts_no_further(value: Value, type_: Type) -> None:
    try:
        made = convert(value, type_)
    except ConversionError:
        return
    assert conforms(made.type, without_optional(type_))
    assert convert(made, type_) == made


@given(VALUES, TYPES)
def test_impossible_types_never_convert(value: Value, type_: Type) -> None:
    if possible(value.type, type_) or conforms(value.type, type_):
        return
    with pytest.raises(ConversionError):
        convert(value, type_)


@given(st.lists(TYPES, min_size=1, max_size=3))
def test_a_common_type_can_be_reached_from_all(types: list[Type]) -> None:
    common = unify(types)
    if common is not None:
        assert all(each == common or possible(each, common) for each in types)


@given(TYPES)
def test_a_type_is_common_to_itself(type_: Type) -> None:
    assert unify([type_, type_]) == type_
    assert hash(type_) == hash(from_json(notation(type_)))


@given(st.one_of(st.integers(-(10**40), 10**40), st.decimals(-(10**6), 10**6, places=6)))
def test_numbers_come_back_from_text(number: int | Decimal) -> None:
    value = from_python(number)
    assert isinstance(value.data, int | Decimal)
    assert "e" not in text_of(value.data).lower()
    assert parse(text_of(value.data)) == number


@given(VALUES)
def test_values_equal_themselves(value: Value) -> None:
    assert equals(value, value) in ({True} if is_wholly_known(value) else {True, None})


@given(VALUES)
def test_unknown_stays_unknown(value: Value) -> None:
    assert (to_python(value) is UNKNOWN) == (not value.is_known)


def test_marks_go_along() -> None:
    secret = Value(TupleType((STRING, NUMBER)), from_python(["a", 1]).data, sensitive=True)
    made = convert(secret, ListType(STRING))
    assert made.sensitive
    inner = convert(from_python([Value(STRING, "a", ephemeral=True)]), ListType(STRING))
    assert not inner.ephemeral
    assert convert(inner, SetType(STRING)).ephemeral


def test_errors_name_the_place() -> None:
    wanted = ListType(ObjectType({"n": NUMBER}))
    with pytest.raises(ConversionError) as caught:
        convert(from_python([{"n": 1}, {"n": "x"}]), wanted)
    assert caught.value.path == (1, "n")
    with pytest.raises(ConversionError, match='element 1: attribute "n" is required'):
        convert(from_python([{"n": 1}, {}]), wanted)


def test_optional_attributes_become_null() -> None:
    type_ = ObjectType({"a": STRING, "b": ListType(STRING)}, frozenset({"b"}))
    made = convert(from_python({"a": 1, "c": 2}), type_)
    assert to_python(made) == {"a": "1", "b": None}
    assert made.type == without_optional(type_)


def test_an_unknown_value_takes_the_type() -> None:
    assert convert(unknown(DYNAMIC), NUMBER) == Value(NUMBER, UNKNOWN)
    assert convert(unknown(TupleType((NUMBER, STRING))), ListType(DYNAMIC)).type == ListType(STRING)


@pytest.mark.parametrize(
    ("notation", "words"),
    [
        ("string", "string"),
        ("dynamic", "any type"),
        (["list", "dynamic"], "list of any single type"),
        (["map", ["set", "number"]], "map of set of number"),
        (["object", {"a": "string"}, ["a"]], "object"),
        (["tuple", ["bool"]], "tuple"),
        (["nothing"], "any type"),
        (None, "any type"),
    ],
)
def test_types_from_json(notation: object, words: str) -> None:
    assert show(from_json(notation)) == words
