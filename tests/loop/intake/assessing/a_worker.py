"""A process that makes the assessments of the tenant that it is given, for ever, whatever becomes of its database."""

import sys
import time
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import django

FEW = 5  # so that it is in the middle of some whenever it is killed
SOON = timedelta(seconds=0.5)


def main() -> None:
    django.setup()
    from django.db import InterfaceError, OperationalError
    from psycopg_pool import PoolTimeout

    from scorewright.loop.intake.assessing.claiming import free_stale
    from scorewright.loop.intake.assessing.draining import drain
    from scorewright.loop.tenancy.scope import acting

    tenant_id = UUID(sys.argv[1])
    print("ready", flush=True)
    while True:
        with suppress(OperationalError, InterfaceError, PoolTimeout):
            drain(tenant_id, "credit", seconds=0, most=FEW)
            with acting(tenant_id, actor="task:test"):
                free_stale(older_than=SOON)
        time.sleep(0.01)


if __name__ == "__main__":
    main()
