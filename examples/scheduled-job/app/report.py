"""Stands for the job: it says what it would do, and ends."""

import argparse
import datetime
import os


def main() -> None:
    """Reports on one day."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--day", choices=["today", "yesterday"], default="yesterday")
    given = parser.parse_args()
    day = datetime.date.today() - datetime.timedelta(days=given.day == "yesterday")
    print(f"report of {day} -> {os.environ.get('OUTPUT', '-')}")


if __name__ == "__main__":
    main()
