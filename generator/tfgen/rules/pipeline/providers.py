"""What each action provider of CodePipeline is, takes and gives.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html (a page a provider)
https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-action-artifacts.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Bounds = tuple[int, int]


@dataclass(frozen=True)
class Provider:
    """An action type: who owns it, its numbers of artifacts and its configuration.

    `inputs` and `outputs` are the least and the greatest number; None where AWS does not say.
    `keys` are the keys of the configuration and whether each is required; None where they are not
    listed here. The keys `Image<Number>…` stand as `Image1…` to `Image4…`.
    """

    categories: frozenset[str]
    owner: str = "AWS"
    version: str = "1"
    inputs: Bounds | None = None
    outputs: Bounds | None = None
    keys: Mapping[str, bool] | None = None

    @property
    def required(self) -> tuple[str, ...]:
        """The keys that must be given."""
        return tuple(key for key, required in (self.keys or {}).items() if required)


def _keys(required: str, optional: str = "") -> dict[str, bool]:
    return dict.fromkeys(required.split(), True) | dict.fromkeys(optional.split(), False)


def _of(category: str, inputs: Bounds, outputs: Bounds, keys: Mapping[str, bool]) -> Provider:
    return Provider(frozenset(category.split()), inputs=inputs, outputs=outputs, keys=keys)


_NONE, _ONE = (0, 0), (1, 1)
_IMAGES = [f"Image{number}{part}" for number in range(1, 5) for part in ("Artifact", "Container")]
_BLUE_GREEN = _keys(
    "ApplicationName DeploymentGroupName TaskDefinitionTemplateArtifact AppSpecTemplateArtifact",
    "TaskDefinitionTemplatePath AppSpecTemplatePath " + " ".join(f"{key}Name" for key in _IMAGES),
)
_CLOUDFORMATION = _keys(
    "ActionMode StackName",
    "Capabilities ChangeSetName RoleArn TemplatePath OutputFileName ParameterOverrides"
    " TemplateConfiguration",
)

# A provider of two categories with different keys stands as two entries.
PROVIDERS: Mapping[str, tuple[Provider, ...]] = {
    "AppConfig": (
        _of(
            "Deploy",
            _ONE,
            _NONE,
            _keys(
                "Application Environment ConfigurationProfile InputArtifactConfigurationPath",
                "DeploymentStrategy",
            ),
        ),
    ),
    "CloudFormation": (_of("Deploy", (0, 10), (0, 1), _CLOUDFORMATION),),
    "CloudFormationStackInstances": (Provider(frozenset({"Deploy"})),),
    "CloudFormationStackSet": (Provider(frozenset({"Deploy"})),),
    "CodeBuild": (
        _of(
            "Build Test",
            (1, 5),
            (0, 5),
            _keys(
                "ProjectName",
                "PrimarySource BatchEnabled CombineArtifacts EnvironmentVariables"
                " BuildspecOverride",
            ),
        ),
    ),
    "CodeCommit": (
        _of(
            "Source",
            _NONE,
            _ONE,
            _keys("RepositoryName BranchName", "PollForSourceChanges OutputArtifactFormat"),
        ),
    ),
    "CodeDeploy": (_of("Deploy", _ONE, _NONE, _keys("ApplicationName DeploymentGroupName")),),
    "CodeDeployToECS": (_of("Deploy", (1, 5), _NONE, _BLUE_GREEN),),
    "CodePipeline": (Provider(frozenset({"Invoke"})),),
    "CodeStarSourceConnection": (
        _of(
            "Source",
            _NONE,
            _ONE,
            _keys(
                "ConnectionArn FullRepositoryId BranchName", "OutputArtifactFormat DetectChanges"
            ),
        ),
    ),
    "Commands": (Provider(frozenset({"Compute"})),),
    "DeviceFarm": (Provider(frozenset({"Test"}), inputs=_ONE, outputs=_NONE),),
    "EC2": (Provider(frozenset({"Deploy"})),),
    "ECR": (_of("Source", _NONE, _ONE, _keys("RepositoryName", "ImageTag")),),
    "ECRBuildAndPublish": (Provider(frozenset({"Build"})),),
    "ECS": (
        _of("Deploy", _ONE, _NONE, _keys("ClusterName ServiceName", "FileName DeploymentTimeout")),
    ),
    "EKS": (Provider(frozenset({"Deploy"})),),
    "ElasticBeanstalk": (_of("Deploy", _ONE, _NONE, _keys("ApplicationName EnvironmentName")),),
    "GitHub": (
        Provider(
            frozenset({"Source"}),
            "ThirdParty",
            inputs=_NONE,
            outputs=_ONE,
            # The provider takes the token from the environment variable GITHUB_TOKEN, too.
            keys=_keys("Owner Repo Branch", "OAuthToken PollForSourceChanges"),
        ),
    ),
    "InspectorScan": (Provider(frozenset({"Invoke"})),),
    "Lambda": (
        _of("Invoke", (0, 5), (0, 5), _keys("FunctionName", "UserParameters")),
        Provider(frozenset({"Deploy"})),
    ),
    "Manual": (
        _of("Approval", _NONE, _NONE, _keys("", "NotificationArn CustomData ExternalEntityLink")),
    ),
    "S3": (
        _of(
            "Source",
            _NONE,
            _ONE,
            _keys("S3Bucket S3ObjectKey", "PollForSourceChanges AllowOverrideForS3ObjectKey"),
        ),
        _of(
            "Deploy",
            _ONE,
            _NONE,
            _keys(
                "BucketName Extract",
                "ObjectKey KMSEncryptionKeyARN CannedACL CacheControl",
            ),
        ),
    ),
    "ServiceCatalog": (Provider(frozenset({"Deploy"}), inputs=_ONE, outputs=_NONE),),
    "StepFunctions": (
        _of(
            "Invoke",
            (0, 1),
            (0, 1),
            _keys("StateMachineArn", "ExecutionNamePrefix InputType Input"),
        ),
    ),
}


def provider(name: str | None, category: str | None) -> Provider | None:
    """The action type of a provider in a category; None where it is not listed."""
    found = PROVIDERS.get(name or "", ())
    return next((one for one in found if category in one.categories), None)


def categories(known: Iterable[Provider]) -> str:
    """The categories of some action types, for a message."""
    return " or ".join(sorted({name for one in known for name in one.categories}))
