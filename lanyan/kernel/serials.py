"""Running numbers without gaps or doubles, given out inside the caller's transaction."""

from django.db import connection


def take(series: str) -> int:
    """Give the next number of a series; two transactions at once wait for each other, a rollback gives it back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_serial (series, last) VALUES (%s, 1)"
            " ON CONFLICT (series) DO UPDATE SET last = kernel_serial.last + 1 RETURNING last",
            [series],
        )
        return int(cursor.fetchone()[0])


def take_many(series: str, count: int) -> range:
    """Give the next so many numbers of a series at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_serial (series, last) VALUES (%s, %s)"
            " ON CONFLICT (series) DO UPDATE SET last = kernel_serial.last + excluded.last RETURNING last",
            [series, count],
        )
        last = int(cursor.fetchone()[0])
    return range(last - count + 1, last + 1)
