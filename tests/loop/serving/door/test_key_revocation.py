"""Keys at two doors at once, as two web processes have them."""

import time

from scorewright.loop.tenancy.actions import revoke_key
from scorewright.loop.tenancy.scope import acting

GOOD = {"distance": 80, "parcels": 3, "van": "small"}
PATH = "/api/v1/predict/late_delivery/"
WITHIN_SECONDS = 1.0


def test_caller__key_revoked_elsewhere__no_process_takes_it_for_longer_than_a_second(
    use_case, open_door, make_caller
) -> None:
    doors = [open_door(), open_door()]
    caller = make_caller(doors[0])
    last_taken = [0.0, 0.0]

    def ask_each() -> list[int]:
        """Each door keeps the key in use, so that it is renewed again and again."""
        statuses = []
        for place, door in enumerate(doors):
            begun = time.monotonic()
            statuses.append(door.ask("POST", PATH, GOOD, Authorization=f"Bearer {caller.token}").status_code)
            if statuses[-1] == 200:
                last_taken[place] = begun
        return statuses

    assert ask_each() == [200, 200]
    with acting(caller.tenant_id, actor="user:test"):
        revoke_key(key=caller.key, by="user:test")
    revoked_at = time.monotonic()
    while time.monotonic() < revoked_at + 1.5 * WITHIN_SECONDS:
        assert set(ask_each()) <= {200, 401}
        time.sleep(0.02)
    assert max(last_taken) <= revoked_at + WITHIN_SECONDS
    assert ask_each() == [401, 401]
