# pplint in an image of its own: docker build -t pplint . && docker run --rm -v "$PWD:/repository:ro" pplint
# What is installed is locked with hashes. The base is pinned by digest, which dependabot keeps current. Nothing runs as root,
# and neither pip nor git is in the result: pplint opens no network, and --since belongs on a machine with a clone.

FROM python:3.13-slim-trixie@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /source
COPY .github/action/requirements.txt .github/action/requirements.txt
# Checked by their hashes here; from then on nothing comes from an index.
RUN python -m pip download --quiet --require-hashes --only-binary :all: --dest /wheels -r .github/action/requirements.txt
RUN python -m venv /builder && /builder/bin/pip install --quiet --no-index --find-links /wheels hatchling
COPY pyproject.toml README.md LICENSE NOTICE power_platform_lint.py ./
COPY .github/action .github/action
COPY docs/quality docs/quality
COPY pplint pplint
COPY rules rules
# The compiled code comes along, for this Python: the result cannot write it.
COPY .ci/build_hook.py .ci/join_code.py .ci/
COPY tests/fixtures tests/fixtures
RUN /builder/bin/pip wheel --quiet --no-index --no-deps --no-build-isolation --wheel-dir /wheels .
RUN python -m venv --without-pip /opt/pplint \
 && python -m pip --python /opt/pplint/bin/python install --quiet --no-index --find-links /wheels --compile power-platform-lint

FROM python:3.13-slim-trixie@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b
LABEL org.opencontainers.image.title="power-platform-lint" \
      org.opencontainers.image.description="A static-analysis linter for unpacked Microsoft Power Platform solution sources" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /opt/pplint /opt/pplint
ENV PATH=/opt/pplint/bin:$PATH PYTHONDONTWRITEBYTECODE=1 HOME=/tmp
WORKDIR /repository
USER 65532:65532
ENTRYPOINT ["pplint"]
CMD ["."]
