"""Batch jobs: the queue, its tab, and the dialogs that ask what a batch shall do."""
