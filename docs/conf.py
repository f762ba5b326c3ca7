"""How the pages become a site: `python scripts/build_docs.py`. Sphinx reads this file."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "tools"), str(HERE.parent)]

from chinese import teach_chinese
from reference_pages import write_reference

from ganstudio import version as of_program

project = "GanStudio"
author = "the authors of GanStudio"
project_copyright = "the authors of GanStudio; MIT licence"
release = of_program.version()

extensions = ["myst_parser"]
myst_enable_extensions = ["deflist", "attrs_block"]
myst_heading_anchors = 4
highlight_language = "text"  # most blocks are what is typed into a terminal
exclude_patterns = ["_build", "tools"]
nitpicky = True

html_theme = "furo"
html_title = "GanStudio"
html_favicon = html_logo = "../ganstudio/ui/theme/icons/ganstudio.svg"
html_theme_options = {"light_css_variables": {"color-brand-primary": "#a8325e", "color-brand-content": "#a8325e"}}
html_copy_source = False
html_show_search_summary = False  # it would have to fetch pages, which a browser does not do for files on the disk

setup = teach_chinese
write_reference(HERE / "reference" / "generated")
