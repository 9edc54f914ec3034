"""The organisation, the workspaces that are its own, and its units."""

from storage.store import Store


def test_an_organisation_has_a_name_a_zone_and_a_language(store: Store) -> None:
    store.organisations.rename("Ungelivet")
    found = store.organisations.current()
    assert (found.name, found.zone, found.language) == ("Ungelivet", "Europe/Copenhagen", "da")


def test_a_workspace_is_let_in_once_it_is_ours(store: Store) -> None:
    assert not store.organisations.installed("slack", "T1")
    store.organisations.install("slack", "T1")
    store.organisations.install("slack", "T1")
    assert store.organisations.installed("slack", "T1")
    assert not store.organisations.installed("teams", "T1")
    assert not store.organisations.installed("slack", "T2")


def test_a_unit_is_made_when_it_is_first_named(store: Store) -> None:
    key = store.organisations.unit_named("Klub Solsikken", "fritidsklub")
    assert store.organisations.unit_named("Klub Solsikken", "bosted") == key
    found = store.organisations.unit(key)
    assert found is not None
    assert (found.name, found.type) == ("Klub Solsikken", "fritidsklub")
    assert store.organisations.unit(None) is None
    assert store.organisations.unit(4711) is None


def test_units_come_by_name(store: Store) -> None:
    for name in ("Kometen", "Bostedet", "Nordlys"):
        store.organisations.unit_named(name)
    assert [unit.name for unit in store.organisations.units()] == ["Bostedet", "Kometen", "Nordlys"]
