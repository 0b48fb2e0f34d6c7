"""What each fix makes of a finding, and what it leaves alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tfgen.fixing import interpolation, renamed_attributes, renamed_data_sources, skip_destroy
from tfgen.fixing.edits import Edit, apply
from tfgen.hcl.file import read_text
from tfgen.hcl.model import File
from tfgen.hcl.module import Module
from tfgen.hcl.syntax import ForDirective, IfDirective, Parentheses, Template, Text
from tfgen.rules.files import interpolation_only
from tfgen.rules.frame import Finding, Subject

Make = Callable[..., Finding]
MAIN = Path("main.tf")
TASK = "aws_ecs_task_definition"


def module(*texts: str) -> Module:
    """A module of main.tf, 1.tf, 2.tf…"""
    names = [MAIN, *(Path(f"{number}.tf") for number in range(1, len(texts)))]
    files = tuple(read_text(text, name) for text, name in zip(texts, names, strict=True))
    assert not any(file.problems for file in files)
    return Module(Path(), files)


def fixed(
    fix: Callable[[Module, File, Finding], object], finding: Finding, *texts: str
) -> list[str]:
    """The texts after a fix of a finding in the first of them."""
    found = module(*texts)
    edits = list(fix(found, found.files[0], finding))
    return [
        apply(file.text, [edit for path, edit in edits if path == file.path])
        for file in found.files
    ]


# Places for values, `@` and `#`, and for strings of one interpolation.
FORMS = (
    '"${@}"', '"${ @ }"', '"${~@~}"', '"a${@}"', '"${\n@\n}"', "[@, #]", "f(@, #)",
    "@ + #", "@ * #", "@ && #", "@ ? # : 1", "-@", "!@", "(@)", "{ k = @ }",
    "{ (@) = # }", "[for x in @ : #]", "@.y", "@[0]", "@[#]", "@[*].z", "@.*.z",
    '"${@}"[0]', '"${@}".y', '# - "${@}"', '"${@}" == #', '"%{ if @ }x%{ endif }"',
)  # fmt: skip
EXPRESSIONS = st.recursive(
    st.sampled_from(["var.x", "1", "true", '"a"', '"a${b}"', "a[*].b", 'local.m["k"]', "f(\n1)"]),
    lambda inner: st.builds(
        lambda form, a, b: form.replace("@", a).replace("#", b),
        st.sampled_from(FORMS),
        inner,
        inner,
    ),
    max_leaves=6,
)


def value(file: File) -> object:
    """The one expression of a file."""
    assert file.body
    return file.body.blocks[0].body.attributes[0].value


def meaning(node: object) -> object:
    """An expression without its places, parentheses, and strings around one interpolation."""
    if isinstance(node, Parentheses):
        return meaning(node.inner)
    if (
        isinstance(node, Template)
        and len(node.parts) == 1
        and not isinstance(node.parts[0], Text | IfDirective | ForDirective)
    ):
        return meaning(node.parts[0])
    if isinstance(node, tuple):
        return [meaning(one) for one in node]
    if not dataclasses.is_dataclass(node):
        return node
    fields = (one.name for one in dataclasses.fields(node) if one.name not in ("start", "end"))
    return [type(node).__name__, *(meaning(getattr(node, name)) for name in fields)]


class TestEdits:
    def test_edits_do_not_move_each_other(self) -> None:
        edits = [Edit(0, 1, "xx"), Edit(2, 2, "+"), Edit(3, 4, "")]
        assert apply("abcd", reversed(edits)) == "xxb+c"

    def test_of_two_that_overlap_the_first_counts(self) -> None:
        assert apply("abcd", [Edit(1, 3, "X"), Edit(0, 2, "Y"), Edit(0, 2, "Y")]) == "Ycd"

    @settings(deadline=None)
    @given(st.text(max_size=12), st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12))))
    def test_an_edit_that_changes_nothing(self, text: str, spans: list[tuple[int, int]]) -> None:
        places = [(min(span), max(span)) for span in spans if max(span) <= len(text)]
        assert apply(text, [Edit(a, b, text[a:b]) for a, b in places]) == text


class TestInterpolation:
    """`"${x}"`, wherever a value may stand."""

    @staticmethod
    def fix(text: str) -> str:
        """The text after one round of fixes, of what the rule finds in it."""
        found = module(text)
        findings = interpolation_only.check(Subject(found, None))
        edits = [
            edit
            for finding in findings
            for _, edit in interpolation.edits(found, found.files[0], finding)
        ]
        return apply(text, edits)

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ('"${var.x}"', "var.x"),
            ('"${ var.x }"', "var.x"),
            ('"${~ var.x ~}"', "var.x"),
            ('["${var.x}", "a"]', '[var.x, "a"]'),
            ('{ a = "${var.x}", "${var.k}" = 1 }', '{ a = var.x, "${var.k}" = 1 }'),
            ('f("${var.x}", "${var.y}")', "f(var.x, var.y)"),
            ('"${f("${var.x}")}"', "f(var.x)"),
            ('"${"${var.x}"}"', "var.x"),
            ('"a${"${var.x}"}b"', '"a${var.x}b"'),
            ('"${a ? b : c}"', "a ? b : c"),
            ('"${a + b}" == 2', "(a + b) == 2"),
            ('2 * "${-a}"', "2 * (-a)"),
            ('"${a[*].b}"[0]', "(a[*].b)[0]"),
            ('"${a.b}"[0]', "a.b[0]"),
            ('a["${b + 1}"]', "a[b + 1]"),
            ('[for x in "${a ? b : c}" : x]', "[for x in (a ? b : c) : x]"),
            ('("${a || b}")', "(a || b)"),
            ('"${[for x in y : "${x}"]}"', "[for x in y : x]"),
            ('"${\n  a +\n  b\n}"', "(a +\n  b)"),
            ('"${f(\n  a\n)}"', "f(\n  a\n)"),
        ],
    )
    def test_quotes_go(self, before: str, after: str) -> None:
        text = self.fix(f"locals {{\n  v = {before}\n}}\n")
        assert text == f"locals {{\n  v = {after}\n}}\n"
        assert self.fix(text) == text
        assert not read_text(text, MAIN).problems

    @pytest.mark.parametrize(
        "value",
        [
            '"a"',
            '"${a}${b}"',
            '"${a} "',
            '"$${a}"',
            '"%{ if a }x%{ endif }"',
            "<<E\n${a}\nE",
            "<<-E\n  ${a}\n  E",
            '{ "${a}" = 1 }',
        ],
    )
    def test_other_strings_stay(self, value: str) -> None:
        text = f"locals {{\n  v = {value}\n}}\n"
        assert self.fix(text) == text

    @settings(deadline=None, max_examples=150)
    @given(EXPRESSIONS)
    def test_no_meaning_changes(self, expression: str) -> None:
        before = read_text(f"locals {{\n  v = {expression}\n}}\n", MAIN)
        assume(not before.problems and before.body)
        text = self.fix(before.text)
        after = read_text(text, MAIN)
        assert not after.problems
        assert meaning(value(after)) == meaning(value(before))
        assert self.fix(text) == text

    def test_a_comment_is_not_lost(self) -> None:
        text = 'locals {\n  v = "${ /* why */ a }"\n}\n'
        assert self.fix(text) == text

    def test_in_nested_blocks(self) -> None:
        before = 'resource "a" "b" {\n  c {\n    d {\n      e = "${var.x}"\n    }\n  }\n}\n'
        assert self.fix(before) == before.replace('"${var.x}"', "var.x")


class TestSkipDestroy:
    """A line more in a task definition."""

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ('{\n  family = "x"\n}', '{\n  family = "x"\n  skip_destroy = true\n}'),
            ("{\n}", "{\n  skip_destroy = true\n}"),
            (
                "{\n    family = 1 # why\n\n  volume {\n    name = 2\n  }\n}",
                "{\n    family = 1 # why\n    skip_destroy = true\n\n"
                "  volume {\n    name = 2\n  }\n}",
            ),
            (
                "{\n  x = jsonencode([\n    1,\n  ])\n}",
                "{\n  x = jsonencode([\n    1,\n  ])\n  skip_destroy = true\n}",
            ),
            ("{\n  x = <<E\na\nE\n}", "{\n  x = <<E\na\nE\n  skip_destroy = true\n}"),
            ("{\r\n  x = 1\r\n}", "{\r\n  x = 1\r\n  skip_destroy = true\r\n}"),
        ],
    )
    def test_after_the_last_attribute(self, before: str, after: str, finding: Make) -> None:
        start = f'resource "{TASK}" "this" '
        (text,) = fixed(skip_destroy.edits, finding(1, 1), f"{start}{before}\n")
        assert text == f"{start}{after}\n"
        assert not read_text(text, MAIN).problems

    @pytest.mark.parametrize(
        "text",
        [
            f'resource "{TASK}" "x" {{\n  skip_destroy = false\n}}\n',
            f'resource "{TASK}" "x" {{ family = 1 }}\n',
            f'resource "{TASK}" "x" {{}}\n',
            f'resource "{TASK}" "x" {{\n  family = 1 /* a\n  b */\n}}\n',
            'resource "aws_ecs_service" "x" {\n  name = 1\n}\n',
            f'data "{TASK}" "x" {{\n  task_definition = 1\n}}\n',
            "locals {\n  a = 1\n}\n",
        ],
    )
    def test_what_stays(self, text: str, finding: Make) -> None:
        assert fixed(skip_destroy.edits, finding(1, 1), text) == [text]

    def test_the_block_of_the_finding_alone(self, finding: Make) -> None:
        block = 'resource "aws_ecs_task_definition" "{}" {{\n  family = 1\n}}\n'
        text = block.format("a") + block.format("b")
        (mended,) = fixed(skip_destroy.edits, finding(5, 3), text)
        assert mended.endswith("  skip_destroy = true\n}\n")
        assert mended.count("skip_destroy") == 1


class TestRenamedAttributes:
    """A deprecated attribute, and its successor."""

    @pytest.mark.parametrize(
        ("block", "before", "after"),
        [
            ('resource "aws_eip" "x"', "vpc = true", 'domain = "vpc"'),
            ('resource "aws_cloudwatch_event_rule" "x"', "is_enabled = true", 'state = "ENABLED"'),
            (
                'resource "aws_cloudwatch_event_rule" "x"',
                "is_enabled   =   false # why",
                'state = "DISABLED" # why',
            ),
            (
                'data "aws_iam_policy_document" "x"',
                "source_json = data.aws_iam_policy_document.y[0].json",
                "source_policy_documents = [data.aws_iam_policy_document.y[0].json]",
            ),
            (
                'data "aws_iam_policy_document" "x"',
                "override_json = data.aws_iam_policy_document.y.json",
                "override_policy_documents = [data.aws_iam_policy_document.y.json]",
            ),
        ],
    )
    def test_the_successor(self, block: str, before: str, after: str, finding: Make) -> None:
        (text,) = fixed(renamed_attributes.edits, finding(2, 3), f"{block} {{\n  {before}\n}}\n")
        assert text == f"{block} {{\n  {after}\n}}\n"

    @pytest.mark.parametrize(
        "text",
        [
            'resource "aws_eip" "x" {\n  vpc = var.vpc\n}\n',
            'resource "aws_eip" "x" {\n  vpc = false\n}\n',
            'resource "aws_eip" "x" {\n  vpc = "true"\n}\n',
            'resource "aws_eip" "x" {\n  vpc = true\n  domain = "vpc"\n}\n',
            'resource "aws_vpc" "x" {\n  vpc = true\n}\n',
            'data "aws_iam_policy_document" "x" {\n  source_json = var.json\n}\n',
            'data "aws_iam_policy_document" "x" {\n  source_json = ""\n}\n',
        ],
    )
    def test_what_stays(self, text: str, finding: Make) -> None:
        assert fixed(renamed_attributes.edits, finding(2, 3), text) == [text]

    @pytest.mark.parametrize("ignored", ["[is_enabled]", '["is_enabled"]', "[state]", "all"])
    def test_an_ignored_attribute_stays(self, ignored: str, finding: Make) -> None:
        text = (
            'resource "aws_cloudwatch_event_rule" "x" {\n  is_enabled = true\n'
            f"  lifecycle {{\n    ignore_changes = {ignored}\n  }}\n}}\n"
        )
        assert fixed(renamed_attributes.edits, finding(2, 3), text) == [text]

    def test_beside_other_ignored_attributes(self, finding: Make) -> None:
        text = (
            'resource "aws_eip" "x" {\n  vpc = true\n'
            "  lifecycle {\n    ignore_changes = [tags]\n  }\n}\n"
        )
        (mended,) = fixed(renamed_attributes.edits, finding(2, 3), text)
        assert mended == text.replace("vpc = true", 'domain = "vpc"')


class TestRenamedDataSources:
    """A deprecated data source, and all references to it."""

    BLOCK = 'data "{0}" "x" {{\n  bucket = "b"\n  key    = "k"\n}}\n'
    USES = (
        "locals {{\n  a = data.{0}.x.body\n"
        '  b = [for y in data.{0}.x[*].body : "${{data.{0}.x.etag}}${{y}}"]\n}}\n'
        'resource "t" "u" {{\n  depends_on = [data.{0}.x]\n}}\n'
    )

    def test_block_and_references_in_all_files(self, finding: Make) -> None:
        old, new = "aws_s3_bucket_object", "aws_s3_object"
        texts = [self.BLOCK + self.USES, self.USES]
        mended = fixed(
            renamed_data_sources.edits, finding(1, 1), *(text.format(old) for text in texts)
        )
        assert mended == [text.format(new) for text in texts]

    @pytest.mark.parametrize(
        "other",
        [
            'data "aws_s3_object" "x" {\n  bucket = "b"\n  key    = "k"\n}\n',
            'resource "t" "u" {\n  depends_on = ["data.aws_s3_bucket_object.x"]\n}\n',
        ],
    )
    def test_what_would_clash_or_be_missed(self, other: str, finding: Make) -> None:
        texts = [self.BLOCK.format("aws_s3_bucket_object"), other]
        assert fixed(renamed_data_sources.edits, finding(1, 1), *texts) == texts

    def test_others_of_that_type_and_resources_stay(self, finding: Make) -> None:
        name = "aws_s3_bucket_object"
        other = (
            f'data "{name}" "y" {{\n  bucket = "b"\n  key    = "k"\n}}\n'
            f'resource "{name}" "x" {{\n  bucket = "b"\n  key    = "k"\n}}\n'
            f"locals {{\n  a = [data.{name}.y.body, {name}.x.etag]\n}}\n"
        )
        mended = fixed(renamed_data_sources.edits, finding(1, 1), self.BLOCK.format(name), other)
        assert mended == [self.BLOCK.format("aws_s3_object"), other]

    def test_a_deprecated_resource_stays(self, finding: Make) -> None:
        text = 'resource "aws_s3_bucket_object" "x" {\n  bucket = "b"\n}\n'
        assert fixed(renamed_data_sources.edits, finding(1, 1), text) == [text]
