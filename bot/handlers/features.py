"""The visible list of what Plaza can do. A feature is one line here."""

from bot.handlers import (
    alerts,
    approvals,
    ask,
    assessments,
    broadcasts,
    calendar,
    certificates,
    claims,
    coverage,
    dates,
    delegations,
    desk,
    desk_queue,
    door,
    events,
    exports,
    faq,
    letters,
    links,
    mail,
    offers,
    organise,
    privacy,
    profile,
    reminders,
    sign_up,
    start,
    terms,
)
from bot.handlers.router import Router, merged


def everything() -> Router:
    """All features as one router."""
    return merged(
        [
            start.router,
            alerts.router,
            broadcasts.router,
            dates.router,
            events.router,
            sign_up.router,
            offers.router,
            delegations.router,
            calendar.router,
            organise.router,
            terms.router,
            approvals.router,
            exports.router,
            door.router,
            certificates.router,
            letters.router,
            profile.router,
            links.router,
            mail.router,
            claims.router,
            privacy.router,
            desk.router,
            desk_queue.router,
            faq.router,
            assessments.router,
            reminders.router,
            coverage.router,
            ask.router,
        ]
    )
