"""Where a charge is taken or declined: a wallet or a script (PAY-1, PAY-2, PAY-8)."""
from tests.naive.calendar import ScenarioProblemError, parse_day, parse_month_end

BLOCK_REASONS = ("expired", "invalid", "insufficient_funds", "over_limit", "security_hold",
                 "registration_error", "wrong_details")
REASONS_LIFTED_BY_AN_UPDATE = ("expired", "invalid", "wrong_details")
NEVER_FAILING_WALLET = [{"card": "card"}]


class Method:
    def __init__(self, data):
        kinds = [kind for kind in ("card", "gift_balance", "account") if kind in data]
        if len(kinds) != 1:
            raise ScenarioProblemError(f"not a payment method: {data!r}")
        self.kind = kinds[0]
        self.name = data[self.kind]
        self.good_through = None
        if data.get("expires") is not None:
            if self.kind != "card":
                raise ScenarioProblemError("only cards expire")
            self.good_through = parse_month_end(data["expires"])
        self.balance = data.get("amount") or 0
        self.block_reason = None
        self.block_until = None
        if data.get("blocked") is not None:
            self.block(data["blocked"], data.get("until"))

    def block(self, reason, until):
        if reason not in BLOCK_REASONS:
            raise ScenarioProblemError(f"unknown reason {reason!r}")
        self.block_reason = reason
        self.block_until = None if until is None else parse_day(until)

    def lift_block(self):
        self.block_reason = None
        self.block_until = None

    def why_not(self, amount, today):
        """The reason why this method does not take the amount today, or None."""
        if self.block_reason is not None and (self.block_until is None or today < self.block_until):
            return self.block_reason
        if self.good_through is not None and today > self.good_through:
            return "expired"
        if self.kind == "gift_balance" and self.balance < amount:
            return "insufficient_funds"
        return None


class Wallet:
    def __init__(self, methods):
        self.methods = []          # in the order in which they were filed
        self.default_name = None
        for data in methods:
            self.add(data)

    def find(self, name):
        for method in self.methods:
            if method.name == name:
                return method
        raise ScenarioProblemError(f"no payment method {name!r} on file")

    def add(self, data):
        method = Method(data)
        for other in self.methods:
            if other.name == method.name:
                raise ScenarioProblemError(f"a payment method {method.name!r} exists already")
        self.methods.append(method)
        if self.default_name is None:
            self.default_name = method.name

    def update(self, name, expires):
        method = self.find(name)
        if expires is not None:
            if method.kind != "card":
                raise ScenarioProblemError("only cards expire")
            method.good_through = parse_month_end(expires)
        if method.block_reason in REASONS_LIFTED_BY_AN_UPDATE:
            method.lift_block()

    def remove(self, name):
        self.methods.remove(self.find(name))
        if self.default_name == name:
            self.default_name = self.methods[0].name if self.methods else None

    def set_default(self, name):
        self.default_name = self.find(name).name

    def top_up(self, name, amount):
        method = self.find(name)
        if method.kind != "gift_balance":
            raise ScenarioProblemError(f"{name!r} is no gift balance")
        method.balance += amount

    def holds_more_than_gift_balances(self):
        """JOIN-4: on file is enough."""
        return any(method.kind != "gift_balance" for method in self.methods)

    def ask_for(self, amount, today):
        """PAY-1: (name of the method that took it, None), or (None, reasons)."""
        if not self.methods:
            return None, [{"reason": "no_method"}]
        others = [method for method in self.methods if method.name != self.default_name]
        in_order = [self.find(self.default_name), *others]
        reasons = []
        for method in in_order:
            reason = method.why_not(amount, today)
            if reason is None:
                if method.kind == "gift_balance":
                    method.balance -= amount
                return method.name, None
            reasons.append({"method": method.name, "reason": reason})
        return None, reasons


class Script:
    """`payments:` of a scenario: outcomes by day or by the number of the try."""

    def __init__(self, lines, wallet):
        self.lines = lines
        self.wallet = wallet
        self.tries = 0
        for line in lines:
            reason = line.get("decline")
            if reason is not None and reason not in (*BLOCK_REASONS, "no_method"):
                raise ScenarioProblemError(f"unknown reason {reason!r}")

    def ask_for(self, amount, today):
        self.tries += 1
        for line in self.lines:
            if line.get("date") is not None and parse_day(line["date"]) != today:
                continue
            if line.get("try") is not None and line["try"] != self.tries:
                continue
            if line.get("decline") is not None:
                return None, self.declined(line["decline"])
            if line.get("take") is not None:
                return line["take"], None
        if self.wallet.default_name is None:               # settled later: nothing on file takes nothing
            return None, self.declined("no_method")
        return self.wallet.default_name, None

    def declined(self, reason):
        """The reasons of a decline: the default method's, if there is one."""
        name = self.wallet.default_name
        return [{"reason": reason} if name is None else {"method": name, "reason": reason}]
