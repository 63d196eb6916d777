"""`tagwright up` starts everything; `tagwright token` makes an API token; the rest is Django's."""

import argparse
import os
import sys
from pathlib import Path


def main(argv: list[str] | None = None) -> int:
    """Run one command; gives the exit status."""
    args = sys.argv[1:] if argv is None else argv
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tagwright.settings")
    commands = {"up": _up, "prepare": _prepare, "token": _token, "link": _link}
    if args and args[0] in commands:
        return commands[args[0]](args[1:])
    if not args or args[0] in ("-h", "--help"):
        print(
            __doc__,
            "\n\nCommands: up, prepare, token, link, and those of Django (migrate, shell, …).",
        )
        return 0
    from django.core.management import execute_from_command_line

    execute_from_command_line(["tagwright", *args])
    return 0


def _parser(name: str, help_text: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"tagwright {name}", description=help_text)
    parser.add_argument(
        "--home", type=Path, help="where data lies (default: $TAGWRIGHT_HOME or ./home)"
    )
    return parser


def _settle(home: Path | None) -> None:
    if home is not None:
        os.environ["TAGWRIGHT_HOME"] = str(home.expanduser().resolve())


def _up(args: list[str]) -> int:
    parser = _parser("up", "Start web, workers and serving; Ctrl-C ends all of it.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument(
        "--port", type=int, help="port of the pages (default: 8400 or the next free one)"
    )
    parser.add_argument("--no-demo", action="store_true", help="start without the demo project")
    asked = parser.parse_args(args)
    _settle(asked.home)
    from tagwright import household

    return household.up(host=asked.host, port=asked.port, demo=not asked.no_demo)


def _prepare(args: list[str]) -> int:
    parser = _parser("prepare", "Migrate, and on first start make the owner and the demo project.")
    parser.add_argument("--no-demo", action="store_true", help="without the demo project")
    asked = parser.parse_args(args)
    _settle(asked.home)
    from tagwright import household

    household.prepare(demo=not asked.no_demo)
    return 0


def _token(args: list[str]) -> int:
    parser = _parser("token", "Print a new personal API token for the owner.")
    parser.add_argument("--name", default="command line", help="what the token is for")
    asked = parser.parse_args(args)
    _settle(asked.home)
    _django()
    from workspace import services, tokens

    print(tokens.make_token(services.first_user(), asked.name)[1])
    return 0


def _link(args: list[str]) -> int:
    asked = _parser("link", "Print a new one-time sign-in link for the owner.").parse_args(args)
    _settle(asked.home)
    _django()
    from django.conf import settings

    from workspace import services, tokens

    last = settings.HOME / "address"  # of the household that runs, or ran last, on this home
    address = last.read_text("utf-8") if last.exists() else settings.PUBLIC_URL
    print(f"{address}/sign-in/{tokens.make_link(services.first_user())}")
    return 0


def _django() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
