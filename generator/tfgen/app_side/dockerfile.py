"""An example of a Dockerfile for a Rails application, for repositories that have none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from tfgen.app_side.image import paths
from tfgen.services import Service
from tfgen.spec import ServiceSpec

# Every Dockerfile that is written begins so.
SYNTAX = "# syntax=docker/dockerfile:1\n"

_HEAD = """\
# The image of this application. What differs between environments (secrets, the address of the
# database) arrives when the container starts; nothing of it is in the image.
ARG RUBY_VERSION=3.4
FROM public.ecr.aws/docker/library/ruby:${RUBY_VERSION}-slim AS base
WORKDIR /rails
ENV RAILS_ENV=production \\
    BUNDLE_DEPLOYMENT=1 \\
    BUNDLE_PATH=/usr/local/bundle \\
    BUNDLE_WITHOUT=development:test
# What the application needs to run. For MySQL: default-mysql-client instead of libpq5.
RUN apt-get update \\
    && apt-get install --no-install-recommends --yes curl libjemalloc2 libpq5 libyaml-0-2 \\
    && rm -rf /var/lib/apt/lists/*
"""

_BUILD = """\
FROM base AS build
# What only building needs stays in this stage.
RUN apt-get update \\
    && apt-get install --no-install-recommends --yes build-essential git libpq-dev libyaml-dev \\
        pkg-config \\
    && rm -rf /var/lib/apt/lists/*
# The gems are a layer of their own, built again only when one of these two files changes.
COPY Gemfile Gemfile.lock ./
RUN bundle install && rm -rf "${BUNDLE_PATH}"/ruby/*/cache
COPY . .
"""

_ASSETS = """\
# Compiling assets loads the application, which wants a secret and is content with none.
RUN SECRET_KEY_BASE_DUMMY=1 bundle exec rake assets:precompile
"""

_RUN = """\
FROM base
RUN useradd --uid 1000 --create-home --shell /usr/sbin/nologin rails
COPY --from=build /usr/local/bundle /usr/local/bundle
COPY --from=build /rails /rails
# The application cannot change its own code; these folders it writes to.
RUN mkdir -p log storage tmp && chown -R rails:rails log storage tmp
USER 1000
"""

_COMMANDS = {
    "web": 'CMD ["bundle", "exec", "puma", "--bind", "tcp://0.0.0.0:{port}", "config.ru"]\n',
    "worker": 'CMD ["bundle", "exec", "rake", "solid_queue:start"]\n',
    # A job runs what the spec says in containers.<name>.command.
    "job": 'CMD ["bundle", "exec", "rake", "--tasks"]\n',
}

_IGNORED = """\
# What the image does not need, must not hold, or would make every build a new one.
.git
.github
.circleci
.bundle
.env*
config/master.key
config/credentials/*.key
log/*
tmp/*
storage/*
node_modules
public/assets
coverage
spec
test
Dockerfile*
.dockerignore
"""


def files(service: Service) -> dict[str, str]:
    """A Dockerfile at the spec's path, and a .dockerignore at the top of its context."""
    found: dict[str, str] = {}
    for environment, spec in service.environments.items():
        path, context = paths(service, environment)
        found.setdefault(path, "\n".join(_stages(spec)))
        found.setdefault((PurePosixPath(context) / ".dockerignore").as_posix(), _IGNORED)
    return found


def _stages(spec: ServiceSpec) -> Iterator[str]:
    port = spec.containers[spec.built[0]].port
    yield SYNTAX + _HEAD
    yield _BUILD + (_ASSETS if spec.kind == "web" else "")
    expose = f"EXPOSE {port}\n" if port else ""
    yield _RUN + expose + _COMMANDS[spec.kind].replace("{port}", str(port or 3000))
