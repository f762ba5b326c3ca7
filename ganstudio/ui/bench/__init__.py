"""What is on screen and how it gets there: session, workbench, the worker's thread and its tasks.

The one thread beside the main thread, which is Qt's: all that the window has of the engine runs there.

- `RenderService` (main thread) owns a `RenderWorker` in a QThread. It leaves letters in a `Mailbox`; the worker takes
  one at each wake-up, does it and looks again: first commands in their order, then the latest request for a picture
  (those before it are forgotten, finished pictures are always shown), then one step of the task whose turn it is.
- A `Task` is made in the main thread by whoever wants something done. Only its work and its number cross to the
  worker, which steps through the work between pictures; what each step finds comes back as a frozen `Progress`, and
  the task tells it by signals of its own, in the main thread.
- A task ends by itself, by a failure (which crosses as a value; the thread lives on), when it is cancelled, or when
  another model is loaded. `finish` is for saving: such a task runs whole, before any picture, and also if the window
  is closed meanwhile. `close` forgets everything else, waits for the thread, and then nothing is told any more.
- Nothing waits in the main thread, nothing is polled, no thread is ever killed. Work imports the engine inside itself,
  so that the window opens without torch.
"""
