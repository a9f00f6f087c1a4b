"""The words in Japanese. What each table is for, and what templates may hold, stands in `catalogue.py`.

A thing has one term: 入会 join, 解約 cancel, 一時停止 pause, 再開 resume, 請求 charge, 決済不可 decline, 返金 refund,
会費 fee, 期間 period, 起算日 anchor, 予約 what waits, 受付不可 refused. Entries end in a noun, reasons in です or ます
without a full stop.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from membership_sim.money import Currency
from membership_sim.show.catalogue import Catalogue
from membership_sim.show.catalogue_ja_reasons import BECAUSE
from membership_sim.show.catalogue_ja_rules import BOOK_TEXTS, RULES, SECTIONS, SOURCES, STATEMENTS

if TYPE_CHECKING:
    from membership_sim.rulebook.parameters import Parameter

_WHAT: Final = {
    "action": "{deed}",
    "action.cancel": "{deed}[：{effective}に終了][、特典は{benefits_until}まで]",
    "action.pause": "{deed}[：{effective}に開始][、特典は{benefits_until}まで]",
    "action.change_plan": "{deed}[：{effective}から]",
    "cancel.already": "{deed}[：{effective}に終了済み]",
    "change.withdrawn": "{deed}：変更の予約を取り消し",
    "refused": "受付不可：{deed}",
    "trial.ended": "無料体験の終わりに解約",
    "period.ended": "期間の終わりに解約",
    "pause.began": "一時停止",
    "pause.limit": "解約(一時停止の期限切れ)",
    "suspension.limit": "解約(未払いのまま期限切れ)",
    "state": "{from_state}から{state}へ",
    "charge": "請求[({method})]：{span}",
    "decline": "決済不可[({tries}回目)]：{reasons}",
    "refund": "返金[：{back}に入金予定]",
    "notice": "通知：{notice}",
    "use": "{benefit}を利用[({by})][、{value}相当]",
}

_DEEDS: Final = {
    "join": "入会[({plan})][、無料体験：{trial}]",
    "use": "{benefit}を利用[({by})][、{value}相当]",
    "cancel": "解約[({when})]",
    "keep": "予約の取り消し",
    "pause": "一時停止の申し込み",
    "resume": "再開",
    "change_plan": "{to}へ変更",
    "pay": "未払い額の支払い",
    "terminate": "Amazonによる終了[、不正利用：{misuse}]",
    "add_family": "家族会員に{name}を追加",
    "remove_family": "家族会員から{name}を削除",
    "add_method": "支払い方法に{method}を追加",
    "update_method": "{name}を更新[(有効期限{expires})]",
    "remove_method": "支払い方法から{name}を削除",
    "set_default": "{name}を既定の支払い方法に設定",
    "block_method": "{name}が使用不可：{reason}[({until}に復旧)]",
    "unblock_method": "{name}の使用不可を解除",
    "top_up": "{name}に{amount}をチャージ",
    "set_reminder": "更新前のお知らせ：{to}",
    "set_graduation": "卒業：{month}",
}

_STATES: Final = {
    "prospect": "未入会",
    "trial": "無料体験",
    "paid": "有料会員",
    "past_due": "支払い遅延",
    "suspended": "利用停止",
    "paused": "一時停止",
    "cancelled": "解約済み",
}

_NAMES: Final = {
    **_STATES,
    **{f"box.{state}": text for state, text in _STATES.items()},
    "in.prospect": "初回の入会前",
    "in.trial": "無料体験中",
    "in.paid": "有料会員の間",
    "in.past_due": "支払い遅延中",
    "in.suspended": "利用停止中",
    "in.paused": "一時停止中",
    "in.cancelled": "解約後",
    "plan.monthly": "月間プラン",
    "plan.annual": "年間プラン",
    "plan.student_monthly": "学生月間プラン",
    "plan.student_annual": "学生年間プラン",
    "delivery": "配送",
    "video": "動画",
    "music": "音楽",
    "photos": "写真",
    "reading": "読書",
    "sales": "セール",
    "later": "期間末に",
    "now": "今すぐ",
    "yes": "あり",
    "no": "なし",
    "notice.reminder": "更新前のお知らせ",
    "notice.confirmation": "解約の確認",
    "notice.payment_failed": "決済不可",
    "notice.suspended": "特典の停止",
    "notice.recovered": "支払いの完了",
    "notice.pause_begun": "一時停止の開始",
    "notice.cancelled_by_limit": "会員資格の終了",
    "notice.refund": "返金",
    "expired": "期限切れ",
    "invalid": "無効",
    "insufficient_funds": "残高不足",
    "over_limit": "限度額超過",
    "security_hold": "セキュリティ上の保留",
    "registration_error": "登録の誤り",
    "wrong_details": "名義や番号の誤り",
    "reason.expired": "期限切れ",
    "reason.invalid": "無効",
    "reason.insufficient_funds": "残高不足",
    "reason.over_limit": "限度額超過",
    "reason.security_hold": "セキュリティ上の保留",
    "reason.registration_error": "登録の誤り",
    "reason.wrong_details": "名義や番号の誤り",
    "reason.no_method": "支払い方法の登録なし",
    "certainty.stated": "明記",
    "certainty.reported": "報告",
    "certainty.observed": "観測",
    "certainty.assumed": "仮定",
    "certainty.defined": "定義",
    "verdict.conforms": "一致",
    "verdict.acceptable": "許容",
    "verdict.undetermined": "判定不能",
    "verdict.diverges": "不一致",
    "verdict.diverges (assumed rule)": "不一致(仮定のルール)",
    "trigger.join": "入会",
    "trigger.use": "特典の利用",
    "trigger.cancel": "解約",
    "trigger.keep": "予約の取り消し",
    "trigger.pause": "一時停止の申し込み",
    "trigger.resume": "再開",
    "trigger.change_plan": "プラン変更",
    "trigger.terminate": "Amazonによる終了",
    "trigger.add_family": "家族会員の追加",
    "trigger.remove_family": "家族会員の削除",
    "trigger.period_end": "期間の終わり",
    "trigger.retry_due": "再試行",
    "trigger.last_retry": "最後の再試行",
    "trigger.by_hand": "会員の操作",
    "trigger.pause_limit": "一時停止の期限",
    "trigger.suspension_limit": "利用停止の期限",
    "trigger.reminder_due": "更新前のお知らせ",
    "trigger.taken": "決済",
    "trigger.declined": "決済不可",
    "wish.cancel": "解約",
    "wish.pause": "一時停止",
    "holidays.none": "なし",
}

_LABELS: Final = {
    "amount_and_what": "{amount} {what}",
    "heading": "{title}({name})[、{span}][、{changed}]",
    "day_and_weekday": "{day}({weekday})",
    "day_and_book": "{day}、{book}",
    "item": "{name}：{value}",
    "item_no_value": "{name}：",
    "clauses": "。",
    "percent": "{number}%",
    "method_reason": "{method}は{reason}",
    "range": "{first}〜{last}",
    "null": "({meaning})",
    "rule_about": "{section}／{certainty}",
    "rule_in_full": "{rule}({certainty})：{text}",
    "plan_about": "{plan}({length}[、{student}])",
    "zone_about": "{zone}({certainty})",
    "rulebook": "ルールブック",
    "date": "日付",
    "what": "出来事",
    "amount": "金額",
    "state": "状態",
    "why": "理由",
    "rules": "ルール",
    "changed": "変更した値は{values}",
    "nothing": "何も起こりません",
    "charged": "請求",
    "refunded": "返金",
    "net": "差引",
    "benefit_days": "特典のある日数",
    "final_state": "最後の状態",
    "of_days": "{whole}日中{part}日",
    "assumed": "出典に書かれていないため仮定したルール",
    "book_about": "{zone}、{currency}、{tax}、祝日は{holidays}",
    "tax_included": "税込み",
    "tax_added": "税別",
    "plans": "プラン",
    "student": "学生",
    "value": "値",
    "is": "内容",
    "certainty": "確かさ",
    "rule": "ルール",
    "fee": "会費",
    "new_from": "新規",
    "or": "または{value}",
    "chosen": "指定",
    "not_yet": "この日はまだ不明",
    "from_day": "{day}から{value}",
    "renewals_from": "更新",
    "day_assumed": "、日付仮定",
    "values_of": "{book}での値",
    "rows_of": "このルールによる遷移",
    "row": "行",
    "trigger": "きっかけ",
    "while": "状態",
    "to": "次の状態",
    "refuses": "受付不可",
    "waits": "{wish}を予約済み",
    "plan_waits": "{plan}への変更を予約済み",
    "owes": "{amount}が未払い",
    "sources_of": "出典",
    "by": "{certainty}：{sources}",
    "at_the_end": "その日の終わり",
    "due_next": "何もしない場合の次の予定",
    "nothing_due": "予定はありません",
    "rules_of": "関係するルール",
    "benefits": "特典あり",
    "no_benefits": "特典なし",
    "period": "期間は{span}",
    "action": "できること",
    "then": "その後",
    "benefits_until": "特典の最終日",
    "next_charge": "次の請求",
    "last_safe": "期限",
    "last_safe_about": "期限：次の請求や変化の前に、同じ操作で同じ金額になる最後の日",
    "someone": "だれか",
    "new_card": "新しいカード",
    "go_on": "継続",
    "benefits_go_on": "特典は継続",
    "benefits_to_day": "特典は{day}まで",
    "calendar_ends": "特典は継続します。記録はこの日までです",
    "last_cancel": "{amount}の請求前に解約できる最後の日",
    "last_cancel_about": "今日までに解約しないと、{day}に{amount}を請求します",
    "last_resume": "再開できる最後の日",
    "last_resume_about": "今日までに再開しないと、明日、会員資格が終わります",
    "charge_follows": "次の請求は{charge}",
    "no_charge_follows": "その後の請求なし",
    "not_known": "不明：{what}",
    "missing_fee": "{day}の{plan}の会費(最初の会費は{first}から、PRICE-3)",
    "missing_holidays": "返金に関わる{day}からの祝日",
    "arrow_outcome": "{cause}、{outcome}",
    "arrow_waits": "{trigger}、{wish}を予約済み",
    "arrow_when": "{trigger}({when})",
    "unknown": "?",
    "none": "-",
    "declined": "決済不可",
    "with_trial": "無料体験あり",
    "without_trial": "無料体験なし",
    "on_day": "{day}に",
    "between_days": "{first}から{last}の間に",
    "and_if": "、かつ",
    "verdict": "{judgement}[  {member}]  ({place}から{lines})",
    "acceptable_with": "仮定に代わる値{readings}なら、モデルのとおりです",
    "by_the_book": "ルールブックのままの場合：",
    "conforms_with": "{readings}なら、モデルのとおりです",
    "or_reading": "または",
    "nothing_told": "ツールの動きを伝える行がなく、{kinds}の欠落もありません",
    "doubt_with": "{reading}もありえます。その場合、{doubt}",
    "differs": "{place}：{day}が異なります",
    "expected": "予想：{what}",
    "seen": "記録：{what}",
    "nothing_more": "これ以上なし",
    "nothing_seen": "なし",
    "field_differs": "{field}：予想は{expected}、記録は{seen}",
    "supposed_use": "{day}より前に、観測されていない利用があったとします",
    "supposed_earlier_day": "{day}にTIME-2で受付不可となった操作は、それより前の日を求めたものだったとします",
    "supposed_decline": "記録にない{day}の{amount}の請求は、決済不可だったとします"
    "[(想定する決済不可は{periods}で計{declines}回)]",
    "rule_line": "ルール：{rule}({certainty})",
    "because": "理由：[その前の{since}、]{because}",
    "allowed_then": "その時({state})にできること：{allowed}",
    "first_line": "最初の行",
    "first_lines": "最初の{count}行",
    "shown_by": "{lines}({place}まで)で分かります",
    "shown_by_none": "{place}で分かります。この会員の行はありません",
    "so_many": "{verdict}{count}",
    "verdicts": "{members}、{lines}：{each}",
    "untried": "{members}については、ほかの読み方をすべては試していません",
    "nothing_judged": "判定なし",
    "would_conform": "次の場合は一致します：{edits}",
    "would_conform_since": "次の場合は一致します：{edits}。{day}の{what}：{because}",
    "same_record": "または次の場合です：{edits}(記録も最後の会員資格も同じになります)",
    "or_if": "、または",
    "more_explanations": "ほかに{count}通りの説明があります",
    "unexplained": "操作をどう変えても説明できません({count}通りを試しました)",
    "unexplained_so_far": "最初の{count}通りの変更では説明できません",
    "not_diagnosed": "操作の変更は試していません。行がないか、多すぎるか、使えない行があります",
    "notices": "通知",
    "benefit_used": "特典の利用",
    "totals_about": "差引{net}、特典は{whole}日中{part}日",
    "year_sums": "{days}、{net}",
    "month_number": "{month}月",
    "times": "{count}回",
    "tick_year": "{year}年",
    "tick_month": "{year}年{month}月",
    "tick_day": "{year}年{month}月{day}日",
    "options_about": "{day}、{state}。その後は何もしない場合",
}

_DOUBTS: Final = {
    "damage": "記録の{line}行目を読めませんでした",
    "untold": "モデルでは分かりません：{problem}",
    "untried": "ほかの読み方をすべて試すのは、食い違う会員の最初の{count}人までで、この会員には試していません",
    "nothing_told": "システムが行ったことを示す行がなく、もれなく記録したとされた種類にも、行うべきことがありません",
    "too_many": "観測されないことが多く、ありうる経過が多すぎます",
    "use": "{day}に、利用がない場合の返金がありません。利用があれば説明できますが、利用は観測されていません",
    "earlier_day": "{day}のTIME-2による受付不可は、求められた日によりますが、その日を示す行がありません",
    "decline": "{day}に{amount}の請求がありません。決済不可なら説明できますが、決済不可は観測されていません"
    "[(想定する決済不可は{periods}で計{declines}回)]",
}

# Actions in a sentence such as 「2025年3月5日の動画の利用は登録されなかった」.
_NOUNS: Final = {
    "use": "{benefit}の利用[({by})][、{value}相当]",
    "change_plan": "{to}への変更",
    "terminate": "Amazonによる終了[、不正利用：{misuse}]",
    "add_family": "家族会員への{name}の追加",
    "remove_family": "家族会員からの{name}の削除",
    "add_method": "支払い方法への{method}の追加",
    "update_method": "{name}の更新[(有効期限{expires})]",
    "remove_method": "支払い方法からの{name}の削除",
    "set_default": "既定の支払い方法への{name}の設定",
    "block_method": "{name}の使用不可：{reason}[({until}に復旧)]",
    "unblock_method": "{name}の使用不可の解除",
    "top_up": "{name}への{amount}のチャージ",
    "set_reminder": "更新前のお知らせの設定：{to}",
    "set_graduation": "卒業の設定：{month}",
}

_EDITS: Final = {
    "refund_under_way": "{day}の{amount}の返金は{business_days}営業日以内({last}まで)で、まだ処理中だった",
    "refund_came": "{day}の{amount}の返金は{business_days}営業日以内に済み、{when}入金された",
    "removed": "{day}の{noun}は登録されなかった",
    "next_period": "{day}の{noun}は次の期間の{effective}に有効になった({when}登録されたのと同じ)",
    "delayed": "{day}の{noun}は遅れて{when}登録された[(有効になったのは{effective})]",
    "doubled": "{day}の{noun}は二重に登録され、2度目は{when}登録された",
    "other_account": (
        "{day}の{amount}の請求[(全部で{count}件)]は、{when}{plan}({trial})で入会した別のアカウントのものだった"
        "[(そのアカウントは{ends}より前に解約された)]"
    ),
    "declined": "{day}の{amount}の請求は決済できず[(全部で{count}回)]、それが記録されなかった",
    "added": "記録されなかった操作がある：{when}{deed}",
    "other_refund": "{day}の{amount}の返金は別のアカウントのものだった",
}

_CURRENCIES: Final = {
    "JPY": "円",
    "USD": "米ドル",
    "EUR": "ユーロ",
    "GBP": "英ポンド",
    "CAD": "カナダドル",
    "AUD": "豪ドル",
    "INR": "インドルピー",
    "KRW": "ウォン",
}
_COUNTERS: Final = {"days": "日間", "months": "か月", "lines": "行", "members": "人", "periods": "期間"}
# What the number of a rule book's value counts, by its dotted name.
_UNITS: Final = {
    "trial.days": "日間",
    "trial.student_months": "か月",
    "student.paid_months": "か月",
    "pause.limit_days": "日間",
    "payment.retry_days": "日後",
    "payment.suspension_days": "日間",
    "refund.free_business_days": "営業日",
    "refund.paid_within_business_days": "営業日",
    "family.limit": "人",
    "reminder.days_before": "日前",
}


def _amount(amount: int, currency: Currency) -> str:
    """Return the amount with the name of its currency, such as 600円 or 14.99米ドル."""
    whole, rest = divmod(abs(amount), 10**currency.decimals)
    decimals = f".{rest:0{currency.decimals}d}" if currency.decimals else ""
    return f"{'-' if amount < 0 else ''}{whole:,}{decimals}{_CURRENCIES[currency.code]}"


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def _month(on: date) -> str:
    return f"{on.year}年{on.month}月"


def _days(start: str, last_day: str) -> str:
    """Return a span; the year stands once when it is the same."""
    if start == last_day:
        return start
    year = start[: start.find("年") + 1]
    return f"{start}〜{last_day.removeprefix(year)}"


def _counted(number: int, nouns: str) -> str:
    return f"{number}{_COUNTERS[nouns]}"


def _with_unit(number: str, parameter: Parameter) -> str:
    return number + _UNITS[parameter.name]


CATALOGUE: Final = Catalogue(
    lang="ja",
    because=BECAUSE,
    what=_WHAT,
    deeds=_DEEDS,
    names=_NAMES,
    rules=RULES,
    labels=_LABELS,
    doubts=_DOUBTS,
    edits=_EDITS,
    nouns=_NOUNS,
    weekdays=("月", "火", "水", "木", "金", "土", "日"),
    amount=_amount,
    days=_days,
    several="、".join,
    day=_day,
    month=_month,
    counted=_counted,
    with_unit=_with_unit,
    series="、".join,
    statements=STATEMENTS,
    sections=SECTIONS,
    sources=SOURCES,
    book_texts=BOOK_TEXTS,
)
