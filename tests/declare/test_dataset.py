import gzip
from pathlib import Path

import pytest

from scorewright.declare.dataset import DatasetError, dataset_from_csv

CONTENT = '\ufeffid,name,late\r\n1,"Doe, Jane",yes\r\n\r\n2,,no\r\n'


@pytest.mark.parametrize("name", ["rows.csv", "rows.csv.gz"])
def test_dataset_from_csv__plain_or_gzipped__gives_the_same_rows(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(CONTENT.encode()) if name.endswith(".gz") else CONTENT.encode())
    dataset = dataset_from_csv(path, ignored=frozenset({"id"}))
    assert dataset.rows == [{"name": "Doe, Jane", "late": "yes"}, {"name": "", "late": "no"}]
    assert dataset.source == name


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "must begin with a header"),
        ("a,a\n1,2\n", "names each column once"),
        ("a,b\n1,2\n1,2,3\n", "line 3: has 3 cells where the header has 2"),
        ("a,b\n1\n", "line 2: has 1 cells"),
    ],
)
def test_dataset_from_csv__broken_file__names_file_and_line(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(content)
    with pytest.raises(ValueError, match=f"rows.csv.*{words}"):
        dataset_from_csv(path)


@pytest.mark.parametrize(("name", "content"), [("latin.csv", "a\nü\n".encode("latin-1")), ("plain.csv.gz", b"a\n1\n")])
def test_dataset_from_csv__no_such_file_format__names_the_file(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DatasetError, match=f"{name}: is no CSV file in UTF-8"):
        dataset_from_csv(tmp_path / name)
