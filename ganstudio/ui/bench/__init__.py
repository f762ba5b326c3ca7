"""What is on screen and how it gets there: session, workbench, the worker thread and its tasks."""
