# One image for the web and the worker. Nothing is compiled: every locked dependency has a wheel.
FROM python:3.11-slim AS build
WORKDIR /build
COPY requirements/base.txt .
RUN python -m venv /opt/portal \
 && /opt/portal/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r base.txt

FROM python:3.11-slim
ENV PATH=/opt/portal/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=cibtp_portal.settings.base DATA_DIR=/srv/files STATIC_ROOT=/srv/static
RUN useradd --system --uid 10001 --no-create-home portal \
 && install -d -o portal -g portal -m 750 /srv/files && install -d -o portal -g portal /srv/static
COPY --from=build /opt/portal /opt/portal
WORKDIR /app
COPY manage.py ./
COPY cibtp_portal cibtp_portal
COPY core core
COPY adherents adherents
COPY accounts accounts
COPY delegations delegations
COPY employees employees
COPY absences absences
COPY documents documents
COPY support support
COPY templates templates
COPY static static
USER portal
# The key only lets the settings load; it is not kept in the image.
RUN SECRET_KEY=build python manage.py collectstatic --noinput
EXPOSE 8000
CMD ["gunicorn", "cibtp_portal.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", \
     "--max-requests", "2000", "--max-requests-jitter", "200", "--no-control-socket"]
