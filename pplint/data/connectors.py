"""What the id of a connector says."""


def connector_name(id: str) -> str:
    """``shared_x`` of ``/providers/Microsoft.PowerApps/apis/shared_x``, as it is written."""
    return id.rstrip("/").rpartition("/")[2]
