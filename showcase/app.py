"""The web process: GraphQL, published sites, and how it is doing."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Route, WebSocketRoute

from showcase import studio, traces
from showcase.adapters.children import ChildPool
from showcase.adapters.identity import make_foreign_issuer
from showcase.adapters.mail import open_mailer
from showcase.adapters.passwords import Passwords
from showcase.adapters.tokens import AccessTokens
from showcase.api import graphiql
from showcase.api.account_export import ARCHIVE_PATH
from showcase.api.archives import answer_archive
from showcase.api.bodies import PREFLIGHTED_HEADERS
from showcase.api.endpoint import Endpoint
from showcase.api.identification import Identification
from showcase.api.local_sites import make_routes as make_site_routes
from showcase.api.operating import make_routes as make_operator_routes
from showcase.api.places import Places
from showcase.api.previews import PREVIEW_PATH, answer_preview
from showcase.api.resume_pages import PATH as PAGE_PATH
from showcase.api.resume_pages import answer_page_picture
from showcase.api.schema import make_schema
from showcase.api.site_files import SiteFiles
from showcase.api.streams import StreamEndpoint, Streams
from showcase.api.themes import make_routes as make_theme_routes
from showcase.api.trusted import load_trusted
from showcase.config import Settings
from showcase.resources import Resources, open_resources, tracing
from showcase.services.page_pictures import PagePictures
from showcase.services.password_resets import open_resets
from showcase.services.revocation import Revocations
from showcase.services.sessions import Credentials

PREFLIGHT_SECONDS = 3600

log = structlog.get_logger()


def create_app(settings: Settings) -> Starlette:
    """Return the ASGI application; it opens its resources when it starts."""

    @asynccontextmanager
    async def open_all(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(tracing(settings, "showcase-web"))
            resources = await stack.enter_async_context(open_resources(settings))
            revocations = Revocations(database=resources.database, doorbell=resources.doorbell)
            await stack.enter_async_context(revocations.listening())
            resets = open_resets(
                settings, database=resources.database, mailer=open_mailer(settings)
            )
            app.state.resources = resources
            app.state.site_files = SiteFiles(resources)
            app.state.credentials = make_credentials(resources, revocations)
            app.state.resets = await stack.enter_async_context(resets)
            memory = settings.extract_memory_bytes
            children = await stack.enter_async_context(
                ChildPool(1, memory_bytes=memory, warm=False)
            )
            app.state.page_pictures = PagePictures(
                resources.database, resources.store, children, settings
            )
            log.info("web.started", address=settings.site_url)
            yield
            log.info("web.stopped")

    app = Starlette(
        routes=_make_routes(settings),
        middleware=[Middleware(Identification), _make_cors(settings)],
        lifespan=open_all,
    )
    app.state.streams = Streams()
    app.state.places = Places(settings)
    return app


def make_credentials(resources: Resources, revocations: Revocations) -> Credentials:
    """Return what accounts are proved and sessions are made with."""
    settings = resources.settings
    return Credentials(
        database=resources.database,
        passwords=Passwords(),
        tokens=AccessTokens(
            keys=settings.signing_keys,
            issuer=settings.site_url,
            lifetime=timedelta(seconds=settings.access_token_seconds),
        ),
        foreign=make_foreign_issuer(settings),
        revocations=revocations,
        session_lifetime=timedelta(seconds=settings.refresh_token_seconds),
        guest_lifetime=timedelta(seconds=settings.guest_seconds),
    )


def _make_routes(settings: Settings) -> list[BaseRoute]:
    schema = make_schema(explorable=settings.graphiql, operation_seconds=settings.operation_seconds)
    trusted = load_trusted(settings)
    endpoint = Endpoint(schema, settings=settings, trusted=trusted)
    stream_endpoint = StreamEndpoint(schema, settings=settings, trusted=trusted)
    return [
        *make_site_routes(settings),
        *(studio.make_routes() if settings.studio else [Route("/", _redirect_to_graphql)]),
        Route("/graphql", endpoint),
        WebSocketRoute("/graphql", endpoint),
        Route("/graphql/stream", stream_endpoint),
        *make_operator_routes(),
        *make_theme_routes(),
        Route(ARCHIVE_PATH, answer_archive),
        Route(PAGE_PATH, answer_page_picture),
        Route(PREVIEW_PATH, answer_preview),
        *(graphiql.make_routes() if settings.graphiql else []),
    ]


def _make_cors(settings: Settings) -> Middleware:
    """Let pages of the configured origins call us; our own pages need no leave."""
    return Middleware(
        CORSMiddleware,
        allow_origins=settings.origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Content-Type", "X-Request-ID", traces.HEADER, *PREFLIGHTED_HEADERS],
        expose_headers=["X-Request-ID", "Retry-After"],
        max_age=PREFLIGHT_SECONDS,
    )


async def _redirect_to_graphql(request: Request) -> RedirectResponse:
    return RedirectResponse("/graphql")
