"""Batch jobs in the window: what each asks, its dialog, the queue, and the tasks that run in the worker."""
