"""`app` for the web server, `huey` for the worker; nothing else."""

from app import create_app

app = create_app()
huey = app.extensions["huey"]
