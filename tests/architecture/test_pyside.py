"""PySide6 6.12.0 drops a reference to True at each emit and to None at each save, which aborts Python 3.11."""

import subprocess
import sys

PROGRAM = """
import sys
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPainter

class Emitter(QObject):
    fired = Signal()

emitter = Emitter()
image = QImage(8, 8, QImage.Format.Format_RGB32)
painter = QPainter(image)
true_before, none_before = sys.getrefcount(True), sys.getrefcount(None)
for _ in range(400):
    emitter.fired.emit()
    painter.save()
    painter.translate(1, 1)
    painter.restore()
painter.end()
print(true_before - sys.getrefcount(True), none_before - sys.getrefcount(None))
"""


def test_signals_and_painters_leave_the_reference_counts_alone():
    finished = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)

    lost_true, lost_none = map(int, finished.stdout.split())

    assert lost_true < 50
    assert lost_none < 50
