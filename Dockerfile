FROM python:3.12-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 qm

WORKDIR /app
COPY requirements/runtime.lock requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/runtime.lock
COPY . .
ENV PYTHONUNBUFFERED=1 QM_DATA_DIR=/data
RUN python scripts/messages.py compile \
    && SECRET_KEY=only-to-collect-static-files QM_DEMO=1 QM_STATIC_FROM_SOURCE=0 QM_DATA_DIR=/app/var \
       python manage.py collectstatic --noinput --verbosity 0 \
    && mkdir /data && chown qm /data
USER qm
EXPOSE 8000
CMD ["gunicorn", "qmplatform.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", "--no-control-socket"]
