"""Names that say that their value is a credential: headers, keys of bodies and queries, environment variables."""

import re
from functools import cache, lru_cache

from pplint.compiling import compile_fixed
from pplint.secrets.name_filter import NameFilter

LONGEST = 200
"""What follows so many characters of a name does not belong to it."""
BEFORE = 60
"""Characters before a word that may belong to the same name."""


def _words(text: str) -> list[str]:
    return text.split()


# Joined words that end a name and make it a credential; lower case, without separators.
_LAST = frozenset(
    _words(
        "secret password passwd pwd passphrase passcode apikey clientsecret appsecret connectionstring accesskey"
        " secretkey sharedkey sharedaccesskey accountkey storagekey subscriptionkey functionkey functionskey"
        " openaikey masterkey privatekey signingkey encryptionkey authkey sastoken sastokens apikeys secrets passwords"
        # The same in the languages of the corpora: German, French, Spanish, Portuguese, Italian, Dutch, the
        # Nordic languages, Polish, Czech, Turkish, Russian, Japanese, Chinese, Korean.
        " passwort kennwort geheimnis clientgeheimnis apischlussel zugriffsschlussel zugangsschlussel"
        " apischluessel zugriffsschluessel zugangsschluessel verbindungszeichenfolge"
        " motdepasse secretclient cleapi clesecrete clefapi chainedeconnexion"
        " contrasena secreto claveapi clavesecreta clavedeapi claveacceso cadenadeconexion"
        " senha segredo chaveapi chavedeapi chavesecreta"
        " segreto chiaveapi chiavesegreta parolachiave"
        " wachtwoord geheim apisleutel"
        " losenord hemlighet adgangskode passord salasana hasło haslo heslo sifre parola"
        " пароль секрет パスワード シークレット 密码 密碼 密钥 密鑰 비밀번호"
    )
)
# Unmistakable even when run together with what stands before: `graphclientsecret`, `smtppassword`.
_ENDINGS = tuple(
    _words(
        "secret password passwort kennwort apikey connectionstring accesskey sharedaccesskey"
        " subscriptionkey contrasena wachtwoord motdepasse passwd pwd passphrase"
    )
)
# What a `pass` belongs to; alone it may be a ticket, a mountain or a test that passed.
_PASS_OF = "smtp db database user admin ftp sftp sql mail email login root auth proxy service svc ldap vpn ssh web app"
_PASSES = frozenset(f"{word}pass" for word in _words(_PASS_OF))
# Reason enough to hide a value, too little to report it.
_HIDDEN = frozenset(
    _words(
        "pin pincode pass passkey cookie cookies setcookie sessionid sessionkey sessiontoken licensekey licencekey"
        " serialkey productkey activationkey recoverykey otp totp otpseed seedphrase mnemonic credential credentials"
        " creds cred hmac hmackey hmacsecret connstr connstring dsn jwt sas sasurl sasuri bearer basicauth authcode"
        " authstring passwordhash pwdhash pat hostkey systemkey sharinglink sharelink lizenzschlussel lizenzschluessel"
    )
)
# Words that end the name of a credential only with those before them.
_LAST_WORDS = frozenset(
    _words(
        "key keys token tokens string strings api schlussel schluessel passe connexion secreta segreta acceso hash"
    )
)
_PREPOSITIONS = frozenset(
    _words("of for to from at in on fur fuer von der des del de du da di pour para per van voor")
)
# Said after the credential's name without changing what it is: `ClientSecretDev`, `Password_1`.
_SUFFIXES = frozenset(
    _words("dev test uat qa prod prd stage staging sandbox value val text txt new old primary secondary")
)
_NOT_A_TOKEN = frozenset(
    _words(
        "next skip continuation page paging cancellation cancel csrf xsrf delta sync public replace verification"
        " antiforgery change concurrency etag nextpage state"
    )
)
_FIRST = frozenset(
    _words(
        "is has have use uses using require requires required enable enabled allow show hide reset forgot change"
        " rotate no without needs need"
    )
)
_HEADERS = frozenset(
    _words(
        "authorization proxy-authorization x-api-key api-key apikey x-apikey x-functions-key x-auth-token x-auth-key"
        " x-access-token ocp-apim-subscription-key subscription-key x-amz-security-token x-goog-api-key"
        " private-token job-token x-gitlab-token x-vault-token x-shopify-access-token x-rapidapi-key x-mashape-key"
        " x-zumo-auth aeg-sas-key aeg-sas-token x-token auth-token access-token x-secret x-client-secret"
        " x-api-secret x-api-token api-token x-webhook-secret x-ms-client-secret x-redmine-api-key"
        " x-figma-token x-consumer-secret servicebusauthorization"
    )
)
_KEYS = frozenset(
    _words(
        "sig accesstoken refreshtoken authtoken bearertoken clientassertion xapikey xfunctionskey sharedsecret"
        " ocpapimsubscriptionkey authorization consumersecret apitoken privatetoken sharedsecretvalue"
    )
)


