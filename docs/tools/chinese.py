"""The pages in Chinese, in the site: found by the search, and said to be Chinese, so that browsers take its letters.

Sphinx's own search in Chinese would need a dictionary, and would take the place of that in English. Chinese is written
without spaces; pages are found by pairs of neighbouring characters instead, which needs neither.
"""

from __future__ import annotations

import re
from itertools import pairwise

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

HAN = r"\u3400-\u4dbf\u4e00-\u9fff"  # for Python and for JavaScript
RUN = re.compile(rf"[{HAN}]+|[^\W{HAN}]+")


class SearchEnglishAndChinese(SearchEnglish):
    """English words by their stems; Chinese by each character and each pair."""

    js_splitter_code = rf"""
function splitQuery(query) {{
  const runs = /[{HAN}]+|(?:(?![{HAN}])[\p{{Letter}}\p{{Number}}_\p{{Emoji_Presentation}}])+/gu;
  const pairs = (run) => Array.from(run.slice(1), (last, index) => run[index] + last);
  return (query.match(runs) || []).flatMap((run) => (/^[{HAN}]{{2}}/.test(run) ? pairs(run) : [run]));
}}
"""

    def split(self, input: str) -> list[str]:  # noqa: A002 (Sphinx's name)
        """The words of a page's text, under which it is found."""
        return [word for run in RUN.findall(input) for word in _words(run)]


def _words(run: str) -> list[str]:
    return [*run, *map("".join, pairwise(run))] if re.match(f"[{HAN}]", run) else [run]


def _of_chinese_pages(_app: Sphinx, page: str, _template: str, context: dict[str, object], _doctree: object) -> None:
    """Names the language of pages under `zh`, and leaves those alone at their side."""
    if page.startswith("zh/"):
        context["language"] = "zh-CN"
        blocks = re.split(r'(?=<p class="caption")', str(context["furo_navigation_tree"]))
        context["furo_navigation_tree"] = next(block for block in blocks if "中文</span>" in block)


def teach_chinese(app: Sphinx) -> None:
    """Takes the search in English over, and shows the pages under `zh` as those of a language of their own."""
    app.add_search_language(SearchEnglishAndChinese)
    app.connect("html-page-context", _of_chinese_pages, priority=900)  # after the theme has listed the pages
