from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from aw_datastore.care.keeping import DAYS, WEEKS, backup_is_due, moments_to_keep

NOW = datetime(2025, 6, 18, 12, tzinfo=UTC)  # a Wednesday
DAY = timedelta(days=1)

moments = st.integers(0, 730 * 86_400).map(
    lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
some = st.sets(moments, max_size=60)


def test_a_backup_a_day_leaves_seven_days_and_the_last_of_each_of_four_weeks() -> None:
    kept: set[datetime] = set()
    for day in range(100):
        now = NOW + day * DAY
        kept = moments_to_keep({*kept, now}, now)
    last = NOW + 99 * DAY  # a Thursday
    sundays = {last - (4 + 7 * week) * DAY for week in range(3)}
    assert kept == {last - day * DAY for day in range(7)} | sundays


def test_of_several_backups_in_a_day_the_last_stays() -> None:
    evening, morning = NOW + timedelta(hours=8), NOW - timedelta(hours=8)
    assert moments_to_keep({evening, morning}, NOW + DAY) == {evening}


def test_years_without_the_machine_take_no_backup_away() -> None:
    old = {NOW - day * DAY for day in range(5)}
    assert moments_to_keep(old, NOW + 3000 * DAY) == old


@given(some, moments)
def test_the_newest_stays_and_so_does_the_newest_that_is_not_of_the_future(
    made: set[datetime], now: datetime
) -> None:
    kept = moments_to_keep(made, now)
    assert kept <= made
    for group in ({moment for moment in made if moment <= now}, made):
        assert max(group, default=NOW) in {*kept, NOW}


@given(some, moments)
def test_no_more_stay_than_the_policy_says(made: set[datetime], now: datetime) -> None:
    for group in ({moment for moment in made if moment <= now}, {moment for moment in made if moment > now}):
        assert len(moments_to_keep(made, now) & group) <= DAYS + WEEKS


@given(some, moments)
def test_the_last_seven_days_that_have_a_backup_keep_one(made: set[datetime], now: datetime) -> None:
    past = {moment for moment in made if moment <= now}
    days = sorted({moment.date() for moment in past}, reverse=True)[:DAYS]
    assert set(days) <= {moment.date() for moment in moments_to_keep(made, now)}


@given(some, moments)
def test_deleting_again_deletes_nothing(made: set[datetime], now: datetime) -> None:
    kept = moments_to_keep(made, now)
    assert moments_to_keep(kept, now) == kept


@given(some, moments, moments)
def test_a_clock_that_is_set_back_takes_no_backup_of_the_time_before_away(
    made: set[datetime], one: datetime, other: datetime
) -> None:
    right, wrong = sorted((one, other))
    assume(right < wrong)
    before = moments_to_keep({moment for moment in made if moment <= right}, right)
    # While the clock was wrong a backup was made; it is set right again.
    assert before <= moments_to_keep({*before, wrong}, right)


@given(some, moments)
def test_a_backup_is_due_when_the_last_day_has_none(made: set[datetime], now: datetime) -> None:
    recent = {moment for moment in made if timedelta(0) <= now - moment < DAY}
    assert backup_is_due(made, now) == (not recent)
