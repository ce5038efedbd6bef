"""One PostgreSQL database for test after test: emptied in milliseconds, or left to be copied anew where that is not honest.

A fresh copy of the template costs a fifth of a second before its first statement. Deleting what a test wrote costs a
hundredth of that. A database is only kept where afterwards it equals its template: the same tables, columns, indexes,
triggers and functions, the same rows of the migrations, every sequence at its start.
"""

import psycopg
from psycopg import sql

MOST_BYTES = 2_000_000  # with more in its tables a copy is cheaper than the deletes, and dead rows slow the next test down

_CATALOGUE = """
SELECT md5(string_agg(line, E'\n' ORDER BY line)) FROM (
  SELECT concat_ws(' ', 'r', oid, relname, relkind, relowner, reloptions) AS line FROM pg_class WHERE relnamespace = %(ours)s
  UNION ALL
  SELECT concat_ws(' ', 'a', attrelid, attnum, attname, atttypid, atttypmod, attnotnull, attisdropped)
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = %(ours)s AND relkind <> 'i'
  UNION ALL SELECT concat_ws(' ', 'd', oid, adbin) FROM pg_attrdef
  UNION ALL SELECT concat_ws(' ', 'c', oid, conname, convalidated) FROM pg_constraint WHERE connamespace = %(ours)s
  UNION ALL SELECT concat_ws(' ', 't', oid, tgname, tgenabled) FROM pg_trigger
  UNION ALL SELECT concat_ws(' ', 'p', oid, proname, md5(prosrc)) FROM pg_proc WHERE pronamespace = %(ours)s
  UNION ALL SELECT concat_ws(' ', 'y', oid, typname) FROM pg_type WHERE typnamespace = %(ours)s
  UNION ALL SELECT concat_ws(' ', 'n', oid, nspname) FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp_'
  UNION ALL SELECT concat_ws(' ', 'e', oid, extname, extversion) FROM pg_extension
  UNION ALL SELECT concat_ws(' ', 's', setdatabase, setrole, setconfig) FROM pg_db_role_setting
) AS lines
"""
_TABLES = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY relname"
# Whoever still holds a connection could write after us.
_ALONE = """
SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
_RESTART = """
SELECT count(setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false))
FROM pg_sequences WHERE last_value IS NOT NULL
"""


class Emptied:
    """A copy of the template that is emptied after each test."""

    def __init__(self, address: str) -> None:
        self._connection = psycopg.connect(address, autocommit=True)
        # Deeds that nothing may change or delete (accounts_trail_entry) go too, and no foreign key asks for an order.
        self._connection.execute("SET session_replication_role = replica")
        self._tables = [row[0] for row in self._connection.execute(_TABLES)]
        self._probe = sql.SQL(" UNION ALL ").join(
            sql.SQL("(SELECT {}, pg_relation_size({}) FROM {} LIMIT 1)").format(name, name, sql.Identifier(name))
            for name in self._tables
        )
        self._given = {name: self._content(name) for name, _ in self._filled()}
        self._catalogue = self._read_catalogue()

    def empty(self) -> bool:
        """Make it what it was; False where only a new copy is that."""
        try:
            return self._emptied()
        except psycopg.Error:
            return False

    def _emptied(self) -> bool:
        self._connection.execute(_ALONE)
        if self._read_catalogue() != self._catalogue:
            return False
        filled = self._filled()
        if sum(size for _, size in filled) > MOST_BYTES:
            return False
        with self._connection.transaction():
            for name, _ in filled:
                if name not in self._given:
                    self._connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
        self._connection.execute(_RESTART)
        return {name: self._content(name) for name in self._given} == self._given

    def _filled(self) -> list[tuple[str, int]]:
        """The tables with at least one row, and their bytes."""
        return [(str(name), int(size)) for name, size in self._connection.execute(self._probe)]

    def _content(self, name: str) -> object:
        table = sql.Identifier(name)
        statement = sql.SQL("SELECT md5(string_agg({}::text, E'\\n' ORDER BY {}::text)) FROM {}").format(table, table, table)
        return self._connection.execute(statement).fetchone()

    def _read_catalogue(self) -> object:
        ours = self._connection.execute("SELECT 'public'::regnamespace::oid").fetchone()
        return self._connection.execute(_CATALOGUE, {"ours": ours[0] if ours else 0}).fetchone()

    def close(self) -> None:
        """Give the connection back, so that the database can be dropped."""
        self._connection.close()
