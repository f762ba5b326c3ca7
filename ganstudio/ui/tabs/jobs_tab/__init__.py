"""The Jobs tab: the queue of batch jobs."""

from ganstudio.ui.tabs.jobs_tab.tab import JobsTab

__all__ = ["JobsTab"]
