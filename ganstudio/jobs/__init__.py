"""Jobs: many pictures from one plan, written so that they can be stopped at any moment and go on.

from ganstudio.jobs import catalogue, runner
from ganstudio.jobs.manifest import Job
from ganstudio.jobs.outputs import FilmOptions, Outputs

plan = catalogue.spectrum(recipe, catalogue.attribute_axes(recipe, 9, past_zero=True))
job = Job(title="smiling", plan=plan, outputs=Outputs(films=(FilmOptions(format="gif", fps=12),)))
runner.begin(folder, job, studio.renderer)
for progress in runner.run(folder, studio.renderer):  # run it again to go on after a stop
    print(progress.done, "of", progress.total)
"""
