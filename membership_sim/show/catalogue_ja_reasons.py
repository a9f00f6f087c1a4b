"""Why each entry is there, in Japanese: the reason of every message id. The terms are those of `catalogue_ja.py`."""

from __future__ import annotations

from typing import Final

# How the amount of a charge came about; every number of its formula (BILL-3, PRICE-1).
_PRICE: Final = "{fee}[({step}からの会費)][＋売上税{tax}][(税率{tax_rate})]"
_OWED: Final = "{first_due}からの未払いを{attempt}回目の請求で支払いました：" + _PRICE
_ON_FILE: Final = "支払い方法はどの状態でも変更できます"
_TRIED: Final = "支払い方法が変わったため、未払いの請求をすぐに試みます"

_DUE: Final = {
    "renewal.due": "期間が終わり、次の期間の会費を請求します",
    "plan_change.due": "期間が終わり、予約されていたプランの会費を請求します",
    "graduation.due": "期間と学生プランが終わり、通常プランの会費を請求します",
    "conversion.due": "無料体験が終わり、最初の会費を請求します",
    "conversion.due_changed": "無料体験が終わり、予約されていたプランの最初の会費を請求します",
    "reminder": "お知らせが有効で、まもなく無料体験または期間が終わり更新されます",
    "retry.due": "未払いの請求を再試行します",
}

_ENDS: Final = {
    "trial.ended": "{since}に始まった無料体験が終わり、予約どおり解約されました",
    "period.ended": "{since}に始まった期間が終わり、予約どおり解約されました",
    "pause.began": "{since}に始まった無料体験または期間が終わり、予約どおり一時停止しました",
    "pause.limit": "{since}から一時停止したまま再開されませんでした。一時停止は最長{days}です",
    "suspension.limit": "{since}から利用停止のまま支払われませんでした。利用停止は最長{days}です",
}

_ACTIONS: Final = {
    "join.trial": "初回の入会なので{last_day}まで無料体験です。最初の請求は{effective}です",
    "join.paid": "無料体験なしの入会は、すぐに請求します",
    "join.trial_used_up": "無料体験は利用済みなので、入会するとすぐに請求します",
    "rejoin.paid": "無料体験は利用済みなので、再入会するとすぐに請求します",
    "rejoin.without_trial": "無料体験なしの再入会は、すぐに請求します",
    "rejoin.trial": "もう一度無料体験を利用できます。{last_day}まで無料で、最初の請求は{effective}です",
    "change.withdrawn": "現在のプランを選んだため、プラン変更の予約を取り消します",
    "change.repeated": "このプラン変更は予約済みです。何も変わりません",
    "change.student": "有料期間中の学生プランへの変更は、すぐに請求します",
    "change.waits": "プラン変更は期間の終わりまで予約されます",
    "change.at_once": "このルールブックでは、プラン変更はすぐに有効になります",
    "change.waits_in_trial": "プラン変更は無料体験の終わりまで予約されます",
    "change.at_once_in_trial": "このルールブックでは、プラン変更はすぐに有効になり、無料体験は終わります",
    "cancel.later_in_trial": "無料体験の終わりに解約します。特典はそれまで使え、請求はありません",
    "cancel.later": "期間の終わりに解約します。特典はそれまで使え、返金はありません",
    "cancel.instead_of_pause_in_trial": "最後の希望が有効です。無料体験は請求なしで終わり、一時停止はしません",
    "cancel.instead_of_pause": "最後の希望が有効です。一時停止の予約に代わり、解約を予約します",
    "cancel.repeated": "解約は予約済みです。何も変わりません",
    "cancel.now_in_trial": "無料体験と特典はすぐに終わり、費用はかかりません",
    "cancel.now_never_refunded": "会員資格はすぐに終わります。このルールブックでは返金はありません",
    "cancel.now_unused": "会員資格はすぐに終わります。この期間に特典を利用していないため、全額返金します",
    "cancel.now_in_free_days": (
        "会員資格はすぐに終わります。全額返金の対象となる営業日の間ですが、利用した分は差し引いて返金します"
    ),
    "cancel.now_used_strict": "会員資格はすぐに終わります。特典を利用したため、返金はありません",
    "cancel.now_used_by_percent": "会員資格はすぐに終わります。特典を利用したため、一部を返金します",
    "cancel.now_used_by_days": "会員資格はすぐに終わります。特典を利用したため、残りの日数に応じて返金します",
    "cancel.now_used_by_full_months": (
        "会員資格はすぐに終わります。特典を利用したため、残りの月数(1か月未満は切り捨て)に応じて返金します"
    ),
    "cancel.without_period": "有料期間ではないため、すぐに終わります。支払いも返金もありません",
    "cancel.already": "すでに解約済みです。何も変わりません",
    "keep": "予約を取り消します。会員資格は更新されます",
    "terminate.without_period": "Amazonが会員資格を終了します。有料期間ではないため、返金はありません",
    "terminate.misuse": "Amazonが不正利用のため会員資格を終了します。返金はありません",
    "terminate.refunded": "Amazonが会員資格を終了します。残りの月数(1か月未満は切り捨て)の分を返金します",
    "pause": "一時停止は無料体験または期間の終わりに始まるため、支払った日は失われません",
    "pause.instead_of_cancel": "最後の希望が有効です。解約の予約に代わり、一時停止を予約します",
    "pause.repeated": "一時停止は予約済みです。何も変わりません",
    "resume": "再開すると、更新時の会費をすぐに請求します",
    "resume.unpaid": "再開するとすぐに請求します。まだ一度も支払っていないため、新規会員の会費です",
    "resume.changed": "再開すると、予約されていたプランの会費をすぐに請求します",
    "resume.graduated": "再開するとすぐに請求します。学生プランは終わったため、通常プランです",
    "pay": "未払いの請求をすぐに試みます",
    "family.added": "空きがあるため、配送とセールを共有します",
    "family.removed": "一覧から削除し、空きが戻ります",
    "add_method.tried": _TRIED,
    "update_method.tried": _TRIED,
    "unblock_method.tried": _TRIED,
    "top_up.tried": _TRIED,
    "add_method": _ON_FILE,
    "update_method": _ON_FILE,
    "unblock_method": _ON_FILE,
    "top_up": _ON_FILE,
    "remove_method": _ON_FILE,
    "set_default": _ON_FILE,
    "block_method": _ON_FILE,
    "reminder.set": "お知らせの設定はいつでも変更できます。初めは無効です",
    "graduation.set": "その月の末日から、学生プランは更新されません",
}

