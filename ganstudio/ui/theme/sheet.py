"""The Qt style sheet; `$names` are the colors of `theme.Tokens`."""

SHEET = """
QWidget { color: $text; }
QMainWindow, QDialog, QMessageBox { background: $bg; }
QMainWindow::separator { background: $border; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: $accent; }
QToolTip { background: $raised; color: $text; border: 1px solid $border_strong; padding: 4px 6px; }

/* frames */
QFrame[role="card"] { background: $surface; border: 1px solid $border; border-radius: 6px; }
QFrame[role="floating"] { background: $surface; border: 1px solid $border; border-radius: 6px; }
QFrame[role="bar"] { background: $surface; border: none; border-bottom: 1px solid $border; }
QFrame[role="error"] { background: $surface; border: none; border-left: 3px solid $negative; border-bottom: 1px
    solid $border; }
QFrame[role="notice"] { background: $surface; border: none; border-left: 3px solid $accent; border-bottom: 1px
    solid $border; }
QFrame[role="line"] { background: $border; border: none; max-height: 1px; }

/* labels */
QLabel { background: transparent; }
QLabel[role="heading"] { color: $text_quiet; font-size: 11px; font-weight: 600; }
QLabel[role="quiet"] { color: $text_quiet; font-size: 12px; }
QLabel[role="number"] { font-size: 13px; }
QLabel[role="big-number"] { font-size: 22px; font-weight: 600; }
QLabel[role="title"] { font-size: 15px; font-weight: 600; }
QLabel[role="warning"] { color: $warning; font-size: 12px; }
QLabel[role="refusal"] { background: $raised; border: 1px solid $negative; border-radius: 4px; }
QLabel:disabled { color: $text_disabled; }

/* buttons */
QDialogButtonBox, QMessageBox { dialogbuttonbox-buttons-have-icons: 0; }
QPushButton, QToolButton { background: $raised; border: 1px solid $border; border-radius: 4px; padding: 0 10px;
    min-height: ${control}px; }
QToolButton { padding: 0 6px; }
QPushButton:hover, QToolButton:hover { background: $hover; border-color: $border_strong; }
QPushButton:pressed, QToolButton:pressed { background: $pressed; }
QPushButton:focus, QToolButton:focus { border-color: $accent_text; }
QPushButton:checked, QToolButton:checked { background: $accent_soft; border-color: $accent_text; }
QPushButton:disabled, QToolButton:disabled { color: $text_disabled; background: $surface; border-color: $border; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: url($icons/chevron-down.svg); width: 10px;
    height: 10px;
    subcontrol-origin: padding; subcontrol-position: center right; right: 8px; }
QPushButton[role="primary"] { background: $accent; border-color: $accent; color: $on_accent; font-weight: 600; }
QPushButton[role="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[role="primary"]:focus { border-color: $text; }
QPushButton[role="primary"]:disabled { background: $raised; border-color: $border; color: $text_disabled; }
QPushButton[role="danger"] { color: $negative; }
QPushButton[role="danger"]:hover { border-color: $negative; }
QPushButton[role="danger"]:disabled { color: $text_disabled; }
QPushButton[role="quiet"], QToolButton[role="quiet"] { background: transparent; border-color: transparent; color:
    $text_quiet; }
QPushButton[role="quiet"]:hover, QToolButton[role="quiet"]:hover { background: $hover; color: $text; }
QPushButton[role="quiet"]:checked, QToolButton[role="quiet"]:checked { color: $text; background: $accent_soft; }
QPushButton[role="quiet"]:focus, QToolButton[role="quiet"]:focus { border-color: $accent_text; }
QPushButton[role="quiet"]:disabled, QToolButton[role="quiet"]:disabled { color: $text_disabled; background: transparent;
    border-color: transparent; }
QPushButton[role="disclosure"] { background: transparent; border-color: transparent; color: $text_quiet;
    padding: 0 6px 0 0; min-height: 22px; text-align: left; }
QPushButton[role="disclosure"]:disabled { color: $text_disabled; }
QPushButton[role="disclosure"]:hover { color: $text; }
QPushButton[role="disclosure"]:focus { border-color: $accent_text; }
QToolButton[role="fold"] { background: transparent; border: 1px solid transparent; border-radius: 3px; padding: 0;
    min-height: 0; }
QToolButton[role="fold"]:focus { border-color: $accent_text; }
QToolButton[role="tool"] { background: transparent; border-color: transparent; padding: 0; min-width: ${control}px; }
QToolButton[role="tool"]::menu-indicator { image: none; }
QToolButton[role="tool"]:hover { background: $hover; }
QToolButton[role="tool"]:checked { background: $accent; border-color: $accent; }
QToolButton[role="tool"]:focus { border-color: $accent_text; }
QToolButton[role="tool"]:checked:focus { border-color: $text; }
QToolButton[role="tool"]:disabled { background: transparent; border-color: transparent; }

/* fields */
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit, QTextEdit { background: $field; border: 1px solid
    $border;
    border-radius: 4px; selection-background-color: $accent; selection-color: $on_accent;
    placeholder-text-color: $text_quiet; }
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox { min-height: ${control}px; max-height: ${control}px; }
QLineEdit, QComboBox { padding: 0 8px; }

QLineEdit:hover, QSpinBox:hover, QDoubleSpinBox:hover, QComboBox:hover, QPlainTextEdit:hover { border-color:
    $border_strong; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus, QTextEdit:focus {
    border-color: $accent_text; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled { color: $text_disabled;
    background: $surface; }
QComboBox QLineEdit { background: transparent; border: none; padding: 0; min-height: 0; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {
    subcontrol-origin: border; width: 18px; border: none; background: transparent; }
QSpinBox::up-button, QDoubleSpinBox::up-button { subcontrol-position: top right; margin: 2px 2px 0 0; }
QSpinBox::down-button, QDoubleSpinBox::down-button { subcontrol-position: bottom right; margin: 0 2px 2px 0; }
QSpinBox::up-button:hover, QSpinBox::down-button:hover, QDoubleSpinBox::up-button:hover,
QDoubleSpinBox::down-button:hover { background: $hover; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url($icons/chevron-up.svg); width: 9px; height: 9px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url($icons/chevron-down.svg); width: 9px; height: 9px; }
QLineEdit[role="number"] { background: transparent; border-color: transparent; padding: 0 4px; min-height: 22px;
    max-height: 22px; }
QLineEdit[role="number"]:hover { border-color: $border; background: $field; }
QLineEdit[role="number"]:focus { border-color: $accent_text; background: $field; }
QLineEdit[role="number"]:disabled { background: transparent; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url($icons/chevron-down.svg); width: 10px; height: 10px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $border_strong; outline: none; padding: 4px;
    selection-background-color: $accent_soft; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 6px; border-radius: 3px; }

/* check boxes and radio buttons */
QCheckBox, QRadioButton { spacing: 8px; min-height: 22px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid $text_quiet;
    background: $field; }
QCheckBox::indicator { border-radius: 3px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent_text; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url($icons/check.svg); }
QCheckBox::indicator:indeterminate { background: $accent; border-color: $accent; image: url($icons/minus.svg); }
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: url($icons/dot.svg); }
QCheckBox:focus, QRadioButton:focus { color: $accent_text; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $accent_text; width: 12px; height: 12px; }
QCheckBox:disabled, QRadioButton:disabled { color: $text_disabled; }
QCheckBox::indicator:disabled { background: $surface; border-color: $border; }

/* menus */
QMenuBar { background: $bg; border-bottom: 1px solid $border; padding: 2px 4px; }
QMenuBar::item { background: transparent; padding: 5px 10px; border-radius: 4px; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $surface; border: 1px solid $border_strong; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 10px; border-radius: 4px; }
QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: $accent_soft; }
QMenu::item:disabled { color: $text_disabled; background: transparent; }
QMenu::separator { height: 1px; background: $border; margin: 4px 6px; }
QMenu::indicator { width: 14px; height: 14px; margin-left: 6px; }
QMenu::indicator:non-exclusive:checked, QMenu::indicator:exclusive:checked { image: url($icons/tick.svg); }

/* tabs and docks */
QTabWidget::pane { border: none; border-top: 1px solid $border; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $text_quiet; padding: 8px 12px; border: none; border-bottom: 2px
    solid transparent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent_text; }
QTabBar::tab:focus { color: $accent_text; background: $accent_soft; border-bottom-color: $accent_text; }
QTabBar::tab:disabled { color: $text_disabled; }
QDockWidget { titlebar-close-icon: none; }
QDockWidget > QWidget { background: $bg; }

/* lists and tables */
QAbstractItemView { background: transparent; border: 1px solid transparent; border-radius: 4px;
    outline: none; selection-background-color: $accent_soft;
    selection-color: $text; alternate-background-color: $surface; gridline-color: $border; }
QAbstractItemView:focus { border-color: $accent_text; }
QAbstractItemView:window { background: $surface; border: 1px solid $border_strong; } /* what completes a name */
QTableView::item { padding: 2px 6px; border: none; border-bottom: 1px solid $border; }
QTableView::item:selected, QListView::item:selected, QTreeView::item:selected { background: $accent_soft; color:
    $text; }
QTableView::item:hover, QListView::item:hover { background: $hover; }
QHeaderView { background: transparent; }
QHeaderView::section { background: transparent; color: $text_quiet; border: none; border-bottom: 1px solid $border;
    padding: 4px 6px; font-size: 12px; }
QTreeView QHeaderView::section { padding: 4px 3px; }
QHeaderView::up-arrow, QHeaderView::down-arrow { subcontrol-origin: margin; subcontrol-position: top center; width: 8px;
    height: 8px; }
QHeaderView::up-arrow { image: url($icons/chevron-up.svg); }
QHeaderView::down-arrow { image: url($icons/chevron-down.svg); }
QAbstractScrollArea::corner { background: transparent; border: none; }
QTableCornerButton::section { background: transparent; border: none; }

/* scrolling */
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget#scrolled { background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $groove; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $border_strong; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

/* status bar and progress */
QStatusBar { background: $bg; border-top: 1px solid $border; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $text_quiet; font-size: 12px; }
QProgressBar { background: $groove; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; color:
    transparent; }
QProgressBar::chunk { background: $accent_text; border-radius: 3px; }
QSplitter::handle { background: $border; }
"""
