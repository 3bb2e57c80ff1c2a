"""What the Slack channel is told about its app and workspace."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """One app in one workspace. With an `app_token` Slack is listened to over Socket Mode, with a `signing_secret` over HTTP.

    `api_url` ends in `/api/`. Secrets never show in a repr."""

    bot_token: str = field(repr=False)
    signing_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    api_url: str = "https://slack.com/api/"