_NO_STUDENT_PLAN: Final = "卒業した人、または支払える月数を使い切った人は学生プランを利用できません"
_REFUSALS: Final = {
    "join.plan_closed": _NO_STUDENT_PLAN,
    "join.no_method": "無料体験には、ギフト残高以外の支払い方法の登録が必要です",
    "join.member": "すでに会員資格があります。{in_state}は入会できません",
    "use.not_shared": "家族会員が共有できるのは配送とセールだけです",
    "use.stranger": "利用した人は家族会員の一覧にいません",
    "use.no_benefits": "{in_state}は特典を利用できません",
    "change.none": "現在のプランと同じで、取り消せる変更の予約もありません",
    "change.plan_closed": _NO_STUDENT_PLAN,
    "change.no_period": "プランを変更できるのは無料体験中または有料期間中だけで、{in_state}はできません",
    "cancel.nothing": "解約できる会員資格がまだ一度もありません",
    "keep.nothing_waits": "解約も一時停止も予約されていません",
    "keep.no_period": "{in_state}は、解約も一時停止も予約されていません",
    "terminate.no_member": "終了できる会員資格がありません",
    "pause.no_period": "一時停止を申し込めるのは無料体験中または有料期間中だけで、{in_state}はできません",
    "resume.not_paused": "再開できるのは一時停止中の会員資格だけで、{in_state}はできません",
    "pay.nothing_owed": "{in_state}は、未払いの請求がありません",
    "family.student_plan": "学生プランでは家族会員を登録できません",
    "family.listed": "この名前はすでに家族会員の一覧にあります",
    "family.full": "家族会員の一覧に空きがありません",
    "family.no_benefits": "家族会員を追加できるのは特典がある間だけで、{in_state}はできません",
    "family.not_listed": "この名前は家族会員の一覧にありません",
    "family.no_member": "{in_state}は、家族会員の一覧がありません",
    "time.back": "日付は戻せません。このアカウントの日付はもっと後です",
}