@lru_cache(maxsize=4096)
def is_credential_header(name: str) -> bool:
    """Whether an HTTP header of this name carries a credential; without regard to case."""
    lowered = name.strip().lower().replace("_", "-")
    if lowered in _HEADERS:
        return True
    words = lowered.split("-")
    return len(words) > 1 and (words[-1] in ("secret", "password", "apikey") or "".join(words[-2:]) in _LAST)


@lru_cache(maxsize=4096)
def is_credential_key(name: str) -> bool:
    """Whether a key of a form, query, JSON body or connection string carries a credential.

    Plain `code`, `key` and `token` do not: in 147 of 147 cases of real flows `code` was a status code, and
    a token may be a page or a session. Ask `is_token_key` where the value is known to be one.
    """
    if _is_none(name):
        return False
    joined = "".join(words_of(name))
    if joined in _KEYS or joined in _LAST:
        return True
    return not joined.endswith("token") and is_credential_variable_name(name)


@lru_cache(maxsize=4096)
def is_token_key(name: str) -> bool:
    """Whether a key's last word is token, and not one of a page, a form or a request."""
    words = words_of(name)
    return _ends_with_token(words)


@lru_cache(maxsize=4096)
def is_credential_variable_name(name: str) -> bool:
    """Whether a schema or display name of an environment variable says that its value is a credential.

    The last word decides (`contoso_ApiClientSecret`, `SMTP password (prod)`), in several languages, so that
    `SecretName`, `TokenUrl`, `PasswordPolicyDays` and `SecretExpiryDate` are none; nor are yes/no questions
    such as `UsePassword`.
    """
    # A tenth of the work of what follows, and most names are nobody's.
    if _is_none(name):
        return False
    words = words_of(name)
    while len(words) > 1 and (words[-1] in _SUFFIXES or words[-1].isdigit()):
        words.pop()
    if not words:
        return False
    # A publisher's prefix may stand before the question.
    if words[0] in _FIRST or (len(words) > 2 and words[1] in _FIRST):
        return False
    if any("".join(words[-count:]) in _LAST for count in (1, 2, 3, 4)):
        return True
    if words[-1].endswith(_ENDINGS) or _ends_with_token(words):
        return True
    if "".join(words[-2:]) in _PASSES or words[-1] in _PASSES:
        return True
    # The acronym only; `pat` in lower case is also a first name.
    return words[-1] == "pat" and bool(_pat().search(name))


@lru_cache(maxsize=8192)
def hides_value(name: str) -> bool:
    """Whether a value with this name is never shown, because it is or may well be a credential.

    More than what `is_credential_key` says: `pin`, `cookie`, `license_key`, `Password of the SMTP server`.
    """
    if _is_none(name):
        return False
    if is_credential_key(name) or is_credential_header(name) or is_token_key(name):
        return True
    words = words_of(name)
    while len(words) > 1 and (words[-1] in _SUFFIXES or words[-1].isdigit()):
        words.pop()
    if not words or words[0] in _FIRST or (len(words) > 2 and words[1] in _FIRST):
        return False
    if any("".join(words[-count:]) in _HIDDEN for count in (1, 2, 3)):
        return True
    first = next((at for at, word in enumerate(words) if at and word in _PREPOSITIONS), 0)
    return bool(first) and hides_value(" ".join(words[:first]))


