"""Running an artefact: ONNX Runtime on the processor, one thread unless told otherwise."""

from dataclasses import dataclass

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto

from scorewright.science.artefacts.admission import LARGEST_BYTES, ArtefactRefused, admit
from scorewright.science.table import Column, Kind, Table

KINDS: dict[int, Kind] = {TensorProto.DOUBLE: "number", TensorProto.STRING: "category"}
ERRORS_ONLY = 3


@dataclass(frozen=True, slots=True)
class Runner:
    """An artefact ready to answer. ``columns`` are its inputs in order; which were monotone it does not know."""

    columns: tuple[Column, ...]
    session: onnxruntime.InferenceSession

    def probability(self, table: Table) -> NDArray[np.float64]:
        """P(y = 1) for each row, shape (n,). Columns of ``table`` that the model does not know are left aside.

        Raises KeyError when a column is absent, and ValueError when an answer is not a number, as for infinite input.
        """
        cells = {
            column.name: (
                table.numbers(column.name) if column.kind == "number" else table.categories(column.name)
            ).reshape(-1, 1)
            for column in self.columns
        }
        answers = self.session.run(None, cells)[0]
        if not np.isfinite(answers).all():
            raise ValueError("the model's answer is not a number: is a value of the table infinite?")
        return np.asarray(answers, dtype=np.float64)


def load(content: bytes, *, threads: int = 1, largest_bytes: int = LARGEST_BYTES) -> Runner:
    """Make ``content`` ready to run on ``threads`` threads.

    Raises ArtefactRefused when it is not a model file of ours: see ``admission.admit``.
    """
    columns = _columns(admit(content, largest_bytes=largest_bytes))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = ERRORS_ONLY
    try:
        session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's errors share no class of their own
        raise ArtefactRefused(f"ONNX Runtime does not take the model: {error}") from error
    return Runner(columns, session)


def _columns(model: ModelProto) -> tuple[Column, ...]:
    kinds = {given.name: given.type.tensor_type.elem_type for given in model.graph.input}
    if strangers := sorted(name for name, kind in kinds.items() if kind not in KINDS):
        raise ArtefactRefused(f"inputs that are neither numbers in double nor text: {', '.join(strangers)}")
    if [made.type.tensor_type.elem_type for made in model.graph.output] != [TensorProto.DOUBLE]:
        raise ArtefactRefused("the model does not answer with one column of doubles")
    return tuple(Column(name, KINDS[kind]) for name, kind in kinds.items())
