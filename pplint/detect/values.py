"""What names and values say of themselves: a credential's name, a value made up or filled in later."""

from pplint.secrets.names import is_credential_variable_name
from pplint.secrets.placeholders import holds_token, is_placeholder

__all__ = ["holds_token", "is_credential_variable_name", "is_placeholder"]
