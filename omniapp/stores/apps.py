from django.apps import AppConfig

from omniapp.stores.vault import vault


class StoresConfig(AppConfig):
    name = "omniapp.stores"

    def ready(self) -> None:
        vault()  # wrong TOKEN_KEYS stop the process here, not at the first store
