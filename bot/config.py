"""Settings: config/plaza.toml, overridden by .env and the environment (`PLAZA_...`), typed, read once."""

import os
from datetime import UTC, datetime
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

HINTS = {
    "now": "write it like 2027-02-08T09:00+00:00",
    "port": "write a number from 0 to 65535",
    "smtp_url": "write it like smtp://user:password@mail.example.org:587, or smtps://... for TLS from the first byte",
    "email_from": "write it like Plaza <plaza@city.example>",
    "email_bounce_domain": "write a domain like bounce.city.example",
    "telegram_webhook_secret": "use at most 256 letters, digits, hyphens and underscores",
}
"""What to do about a setting that cannot be used, where pydantic's own sentence does not say."""


class BadSettings(Exception):
    """A setting that cannot be used; one line that names it and says what to do."""


class Settings(BaseSettings):
    """Every setting of Plaza; an empty one switches that part off."""

    model_config = SettingsConfigDict(env_prefix="PLAZA_", extra="ignore")

    home: Path = Path()
    database_url: str = ""
    public_url: str = ""
    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    secret_key: str = ""
    slack_bot_token: str = ""
    slack_signing_secret: str = ""
    slack_app_token: str = ""
    slack_client_id: str = ""
    slack_client_secret: str = ""
    slack_api_url: str = "https://slack.com/api/"
    telegram_token: str = ""
    telegram_webhook_secret: str = Field("", pattern=r"^[A-Za-z0-9_-]{0,256}$")
    telegram_api_url: str = "https://api.telegram.org"
    smtp_url: str = Field("", pattern=r"^(smtps?://[^/\s]+/?)?$", repr=False)
    email_from: str = Field("", pattern=r"^([^<>\r\n]*<[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)?$")
    email_bounce_domain: str = Field("", pattern=r"^([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)?$")
    now: datetime | None = None
    log_level: str = "INFO"
    demo: bool = False

    @property
    def url(self) -> str:
        """The address people reach the web pages at, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def database(self) -> str:
        """The database's URL; by default a file under `var/`."""
        return self.database_url or f"sqlite:///{self.home / 'var' / 'plaza.db'}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Command line over environment over .env over config/plaza.toml."""
        return init_settings, env_settings, dotenv_settings, TomlConfigSettingsSource(settings_cls, home() / "config" / "plaza.toml")


def home() -> Path:
    """The directory that holds config/, messages/ and var/: PLAZA_HOME, else the checkout."""
    return Path(os.environ.get("PLAZA_HOME") or Path(__file__).resolve().parent.parent).absolute()


def read(**given: object) -> Settings:
    """The settings; keyword arguments win. Raises BadSettings with the first thing that is wrong."""
    base = home()
    try:
        settings = Settings(_env_file=base / ".env", home=base, **given)  # type: ignore[arg-type, call-arg]
    except ValidationError as error:
        raise BadSettings(_named(error.errors()[0])) from error
    except UnicodeDecodeError as error:
        raise BadSettings(f"{_unreadable(base)} is not UTF-8 text; save it again as UTF-8") from error
    except ValueError as error:
        raise BadSettings(f"{base / 'config' / 'plaza.toml'}: {error}; mend that line") from error
    if settings.now and settings.now.tzinfo is None:
        settings.now = settings.now.replace(tzinfo=UTC)
    return settings


def _named(problem: ErrorDetails) -> str:
    name = ".".join(str(part) for part in problem["loc"])
    hint = HINTS.get(name, "give it another value or leave it out")
    return f"PLAZA_{name.upper()} (or `{name}` in config/plaza.toml): {problem['msg']}; {hint}"


def _unreadable(base: Path) -> Path:
    """Which of the two files of settings is no UTF-8."""
    try:
        (base / ".env").read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return base / ".env"
    except OSError:
        pass
    return base / "config" / "plaza.toml"
