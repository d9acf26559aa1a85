"""What a shape of a credential is, and those of vendors other than Microsoft and of chat webhooks."""

from pplint.records import NamedTuple


class Detector(NamedTuple):
    """One shape. The secret is the pattern's first group, or the whole match where `before` is given.

    `literals` are lower case; one of them must occur. `before` counts the characters of the class `alphabet`
    that belong to the secret and are before the match: patterns begin with a literal, so that the search is
    one of substrings. `loose` is the pattern for masking, which needs no check; empty means the same pattern,
    `-` that the unchecked shape is too common to be masked. `reach` says how many characters of a match are before
    its literal at most: patterns run on windows around literals. `is_open` is true where a match may be of any length.
    `inside` is in every match of the pattern, in lower case where ``fold``, and rarer than the literals.
    """

    kind: str
    label: str
    literals: tuple[str, ...]
    pattern: str
    check: str = "plain"
    before: int = 0
    alphabet: str = ""
    loose: str = ""
    fold: bool = False
    reach: int = 160
    is_open: bool = False
    inside: str = ""


_GUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

# Rows marked (g) follow gitleaks' rules (MIT, see NOTICE).
VENDOR_DETECTORS: tuple[Detector, ...] = (
    Detector(  # (g)
        "vendor-token",
        "SendGrid API key",
        ("sg.",),
        r"SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}",
    ),
    Detector(  # (g)
        "vendor-token",
        "Stripe API key",
        ("k_live_", "k_test_"),
        r"(?<![A-Za-z0-9])((?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,99})(?![A-Za-z0-9])",
        loose=r"([sr]k_(?:live|test)_[A-Za-z0-9]{10,})",
    ),
    Detector(  # (g)
        "vendor-token",
        "GitHub token",
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
        r"(gh[pousr]_[A-Za-z0-9]{36}(?![A-Za-z0-9])|github_pat_[A-Za-z0-9_]{82})",
        loose=r"(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{82,})",
    ),
    Detector(  # (g)
        "vendor-token",
        "GitLab token",
        ("glpat-",),
        r"(glpat-[A-Za-z0-9_-]{20,60})",
    ),
    Detector(  # (g)
        "vendor-token",
        "OpenAI API key",
        ("t3blbkfj",),
        r"(sk-(?:(?:proj|svcacct|admin)-[A-Za-z0-9_-]{58,74}T3BlbkFJ[A-Za-z0-9_-]{58,74}"
        r"|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}))",
    ),
    Detector(  # (g)
        "vendor-token",
        "Anthropic API key",
        ("sk-ant-",),
        r"(sk-ant-(?:api03|admin01)-[A-Za-z0-9_-]{93}AA)",
    ),
    Detector(  # (g)
        "vendor-token",
        "Google API key",
        ("aiza",),
        r"(?<![A-Za-z0-9_-])(AIza[A-Za-z0-9_-]{35})(?![A-Za-z0-9_-])",
        loose=r"(AIza[A-Za-z0-9_-]{35,})",
    ),
    Detector(  # (g)
        "vendor-token",
        "Twilio API key",
        ("twilio",),
        r"\b(SK[0-9a-f]{32})\b",
        "twilio",
        loose=r"(SK[0-9a-f]{32})",
        # The name of the service, before or after the key.
        reach=300,
    ),
    Detector(  # (g)
        "vendor-token",
        "Databricks token",
        ("dapi",),
        r"(?<![A-Za-z0-9])(dapi[0-9a-f]{32}(?:-\d)?)(?![A-Za-z0-9])",
        loose=r"(dapi[0-9a-f]{32}(?:-\d)?)",
        # Many names end in an API of data.
        inside="dapi",
    ),
    Detector(  # (g)
        "vendor-token",
        "npm token",
        ("npm_",),
        r"(?<![A-Za-z0-9_])(npm_[A-Za-z0-9]{36})(?![A-Za-z0-9])",
        loose=r"(npm_[A-Za-z0-9]{36,})",
    ),
    Detector(  # (g)
        "vendor-token",
        "AWS access key id",
        ("akia", "asia"),
        r"(?<![A-Za-z0-9+/])((?:AKIA|ASIA)[A-Z2-7]{16})(?![A-Za-z0-9+/])",
        "amazon",
        loose=r"((?:AKIA|ASIA)[A-Z2-7]{16})",
    ),
    Detector(  # (g)
        "vendor-token",
        "Slack token",
        ("xox",),
        r"(?<![A-Za-z0-9])(xox[abeoprs]-\d{1,14}-[A-Za-z0-9-]{28,120})",
        loose=r"(xox[abeoprs]-[A-Za-z0-9-]{10,})",
    ),
    Detector(
        "webhook-url",
        "Teams incoming webhook",
        ("webhook.office.com", "outlook.office.com/webhook", "outlook.office365.com/webhook"),
        r"(?:\.webhook\.office\.com/webhookb2|outlook\.office(?:365)?\.com/webhook)/"
        rf"({_GUID}@{_GUID}/IncomingWebhook/[0-9a-f]{{32}}/{_GUID}(?:/[A-Za-z0-9_-]{{10,80}})?)",
        "webhook",
        fold=True,
    ),
    Detector(  # (g)
        "webhook-url",
        "Slack webhook",
        ("hooks.slack.com",),
        r"hooks\.slack\.com/(?:services|workflows|triggers)/([A-Za-z0-9+/]{40,80})",
        "webhook",
    ),
    Detector(
        "webhook-url",
        "Discord webhook",
        ("/api/webhooks/",),
        r"discord(?:app)?\.com/api/webhooks/(\d{16,20}/[A-Za-z0-9_-]{60,80})",
        "webhook",
    ),
)
