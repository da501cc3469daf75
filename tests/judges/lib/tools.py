"""Where the pinned tools live, and how they get there.

Each component is installed once into a cache folder named by the hash of its pin file, so a changed pin is a new folder
and an unchanged one costs nothing. Standard library only.
"""
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

LIB = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(LIB)
PINS = {"core": "core.txt", "cfnaws": "cfnaws.txt", "ministack": "ministack.txt", "cdk": "package.json", "textmate": "textmate.json",
        "workflow": "workflow.json"}


def die(message, code=2):
    """End with a message; code 2 says the caller, not the output, is at fault."""
    sys.stderr.write(message.rstrip("\n") + "\n")
    sys.exit(code)


def cache():
    """The folder that keeps the tools between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.environ.get("EDGEWISE_JUDGES_CACHE") or os.path.join(base, "edgewise-judges")


def pin(component):
    """The file that pins a component."""
    return os.path.join(ROOT, "pins", PINS[component])


def home(component):
    """Where a component is, or will be."""
    with open(pin(component), "rb") as f:
        return os.path.join(cache(), component + "-" + hashlib.sha256(f.read()).hexdigest()[:12])


def ready(component):
    """Whether a component was installed to its end."""
    return os.path.exists(os.path.join(home(component), ".ok"))


class Lock:
    """One installer at a time, across processes."""

    def __enter__(self):
        os.makedirs(cache(), exist_ok=True)
        self.file = open(os.path.join(cache(), ".lock"), "w")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_):
        self.file.close()


def _run(command, **options):
    """Run an installer; its output is shown only when it fails, and it is tried twice, as registries stutter."""
    for last in (False, True):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
        if done.returncode == 0:
            return
        if last:
            die("%s\nsetup: `%s` failed with exit %d" % (done.stdout, " ".join(command[:5]), done.returncode), 1)


def _install(component):
    """Build a component at its final path: a Python environment cannot be moved."""
    target = home(component)
    shutil.rmtree(target, ignore_errors=True)
    os.makedirs(target)
    if PINS[component].endswith(".json"):
        shutil.copy(pin(component), os.path.join(target, "package.json"))
        _run([os.environ.get("EDGEWISE_NPM", "npm"), "install", "--no-audit", "--no-fund", "--no-package-lock",
              "--ignore-scripts", "--loglevel=error"], cwd=target)
    else:
        _run([os.environ.get("EDGEWISE_PYTHON", sys.executable), "-m", "venv", target])
        _run([os.path.join(target, "bin", "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
              "-r", pin(component)])
    open(os.path.join(target, ".ok"), "w").close()


def ensure(components, tell=True):
    """Install what is not there yet."""
    if all(ready(c) for c in components):
        return
    with Lock():
        for component in components:
            if ready(component):
                continue
            start = time.time()
            _install(component)
            if tell:
                sys.stderr.write("setup: %s ready in %.0f s\n" % (component, time.time() - start))


def component(name):
    """The folder of a component, installed at first use."""
    ensure([name])
    return home(name)


def run_under(name):
    """Run the calling script again under a component's own Python, unless it is."""
    python = os.path.join(component(name), "bin", "python")
    if os.path.realpath(sys.prefix) != os.path.realpath(home(name)):
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        os.execv(python, [python] + sys.argv)


class Workdir:
    """A scratch folder that goes away with its block."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="edgewise-judges-")
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


def _terminated(signum, _frame):
    """A TERM unwinds the stack, so that servers and scratch folders go too."""
    raise SystemExit(128 + signum)


signal.signal(signal.SIGTERM, _terminated)
