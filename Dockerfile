# syntax=docker/dockerfile:1
# One image for every part of the grown household; the command chooses the part.

FROM node:22-bookworm-slim AS pages
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM python:3.12-slim-bookworm AS wheel
WORKDIR /src
RUN pip install --no-cache-dir hatchling==1.31.0 build==1.5.0
COPY . .
COPY --from=pages /src/platform/tagwright/static_built platform/tagwright/static_built
RUN python -m build --wheel --no-isolation --outdir /wheels

FROM python:3.12-slim-bookworm
# TORCH chooses the build: "torch==2.13.0" for CUDA, or a CPU wheel of the same version from your index.
ARG TORCH="torch==2.13.0"
ENV PYTHONUNBUFFERED=1 OMP_NUM_THREADS=1 TAGWRIGHT_HOME=/home/tagwright/data
COPY --from=wheel /wheels /wheels
# hadolint ignore=DL3013
RUN useradd --create-home --uid 10001 tagwright \
    && wheel="$(echo /wheels/tagwright-*.whl)" \
    && pip install --no-cache-dir "$TORCH" "${wheel}[train,server]" \
    && rm -rf /wheels
USER 10001
WORKDIR /home/tagwright
RUN mkdir data
EXPOSE 8400 8401 8402
CMD ["gunicorn", "tagwright.wsgi", "-k", "gthread", "--threads", "32", "--bind", "0.0.0.0:8400", "--no-control-socket"]