def ends_a_name(text: str, start: int, name: str) -> bool:
    """Whether the name at ``start`` ends one of several words that says credential: `API key`, `Password (prod)`.

    This is asked of every pair of a text, so without quotes only of a word that ends such names.
    """
    before = text[start - 1 : start]
    if before not in (" ", "("):
        return False
    window = text[max(0, start - BEFORE) : start]
    end = start + len(name)
    if text[end : end + 2].lstrip(")")[:1] in ('"', "'", "\\", "&"):
        # The whole of a quoted name: `"Password of the mail server": …`.
        opening = max(window.rfind('"'), window.rfind("'"), window.rfind(";"))
        if opening >= 0 and hides_value(window[opening + 1 :] + name):
            return True
    if before == " " and _without_diacritics(name).lower() not in _LAST_WORDS:
        return False
    words = _before().findall(window)[-3:]
    return any(hides_value(" ".join((*words[-count:], name))) for count in range(1, len(words) + 1))


def may_hold_name(text: str) -> bool:
    """Whether ``hides_value`` may be true of anything in a text; if not, no one has to look for names in it."""
    if len(text) <= LONGEST:
        return not text.isascii() or _filter().may_hold(text)
    return not text.isascii() or places_of_words(text)[1]


@lru_cache(maxsize=8)
def places_of_words(text: str) -> tuple[list[tuple[int, int]], bool]:
    """The first and last character of each word of a credential's name in a text, where such a word may end.

    Also whether one of them is a whole word. A name has one of them, or a character beyond ASCII.
    """
    return _filter().find(text)


def places_of_names(raw: bytes, between: bytes) -> tuple[list[int], list[bytes]]:
    """Of many texts at once, joined by the byte ``between``: where names may be in what is left of them.

    Also what is left of each: its letters and digits. Of texts that are not ASCII it tells nothing.
    """
    return _filter().places(raw, between)


@cache
def _filter() -> NameFilter:
    headers = {header.replace("-", "") for header in _HEADERS}
    words = {*_LAST, *_ENDINGS, *_HIDDEN, *_PASSES, *_KEYS, *headers, "apikey", "token", "pat"}
    return NameFilter(words, (*_ENDINGS, "token"))


def _is_none(name: str) -> bool:
    """Whether a name is soon seen to be none of a credential. Of a longer one, only the beginning is asked about."""
    return len(name) <= LONGEST and not may_hold_name(name)


def words_of(name: str) -> list[str]:
    """Split a name at separators and changes of case into lower-case words without diacritics."""
    return [word.lower() for word in _word().findall(_without_diacritics(name[:LONGEST]))]


def _ends_with_token(words: list[str]) -> bool:
    if not words or not words[-1].endswith("token"):
        return False
    before = words[-1][: -len("token")] or (words[-2] if len(words) > 1 else "")
    # `PublicKeyToken` names an assembly.
    return before not in _NOT_A_TOKEN and "".join(words[-3:]) != "publickeytoken" and before != "publickey"


def _without_diacritics(text: str) -> str:
    if text.isascii():
        return text
    # Late, since most names are ASCII and its tables are large; some ways of installing have loaded it already.
    from unicodedata import normalize

    out = []
    for char in text:
        base = normalize("NFKD", char)
        # Only of Latin letters: a Japanese voicing mark changes the word.
        out.append(base[0] if base[0].isascii() and base[0].isalpha() else normalize("NFKC", char))
    return "".join(out)


@cache
def _word() -> re.Pattern[str]:
    return compile_fixed(r"\d+|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+(?:[^\W\d_])*")


@cache
def _before() -> re.Pattern[str]:
    return compile_fixed(r"[\w.-]+")


@cache
def _pat() -> re.Pattern[str]:
    return compile_fixed(r"(?<![A-Z])PAT(?![A-Za-z])")
