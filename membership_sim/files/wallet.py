"""Wallets as files write them, and whether the actions of a story fit what is on file then (PAY-8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from membership_sim.files.value_shapes import METHOD_KINDS, method_of
from membership_sim.files.words import listed, quoted, suggestion
from membership_sim.payments import file_action, misfit
from membership_sim.scenario import Method, Wallet

if TYPE_CHECKING:
    from membership_sim.files.events import EventRead
    from membership_sim.files.report import Report
    from membership_sim.files.structures import Fields
    from membership_sim.scenario import Place

MOST_METHODS: Final = 1_000  # on file

# An event whose action could not be read changes what is on file only if it has one of these.
_OF_METHODS: Final = frozenset(("name", "method", *METHOD_KINDS))
_CHANGES_NAMES: Final = ("add_method", "remove_method")


def read_wallet(fields: Fields, otherwise: Wallet | None, report: Report) -> Wallet:
    """Return the wallet of a scenario or a `given`: its own, else `otherwise`, else one card that never fails."""
    wallet = otherwise or Wallet()
    if "wallet" in fields:
        methods = _methods(fields["wallet"], report)
        if len(methods) > MOST_METHODS:
            report.add(fields.place("wallet"), f"a wallet of {len(methods):,}, at most {MOST_METHODS:,} are allowed")
        wallet = Wallet(methods, methods[0].name if methods else None)
    if "default" not in fields:
        return wallet
    default, names = fields["default"], [method.name for method in wallet.methods]
    if default is None and names:
        report.add(fields.place("default"), f"'default' is null, one of {listed(names)} is allowed")
    elif default is not None and default not in names and not fields.wrong("wallet"):
        hint = suggestion(default, names) or ","
        report.add(
            fields.place("default"),
            f"unknown payment method {quoted(default)}{hint} on file: {listed(names) or 'nothing'}",
        )
    return wallet._replace(default=default)


def _methods(read: list[Fields], report: Report) -> tuple[Method, ...]:
    methods: dict[str, Method] = {}
    for fields in read:
        method = method_of(fields)
        if method is None:
            continue
        if method.name in methods:
            kind = next(kind for kind in METHOD_KINDS if kind in fields)
            message = f"the payment method {quoted(method.name)} is on file already, names are unique"
            report.add(fields.place(kind), message)
        methods.setdefault(method.name, method)
    return tuple(methods.values())


def check_wallet_actions(wallet: Wallet, events: list[EventRead], report: Report) -> None:
    """Report each wallet action that does not fit what is on file by then; no wallet action is ever refused (PAY-8).

    The looking ends where it is no more known what is on file.
    """
    on_file = {method.name: method.kind for method in wallet.methods}
    for its in events:
        fields = its.fields
        if its.action is None:
            if fields.get("do", "add_method") in _CHANGES_NAMES and _OF_METHODS & fields.node.entries.keys():
                return
            continue
        problem = misfit(on_file, its.action)
        if problem:
            report.add(_place_of_name(fields), problem)
            continue
        file_action(on_file, its.action)
        if its.action.do == "add_method" and len(on_file) > MOST_METHODS:
            report.add(_place_of_name(fields), f"a wallet of {len(on_file):,}, at most {MOST_METHODS:,} are allowed")
            return


def _place_of_name(fields: Fields) -> Place | None:
    if "name" in fields:
        return fields.place("name")
    own: Fields = fields.get("method", fields)
    return own.place(next(kind for kind in METHOD_KINDS if kind in own))
