"""TFG715: a pipeline starts from an object in a bucket without versions.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.rules.frame import Finding, Rule, Subject
from tfgen.rules.pipeline.pipelines import Action, actions, report
from tfgen.rules.pipeline.unseen import completed_elsewhere
from tfgen.view.model import Item, Known, View


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each S3 source whose bucket is certainly not versioned."""
    for pipeline, action in actions(subject, "S3"):
        if action.category != "Source":
            continue
        bucket = _bucket(action)
        if bucket is not None and _unversioned(subject, bucket):
            places = action.at("S3Bucket"), pipeline.item.place
            message = f"{action.words} reads from a bucket that keeps no versions of its objects"
            remedy = f"add an aws_s3_bucket_versioning with status Enabled for {bucket.address}"
            yield from report(RULE, subject.view, places, message, remedy)


def _bucket(action: Action) -> Item | None:
    found = action.target("S3Bucket")
    return found if found and (found.mode, found.type) == ("resource", "aws_s3_bucket") else None


def _unversioned(subject: Subject, bucket: Item) -> bool:
    if _versioned(subject.view, bucket) is not False:
        return False
    return not completed_elsewhere(subject, bucket, "bucket")


def _versioned(view: View, bucket: Item) -> bool | None:
    """Whether a bucket is versioned; None where that is not known."""
    if bucket.body.attribute("versioning") or not bucket.blocks("versioning").absent:
        return None
    found = view.resources("aws_s3_bucket_versioning")
    targets = [one.target("bucket") for one in found]
    for item, target in zip(found, targets, strict=True):
        if target is bucket:
            settings = item.blocks("versioning_configuration").only
            status = settings.attribute("status") if settings else None
            return status.text == "Enabled" if isinstance(status, Known) else None
    return None if None in targets else False


RULE = Rule("TFG715", "source bucket without versions", "error", check)
