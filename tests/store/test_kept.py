"""Ledger, queue, receipts, files, journals, keys, migrations and the lock, each by its promise."""

import os
import subprocess
import sys
import textwrap

import apsw
import pytest
from cryptography.exceptions import InvalidTag

from appliance.kernel import clock
from appliance.kernel.event import emit
from appliance.kernel.job import Lane
from appliance.kernel.problem import StorageFull
from appliance.store import DataLocked, ledger, lock_folder, migrate, open_store, queue, receipts
from appliance.store.connection import House
from appliance.store.database import read_now, write_now
from appliance.store.journal import Journal
from appliance.store.keys import Keys
from appliance.store.receipts import Receipt
from appliance.store.unit import reading_connection, writing_connection
from tests.store.notes import LineNoted


def sql(statement: str, *params):
    return write_now(lambda: writing_connection().execute(statement, params).fetchall())


class TestLedger:
    @pytest.fixture(autouse=True)
    def three_entries(self, store):
        for number in range(3):
            write_now(lambda number=number: emit(LineNoted(f"not_{number}")))

    def verify(self):
        return read_now(lambda: ledger.verify(reading_connection()))

    def test_a_whole_chain_verifies(self):
        assert self.verify() is None

    @pytest.mark.parametrize("damage", [
        "UPDATE store_ledger SET data = '{}' WHERE sequence = 2", "UPDATE store_ledger SET at = 1 WHERE sequence = 2",
        "DELETE FROM store_ledger WHERE sequence = 2", "UPDATE store_ledger SET actor_id = 'x' WHERE sequence = 2",
    ])  # fmt: skip
    def test_every_edit_is_named(self, damage):
        sql(damage)
        assert self.verify() == 2

    def test_blanked_data_still_verifies(self):
        sql("UPDATE store_ledger SET data = NULL WHERE sequence = 2")
        assert self.verify() is None


class TestQueue:
    def put(self, **options):
        return write_now(lambda: queue.put(writing_connection(), "a.b", Lane.QUICK, {"x": 1}, **options))

    def claim(self, most=1):
        return write_now(lambda: queue.claim(writing_connection(), Lane.QUICK, most, 1000))

    def test_a_job_is_claimed_once(self, store):
        id_ = self.put()
        assert [job.id for job in self.claim(5)] == [id_]
        assert self.claim() == []

    def test_a_waiting_key_is_not_doubled(self, store):
        first = self.put(key="k")
        assert self.put(key="k") == first
        self.claim()
        assert self.put(key="k") != first

    def test_a_job_is_retried_later_each_time_and_then_buried(self, store):
        with clock.held() as hands:
            self.put(tries=2)
            (job,) = self.claim()
            assert not write_now(lambda: queue.fail(writing_connection(), job, "no"))
            assert self.claim() == []
            hands.advance(2_000)
            (again,) = self.claim()
            assert write_now(lambda: queue.fail(writing_connection(), again, "no"))
            hands.advance(clock.DAY)
            assert self.claim() == []

    def test_what_ran_at_a_crash_runs_again(self, store):
        self.put()
        self.claim()
        assert write_now(lambda: queue.recover(writing_connection())) == 1
        assert len(self.claim()) == 1


def test_receipts_last_a_day(store):
    receipt = Receipt(b"h", 201, "/x", b"{}", is_sealed=False)
    with clock.held() as hands:
        write_now(lambda: receipts.keep(writing_connection(), "s", b"k", receipt))
        assert receipts.find(store.database.raw, "s", b"k") == receipt
        assert receipts.find(store.database.raw, "t", b"k") is None
        hands.advance(clock.DAY)
        assert receipts.find(store.database.raw, "s", b"k") is None
        assert write_now(lambda: receipts.sweep(writing_connection())) == 1


