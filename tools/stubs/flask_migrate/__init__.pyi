"""What this project uses of Flask-Migrate, whose own types are a package apart."""

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

class Migrate:
    def __init__(
        self,
        app: Flask | None = ...,
        db: SQLAlchemy | None = ...,
        directory: str = ...,
        command: str = ...,
        *,
        compare_type: bool = ...,
        render_as_batch: bool = ...,
        **options: object,
    ) -> None: ...
    def init_app(self, app: Flask) -> None: ...

def upgrade(
    directory: str | None = ..., revision: str = ..., sql: bool = ..., tag: str | None = ..., x_arg: str | None = ...
) -> None: ...
def downgrade(
    directory: str | None = ..., revision: str = ..., sql: bool = ..., tag: str | None = ..., x_arg: str | None = ...
) -> None: ...
