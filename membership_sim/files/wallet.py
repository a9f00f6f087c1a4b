"""Wallets as files write them: names are unique, the first method is the default (PAY-8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from membership_sim.files.value_shapes import METHOD_KINDS, method_of
from membership_sim.files.words import quoted, suggestion
from membership_sim.scenario import Method, Wallet

if TYPE_CHECKING:
    from membership_sim.files.records import Fields
    from membership_sim.files.shapes import Report


def read_wallet(fields: Fields, otherwise: Wallet | None, report: Report) -> Wallet:
    """Return the wallet of a scenario or a `given`: its own, else `otherwise`, else one card that never fails."""
    wallet = otherwise or Wallet()
    if "wallet" in fields:
        methods = _methods(fields["wallet"], report)
        wallet = Wallet(methods, methods[0].name if methods else None)
    if "default" not in fields:
        return wallet
    default, names = fields["default"], [method.name for method in wallet.methods]
    if default is None and names:
        report.add(fields.place("default"), f"'default' is null, one of {', '.join(names)} is allowed")
    elif default is not None and default not in names and not fields.wrong("wallet"):
        hint = suggestion(default, names) or ","
        report.add(
            fields.place("default"),
            f"unknown payment method {quoted(default)}{hint} on file: {', '.join(names) or 'nothing'}",
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
