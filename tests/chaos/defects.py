def seed(name: str) -> None: pass
