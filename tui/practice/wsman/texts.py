"""The Reason of faults in the languages that practice hosts speak; clients must decide by code, never by text."""

from tui.practice import cim
from tui.practice.wsman.fault import Fault, FaultKind

_ENGLISH = {
    FaultKind.RESOURCE_NOT_FOUND: "The WS-Management service cannot process the request. The service cannot find the "
    "resource identified by the resource URI and selectors.",
    FaultKind.INVALID_ACTION: "The WS-Management service cannot process the request. The action is not valid for the "
    "resource.",
    FaultKind.CANNOT_PROCESS_FILTER: "The WS-Management service cannot process the request. The filter is not valid.",
    FaultKind.INVALID_ENUMERATION_CONTEXT: "The WS-Management service cannot process the request. The enumeration "
    "context is not valid.",
    FaultKind.TIMED_OUT: "The WS-Management service cannot complete the operation within the time specified in "
    "OperationTimeout.",
    FaultKind.ACCESS_DENIED: "Access is denied.",
    FaultKind.UNEXPECTED_SELECTORS: "The WS-Management service cannot process the request. The selectors are not "
    "valid for the resource.",
    FaultKind.SCHEMA_VALIDATION: "The SOAP XML in the message does not match the corresponding XML schema definition. "
    "Change the XML and retry.",
    FaultKind.QUOTA_USER_OPERATIONS: "The WS-Management service cannot process the request. The maximum number of "
    "concurrent operations for this user has been exceeded.",
    FaultKind.INTERNAL_ERROR: "The WS-Management service cannot process the request because of an internal error.",
}
_JAPANESE = {
    FaultKind.RESOURCE_NOT_FOUND: "WS-Management サービスは要求を処理できません。リソース URI とセレクターで識別される"
    "リソースが見つかりません。",
    FaultKind.CANNOT_PROCESS_FILTER: "WS-Management サービスは要求を処理できません。フィルターが有効ではありません。",
    FaultKind.INVALID_ENUMERATION_CONTEXT: "WS-Management サービスは要求を処理できません。列挙コンテキストが無効です。",
    FaultKind.TIMED_OUT: "WS-Management サービスは OperationTimeout で指定された時間内に操作を完了できません。",
    FaultKind.ACCESS_DENIED: "アクセスが拒否されました。",
    FaultKind.UNEXPECTED_SELECTORS: "WS-Management サービスは要求を処理できません。セレクターが有効ではありません。",
    FaultKind.SCHEMA_VALIDATION: "メッセージの SOAP XML が、対応する XML スキーマ定義と一致しません。",
    FaultKind.QUOTA_USER_OPERATIONS: "WS-Management サービスは要求を処理できません。このユーザーの同時操作の最大数を"
    "超えました。",
    FaultKind.INTERNAL_ERROR: "内部エラーのため、WS-Management サービスは要求を処理できません。",
}
_GERMAN = {
    FaultKind.RESOURCE_NOT_FOUND: "Der WS-Verwaltungsdienst kann die Anforderung nicht verarbeiten. Die durch "
    "Ressourcen-URI und Selektoren angegebene Ressource wurde nicht gefunden.",
    FaultKind.CANNOT_PROCESS_FILTER: "Der WS-Verwaltungsdienst kann die Anforderung nicht verarbeiten. Der Filter ist "
    "ungültig.",
    FaultKind.INVALID_ENUMERATION_CONTEXT: "Der WS-Verwaltungsdienst kann die Anforderung nicht verarbeiten. Der "
    "Enumerationskontext ist ungültig.",
    FaultKind.TIMED_OUT: "Der WS-Verwaltungsdienst kann den Vorgang nicht innerhalb der in OperationTimeout "
    "angegebenen Zeit abschließen.",
    FaultKind.ACCESS_DENIED: "Zugriff verweigert",
    FaultKind.UNEXPECTED_SELECTORS: "Der WS-Verwaltungsdienst kann die Anforderung nicht verarbeiten. Die Selektoren "
    "sind ungültig.",
    FaultKind.SCHEMA_VALIDATION: "Der SOAP-XML-Code in der Nachricht stimmt nicht mit der XML-Schemadefinition "
    "überein.",
    FaultKind.QUOTA_USER_OPERATIONS: "Der WS-Verwaltungsdienst kann die Anforderung nicht verarbeiten. Die maximale "
    "Anzahl gleichzeitiger Vorgänge dieses Benutzers wurde überschritten.",
    FaultKind.INTERNAL_ERROR: "Der WS-Verwaltungsdienst kann die Anforderung wegen eines internen Fehlers nicht "
    "verarbeiten.",
}
_GENERAL = {
    "ja": "WS-Management サービスは要求を処理できません。",
    "de": "Der WS-Verwaltungsdienst kann die Anforderung nicht verarbeiten.",
}
_TEXTS = {"ja": _JAPANESE, "de": _GERMAN}
_OF_WMI = {
    "ja": {
        cim.INVALID_CLASS: "クラスが無効です",
        cim.INVALID_NAMESPACE: "名前空間が無効です",
        cim.INVALID_QUERY: "クエリが無効です",
        cim.NOT_FOUND: "見つかりません",
        cim.ACCESS_DENIED: "アクセスが拒否されました",
        cim.INVALID_METHOD_PARAMETERS: "メソッドのパラメーターが無効です",
        cim.METHOD_NOT_FOUND: "メソッドが見つかりません",
    },
    "de": {
        cim.INVALID_CLASS: "Ungültige Klasse",
        cim.INVALID_NAMESPACE: "Ungültiger Namespace",
        cim.INVALID_QUERY: "Ungültige Abfrage",
        cim.NOT_FOUND: "Nicht gefunden",
        cim.ACCESS_DENIED: "Zugriff verweigert",
        cim.INVALID_METHOD_PARAMETERS: "Ungültige Parameter der Methode",
        cim.METHOD_NOT_FOUND: "Methode nicht gefunden",
    },
}


def reason(fault: Fault, language: str) -> str:
    """The Reason text of a fault in a language such as ``de-DE``; what is not translated is general, or English."""
    short = language.partition("-")[0].casefold()
    if fault.provider is not None:
        return _OF_WMI.get(short, {}).get(fault.provider.code, fault.text)
    if short in _TEXTS:
        return _TEXTS[short].get(fault.kind, _GENERAL[short])
    return _ENGLISH.get(fault.kind) or fault.text or "The WS-Management service cannot process the request."
