"""Keys of a site that go from the file of one machine to the nodes of several, with nobody lost."""

from sqlalchemy import Engine

from app.db.engine import write_transaction
from app.pool_keys.key_nodes import KeyNodes
from app.tallies.custody import STRANGERS, forget_orphans, recover_pools
from app.tallies.keys import NOBODY, Owner, PoolKeys, PoolKeysForeign


def move_keys(engine: Engine, source: PoolKeys, target: KeyNodes) -> None:
    """The site is stopped. A move that is cut off before the source is empty is made again; then that is nobody's.

    Raises PoolKeysDamaged, with what would stop the site's start, or for nodes of another site.
    """
    recover_pools(engine, source)
    owner = Owner(str(source.site), settled=True)
    with write_transaction(engine, hurried=False):
        if target.owner() not in (NOBODY, owner):
            raise PoolKeysForeign(target.home, STRANGERS)
        target.claim(owner)
        target.put(source.find(source.ids()).values())
    forget_orphans(engine, target)
    source.keep_only(())
    source.claim(NOBODY)
