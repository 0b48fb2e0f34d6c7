"""TFG726: the image of a build is made for another machine than the one that is asked for.

https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-available.html
https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-compute-types.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.pipelines import report, text

# CodeBuild's own images, and the types of environment in which each runs.
_IMAGES = (
    (re.compile(r"aws/codebuild/(?:amazonlinux|lambda|amazonlinux2).*(?:aarch64|arm64)"), "ARM"),
    (re.compile(r"aws/codebuild/(?:standard:|amazonlinux2-x86_64|amazonlinux-x86_64)"), "LINUX"),
    (re.compile(r"aws/codebuild/windows"), "WINDOWS"),
)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each environment whose parts do not fit."""
    for project in subject.view.resources("aws_codebuild_project"):
        if not project.own:
            continue
        environment = project.blocks("environment").only
        if environment is None:
            continue
        kind, image = text(environment, "type"), text(environment, "image")
        size = text(environment, "compute_type")
        made_for = next((name for form, name in _IMAGES if form.match(image or "")), None)
        if kind and made_for and not kind.startswith(made_for):
            places = environment.at("type"), project.place
            message = f"the image {image} does not run in an environment of type {kind}"
            remedy = f"take an image for it, or a type that starts with {made_for}"
            yield from report(RULE, subject.view, places, message, remedy)
        elif kind and size and size.startswith("BUILD_LAMBDA") != ("LAMBDA" in kind):
            places = environment.at("compute_type"), project.place
            message = f"an environment of type {kind} has no compute type {size}"
            remedy = "BUILD_LAMBDA_… goes with …_LAMBDA_CONTAINER, BUILD_GENERAL1_… with the others"
            yield from report(RULE, subject.view, places, message, remedy)


RULE = Rule("TFG726", "build image for another machine", "error", check)
