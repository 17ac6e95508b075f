"""Chancery: events, invitations and guests for embassies. `create_app` is the table of contents."""

import gc

from flask import Flask, g, request
from flask_babel import Babel
from flask_login import current_user
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from sqlalchemy.exc import SQLAlchemyError

from app import cli, db, i18n, jobs, log, tokens
from app.accounts import guard, security
from app.accounts.routes import accounts
from app.admin.routes import admin
from app.audit import tasks as audit_tasks
from app.checkin import privacy as checkin_privacy
from app.checkin.register import init_app as init_checkin
from app.demo import tasks as demo_tasks
from app.demo.register import init_app as init_demo
from app.directory import tasks as directory_tasks
from app.directory.routes import directory
from app.events import handlers as event_handlers
from app.events.routes import events
from app.home.routes import home
from app.invitations import handlers as invitation_handlers
from app.invitations import merges
from app.invitations import privacy as invitation_privacy
from app.invitations import tasks as invitation_tasks
from app.invitations.routes import invitations
from app.mail import tasks as mail_tasks
from app.operations import tasks as operations_tasks
from app.operations.register import init_app as init_operations
from app.press.register import init_app as init_press
from app.rsvps import handlers as rsvp_handlers
from app.rsvps import privacy as rsvp_privacy
from app.rsvps import tasks as rsvp_tasks
from app.rsvps.routes import rsvps
from app.web import errors, filters, headers, inputs
from app.web.limits import limiter
from config import ROOT, Config

BLUEPRINTS = (accounts, home, admin, directory, events, invitations, rsvps)
# Modules that register jobs when they are imported.
JOBS = (audit_tasks, mail_tasks, directory_tasks, invitation_tasks, rsvp_tasks, operations_tasks, demo_tasks)
# Where people read who have no account, and so no language of their own.
PUBLIC = ("/r/", "/n/", "/gate/")

csrf = CSRFProtect()


def create_app(config: Config | None = None) -> Flask:
    """The application with every slice, for the web server, the worker, the command line and the tests."""
    config = config or Config.from_env()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), instance_path=str(config.instance))
    app.config.update(config.flask())
    app.extensions["config"] = config
    app.extensions["keys"] = tokens.KeyRing(config.key_file)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    log.configure(config.log_level, headers.request_id)

    db.init_app(app)
    Migrate(app, db.db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
    Babel(app, locale_selector=language_of_request)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    limiter.init_app(app)

    headers.init_app(app, config)
    errors.init_app(app)
    filters.init_app(app)
    csrf.init_app(app)
    inputs.init_app(app)
    security.init_app(app)
    guard.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    event_handlers.init()
    invitation_handlers.init()
    merges.init()
    invitation_privacy.init()
    rsvp_privacy.init()
    checkin_privacy.init()
    rsvp_handlers.init()
    init_press(app)
    init_checkin(app)
    init_operations(app)
    init_demo(app)
    jobs.init_app(app, config)
    cli.init_app(app)
    return app


def settle() -> None:
    """Keep what has been loaded for good, so that no collection of garbage walks through it again.

    For a process that serves; it saves a sixth of what a long campaign or a long page costs.
    """
    gc.freeze()


def language_of_request() -> str:
    """Set by the page (a letter, the newsroom), else the person's own, else the browser's where all may read."""
    if chosen := g.get("language"):
        return i18n.known(chosen)
    if request and request.path.startswith(PUBLIC):
        wanted = request.args.get("lang") or request.accept_languages.best_match(i18n.LANGUAGES)
        return i18n.known(wanted)
    if request and request.endpoint and request.path.startswith("/m/"):
        try:
            return i18n.known(current_user.language if current_user.is_authenticated else None)
        except SQLAlchemyError:
            # While an error page is written the database may be the very thing that fails.
            return "en"
    return "en"