class TestFiles:
    def test_content_names_the_file(self, store):
        sha256 = store.files.put(b"content")
        assert store.files.path(sha256).read_bytes() == b"content"
        assert store.files.put(b"content") == sha256

    def test_what_is_not_kept_leaves_nothing(self, store):
        with store.files.receive() as incoming:
            incoming.write(b"half")
        assert list(store.files.incoming.iterdir()) == []

    def test_a_full_disk_is_told_and_leaves_nothing(self, store):
        with pytest.raises(StorageFull), store.files.receive() as incoming:
            incoming._file.close()
            incoming._file = open("/dev/full", "wb", buffering=0)  # noqa: SIM115, PTH123 -- the context closes it
            incoming.write(b"x")
        assert list(store.files.incoming.iterdir()) == []

    def test_only_old_orphans_are_swept(self, store):
        live, orphan = store.files.put(b"live"), store.files.put(b"orphan")
        assert store.files.sweep([live]) == 0
        for digest in (live, orphan):
            os.utime(store.files.path(digest), (0, 0))
        assert store.files.sweep([live]) == 1
        assert store.files.exists(live)

    @pytest.mark.parametrize("name", ["../../etc/passwd", "", "a" * 63, "." * 64])
    def test_a_path_is_made_from_digests_only(self, store, name):
        with pytest.raises(ValueError, match="digest"):
            store.files.path(name)


class TestJournal:
    def test_a_torn_tail_is_cut(self, tmp_path):
        log = Journal(tmp_path).open("msg_1")
        for number in range(1, 4):
            log.append(number, b"x" * number)
        log.close()
        path = next(tmp_path.iterdir())
        path.write_bytes(path.read_bytes()[:-1])
        again = Journal(tmp_path).open("msg_1")
        assert again.read() == [(1, b"x"), (2, b"xx")]
        again.append(3, b"new")
        again.close()
        assert Journal(tmp_path).open("msg_1").read(2) == [(3, b"new")]

    def test_a_gap_is_refused(self, tmp_path):
        log = Journal(tmp_path).open("msg_1")
        with pytest.raises(ValueError, match="record 2 after 0"):
            log.append(2, b"x")
        log.close()


class TestKeys:
    def test_sealed_bytes_stay_in_their_place(self, tmp_path):
        keys = Keys.open(tmp_path)
        sealed = keys.seal(b"secret", "users.a")
        assert Keys.open(tmp_path).unseal(sealed, "users.a") == b"secret"
        with pytest.raises(InvalidTag):
            keys.unseal(sealed, "users.b")

    def test_the_key_is_for_its_owner_only(self, tmp_path):
        Keys.open(tmp_path)
        assert (tmp_path / "master").stat().st_mode & 0o777 == 0o600

    def test_a_wrong_key_file_is_refused(self, tmp_path):
        (tmp_path / "key").write_text("short")
        with pytest.raises(ValueError, match="64 hexadecimal"):
            Keys.open(tmp_path, tmp_path / "key")


class TestFolder:
    def test_a_second_process_is_refused(self, store):
        with pytest.raises(DataLocked):
            lock_folder(store.folder)

    def test_a_killed_process_leaves_no_lock(self, tmp_path):
        code = f"""
            import os, signal
            from pathlib import Path
            from appliance.store import open_store
            open_store(Path({str(tmp_path)!r}))
            os.kill(os.getpid(), signal.SIGKILL)
        """
        subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False)
        open_store(tmp_path).close()

    def test_newer_data_is_refused(self, tmp_path):
        connection = House(tmp_path / "main.db").connect_writer()
        connection.execute("PRAGMA user_version=9999")
        with pytest.raises(migrate.NewerSchema):
            migrate.migrate(connection)
        connection.close()

    def test_an_old_sqlite_is_refused(self, monkeypatch):
        monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: "3.51.2")
        from appliance.store.connection import check_sqlite

        with pytest.raises(RuntimeError, match=r"3\.51\.3"):
            check_sqlite()

    def test_only_one_sqlite_opens_the_file(self, tmp_path):
        code = f"""
            import sys
            def refuse(event, args):
                if event == "sqlite3.connect":
                    raise SystemExit("Python's own SQLite was asked to open " + str(args[0]))
            sys.addaudithook(refuse)
            from pathlib import Path
            from appliance.store import open_store
            open_store(Path({str(tmp_path)!r})).close()
        """
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(code)], check=False, capture_output=True, text=True
        )
        assert (done.returncode, done.stderr) == (0, "")