_CHARGES: Final = {
    "taken.join": "{plan}の最初の期間の前払いです：" + _PRICE,
    "taken.rejoin": "無料体験なしの再入会で起算日が新しくなります。{plan}の前払いです：" + _PRICE,
    "taken.renewal": "{plan}の次の期間の前払いです：" + _PRICE,
    "taken.plan_change": "予約されていた{plan}への変更が有効になります：" + _PRICE,
    "taken.graduation": "学生プランが終わり、{plan}に変わります：" + _PRICE,
    "taken.conversion": "無料体験が終わり、今日を起算日として{plan}の支払いが始まります：" + _PRICE,
    "taken.conversion_changed": "無料体験が終わり、予約されていた{plan}への変更が有効になります：" + _PRICE,
    "taken.student": "{plan}への変更で起算日が新しくなります：" + _PRICE,
    "taken.at_once": "{plan}への変更で起算日が新しくなります：" + _PRICE,
    "taken.at_once_in_trial": "{plan}への変更で無料体験が終わり、今日が起算日になります：" + _PRICE,
    "taken.resume": "再開で起算日が新しくなります。{plan}の前払いです：" + _PRICE,
    "taken.resume_changed": "再開で起算日が新しくなります。予約されていた{plan}の前払いです：" + _PRICE,
    "taken.resume_graduated": "再開で起算日が新しくなります。学生プランに代わる{plan}の前払いです：" + _PRICE,
    "taken.retry": _OWED,
    "taken.by_hand": _OWED,
    "taken.suspended": _OWED + "。特典が再び使えます",
}

_FEE_FAILED: Final = "どの支払い方法でも決済できませんでした。特典は続き、後で再試行します：" + _PRICE
_FIRST_FEE_FAILED: Final = "最初の会費をどの支払い方法でも決済できませんでした。特典は続き、後で再試行します：" + _PRICE
_PLAN_STAYS: Final = "どの支払い方法でも決済できなかったため、プランは変わりません：" + _PRICE
_TRY: Final = "{first_due}からの未払いの{attempt}回目の請求です。"
_DECLINES: Final = {
    "declined.join": "どの支払い方法でも決済できなかったため、会員資格は始まりません：" + _PRICE,
    "declined.student": _PLAN_STAYS,
    "declined.at_once": _PLAN_STAYS,
    "declined.resume": "どの支払い方法でも決済できなかったため、一時停止が続き、再試行もありません：" + _PRICE,
    "declined.conversion": _FIRST_FEE_FAILED,
    "declined.conversion_changed": _FIRST_FEE_FAILED,
    "declined.renewal": _FEE_FAILED,
    "declined.plan_change": _FEE_FAILED,
    "declined.graduation": _FEE_FAILED,
    "declined.retry": _TRY + "特典は続きます：" + _PRICE,
    "declined.last_retry": _TRY + "最後の再試行だったため、特典は止まります：" + _PRICE,
    "declined.by_hand": _TRY + "会員の操作によるもので、再試行には数えません：" + _PRICE,
    "declined.suspended": _TRY + "会員の操作によるもので、特典は止まったままです：" + _PRICE,
}

_CHARGED: Final = "{charged}[(記録{charge}番の請求)]"
_BEYOND: Final = "[。{beyond}からの祝日の表が足りないため、返金の時期は分かりません]"
_SHARE: Final = _CHARGED + "の{part}/{whole}です" + _BEYOND
_REFUNDS: Final = {
    "refund.in_full": "この期間に特典を利用していないため、" + _CHARGED + "の全額です" + _BEYOND,
    "refund.less_value": (
        "全額返金の対象となる営業日の間ですが、" + _CHARGED + "から利用額{used_value}を差し引きます" + _BEYOND
    ),
    "refund.by_percent": "{whole}日のうち{part}日が残っているため、" + _CHARGED + "の{percent}%です" + _BEYOND,
    "refund.by_days": "{whole}日のうち{part}日が残っているため、" + _SHARE,
    "refund.by_full_months": "{whole}か月のうち満{part}か月が残っているため、" + _SHARE,
    "refund.by_full_days": "{whole}日のうち満{part}日が残っているため、" + _SHARE,
}

_NOTICES: Final = {
    "notice.reminder": "無料体験または期間は{effective}に終わり、更新されます",
    "notice.confirmation": "解約のたびに確認が届きます。会員資格は{effective}に終わります",
    "notice.payment_failed": "{amount}を決済できませんでした[。次の請求は{effective}です]",
    "notice.suspended": "{amount}が未払いです。支払われないと、会員資格は{effective}に終わります",
    "notice.recovered": "未払い額が支払われました",
    "notice.pause_begun": "会費も特典もありません[。再開しないと、会員資格は{effective}に終わります]",
    "notice.cancelled_by_limit": "期限が過ぎ、会員資格は終わりました",
    "notice.refund": "{amount}を返金中です[。{effective}までに入金されます]",
}

_USES: Final = {
    "use.member": "{in_state}は特典を利用できます",
    "use.family": "{in_state}は家族会員もこの特典を利用できます",
}

BECAUSE: Final = {
    **_DUE, **_ENDS, **_ACTIONS, **_REFUSALS, **_CHARGES, **_DECLINES, **_REFUNDS, **_NOTICES, **_USES,
}  # fmt: skip
